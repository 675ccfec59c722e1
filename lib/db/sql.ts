import type pg from "pg";
import { types } from "pg";
import { nameStatement, pipelinedPool } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";

/** What runs raw statements: a transaction of Prisma's, Prisma itself, or a connection of {@link sql}. */
export interface SqlRunner {
  $queryRaw<Rows = unknown>(query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]): Promise<Rows>;
  /** Returns how many rows were written. */
  $executeRaw(query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]): Promise<number>;
}

const INT8 = 20;

/** Columns come as Prisma gives them: int8 as bigint, the rest as the driver has it. */
const COLUMN_TYPES: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: "text" | "binary" | undefined) =>
    oid === INT8 ? BigInt : types.getTypeParser(oid, format ?? "text")) as typeof types.getTypeParser,
};

function runOn(queryable: pg.Pool | pg.ClientBase): SqlRunner {
  const run = async (query: TemplateStringsArray | Prisma.Sql, values: unknown[]) => {
    const { text, values: parameters } = query instanceof Prisma.Sql ? query : Prisma.sql(query, ...values);
    const name = nameStatement({ sql: text });
    return queryable.query({
      text,
      values: parameters,
      types: COLUMN_TYPES,
      ...(name === "" ? {} : { name }),
    });
  };
  return {
    $queryRaw: async <Rows>(query: TemplateStringsArray | Prisma.Sql, ...values: unknown[]) =>
      (await run(query, values)).rows as Rows,
    $executeRaw: async (query, ...values) => (await run(query, values)).rowCount ?? 0,
  };
}

/**
 * Raw statements straight on the driver, each a transaction of its own. What a reader's every key waits for goes this
 * way: Prisma's own way costs three times the processor time (docs/decisions/0013).
 */
export const sql: SqlRunner = {
  $queryRaw: (query, ...values) => runOn(pipelinedPool()).$queryRaw(query, ...values),
  $executeRaw: (query, ...values) => runOn(pipelinedPool()).$executeRaw(query, ...values),
};

/** Statements that are best sent together, each a transaction of its own, on one connection. */
export async function sqlTogether<Result>(work: (run: SqlRunner) => Promise<Result>): Promise<Result> {
  const client = await pipelinedPool().connect();
  let failure: Error | undefined;
  try {
    return await work(runOn(client));
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.release(failure);
  }
}

/**
 * The same within one transaction, which is undone where the work throws. Statements that need nothing of each other are
 * best sent together (`Promise.all`): they run in the order in which they were sent, each seeing what those before it
 * did, and cost one way to the server.
 */
export async function sqlTransaction<Result>(work: (tx: SqlRunner) => Promise<Result>): Promise<Result> {
  const client = await pipelinedPool().connect();
  let failure: Error | undefined;
  let isOver = false;
  const runner = runOn(client);
  // What is still sent after the end would be kept for itself.
  const refuseLate = () => {
    if (isOver) throw new Error("This transaction is over.");
  };
  const tx: SqlRunner = {
    $queryRaw: async (query, ...values) => {
      refuseLate();
      return runner.$queryRaw(query, ...values);
    },
    $executeRaw: async (query, ...values) => {
      refuseLate();
      return runner.$executeRaw(query, ...values);
    },
  };
  try {
    // The work's first statements follow at once.
    const [, result] = await Promise.all([client.query("BEGIN"), work(tx)]);
    isOver = true;
    await client.query("COMMIT");
    return result;
  } catch (error) {
    isOver = true;
    try {
      await client.query("ROLLBACK");
    } catch (second) {
      // A connection in an unknown state is closed rather than given back.
      failure = second instanceof Error ? second : new Error(String(second));
    }
    throw error;
  } finally {
    client.release(failure);
  }
}
