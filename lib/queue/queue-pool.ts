import type pg from "pg";
import { databasePool } from "@/lib/db/client";
import { isDatabaseAway } from "@/lib/db/is-database-away";

/** "cannot connect now": the code after which graphile-worker tries a statement of its own again, for about an hour. */
const TRY_AGAIN = "57P03";

/** The same error under the code that says to come back later, where the database is away. */
function asPassing(error: unknown): unknown {
  if (!(error instanceof Error) || !isDatabaseAway(error)) return error;
  return Object.assign(new Error(error.message, { cause: error }), { code: TRY_AGAIN });
}

/**
 * The pool for graphile-worker. It writes down the end of a job without waiting whether that worked, so that a lost
 * connection would end the process by an unhandled rejection; it does try again after one particular code. Its
 * statements may be done twice.
 */
export function queuePool(): pg.Pool {
  const pool = databasePool();
  return new Proxy(pool, {
    get: (target, property) => {
      if (property === "connect") return connectTo(target);
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

type OnConnect = Parameters<pg.Pool["connect"]>[0];

function connectTo(pool: pg.Pool) {
  return (onConnect?: OnConnect): unknown => {
    // The listener for notices has its own way of coming back.
    if (onConnect !== undefined) return pool.connect(onConnect);
    return pool.connect().then(wrapClient, (error: unknown) => {
      throw asPassing(error);
    });
  };
}

function wrapClient(client: pg.PoolClient): pg.PoolClient {
  return new Proxy(client, {
    get: (target, property) => {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== "function") return value;
      if (property !== "query") return value.bind(target);
      return (...args: unknown[]) => {
        const answering: unknown = value.apply(target, args);
        return answering instanceof Promise
          ? answering.catch((error: unknown) => {
              throw asPassing(error);
            })
          : answering;
      };
    },
  });
}
