import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "@/lib/db/generated/client";
import { env } from "@/lib/env";
import { AppError } from "@/lib/kernel/app-error";

/**
 * Connections of one process. A worker keeps four to itself: to hear of jobs and to show that it lives, for each lane.
 * Web and several workers together stay under the embedded server's 200.
 */
const POOL_SIZE = 24;
/**
 * Each is free again after some milliseconds, and a new one is slow at first: it knows neither tables nor plans. So they are
 * few, and stay.
 */
const PIPELINED_POOL_SIZE = Math.min(16, Math.max(4, 2 * availableParallelism()));
/**
 * Their statements look up by index, whatever the table's size: planned once, and never for the empty tables of a project's
 * first minute.
 */
const PIPELINED_OPTIONS = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off";
/** How long a request waits for a free connection before it fails, ms. */
const CONNECTION_TIMEOUT_MS = 10_000;

/**
 * Raw statements of hot paths carry this comment: each connection parses and plans them once, which is most of their
 * cost. Others are not kept: statements with lists of every length would fill the server's memory.
 */
const PREPARED_MARK = "/* prepared */";

const statementNames = new Map<string, string>();

/** The name of a marked statement; "" is the protocol's unnamed one, which is planned each time. */
export function nameStatement({ sql }: { readonly sql: string }): string {
  if (!sql.includes(PREPARED_MARK)) return "";
  const known = statementNames.get(sql);
  if (known !== undefined) return known;
  // By content: bundles of routes each have a map of their own, and share the connections.
  const name = `second_opinion_${createHash("sha256").update(sql).digest("hex").slice(0, 32)}`;
  statementNames.set(sql, name);
  return name;
}

interface Connections {
  readonly pool: pg.Pool;
  readonly pipelined: pg.Pool;
  readonly client: PrismaClient;
}

// Next reloads modules in development and bundles routes apart; one pool a process is kept on the global object.
const shared = globalThis as { secondOpinionDatabase?: Connections };

function connect(): Connections {
  if (shared.secondOpinionDatabase === undefined) {
    const url = env().databaseUrl;
    if (url === null) {
      throw new AppError(
        "unavailable",
        "DATABASE_URL is not set: start with `npm start`, `npm run worker` or the command line.",
      );
    }
    const pool = makePool({ connectionString: url, max: POOL_SIZE });
    const pipelined = makePool({
      connectionString: url,
      max: PIPELINED_POOL_SIZE,
      min: PIPELINED_POOL_SIZE,
      pipeline: true,
      options: PIPELINED_OPTIONS,
    });
    const client = new PrismaClient({
      adapter: new PrismaPg(pool, { statementNameGenerator: nameStatement }),
      // As long as for a connection: a burst of readers waits its turn rather than being turned away.
      transactionOptions: { maxWait: CONNECTION_TIMEOUT_MS },
    });
    shared.secondOpinionDatabase = { pool, pipelined, client };
  }
  return shared.secondOpinionDatabase;
}

function makePool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    application_name: "second-opinion",
    ...config,
  });
  // An idle connection that the server ends (a restart) must not end the process; the next query opens a new one.
  pool.on("error", () => undefined);
  // The same for one in use between two queries: the next query fails, and whoever asked it hears of it.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

/** The Prisma client; connects at first use, so that a build needs no database. */
export const database: PrismaClient = new Proxy({} as PrismaClient, {
  get: (_target, property) => Reflect.get(connect().client, property),
});

/** What a transaction hands to its work: the client without the calls that make no sense inside one. */
export type Transaction = Parameters<Parameters<PrismaClient["$transaction"]>[0]>[0];

/** The same pool for what Prisma has no words for: COPY, cursors, LISTEN. */
export function databasePool(): pg.Pool {
  return connect().pool;
}

/**
 * Connections that send statements without waiting for the answers to those before: several sent together cost a fifth
 * (docs/decisions/0013). COPY and cursors can't share one.
 */
export function pipelinedPool(): pg.Pool {
  return connect().pipelined;
}

/** Ends every connection, so that a command can exit; the next use connects again. */
export async function closeDatabase(): Promise<void> {
  const connections = shared.secondOpinionDatabase;
  if (connections === undefined) return;
  shared.secondOpinionDatabase = undefined;
  await connections.client.$disconnect();
  if (!connections.pool.ended) await connections.pool.end();
  await connections.pipelined.end();
}
