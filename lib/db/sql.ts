import type pg from "pg";
import { types } from "pg";
import { databasePool, nameStatement } from "@/lib/db/client";
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
  $queryRaw: (query, ...values) => runOn(databasePool()).$queryRaw(query, ...values),
  $executeRaw: (query, ...values) => runOn(databasePool()).$executeRaw(query, ...values),
};

/** The same within one transaction, which is undone where the work throws. */
export async function sqlTransaction<Result>(work: (tx: SqlRunner) => Promise<Result>): Promise<Result> {
  const client = await databasePool().connect();
  let failure: Error | undefined;
  try {
    await client.query("BEGIN");
    const result = await work(runOn(client));
    await client.query("COMMIT");
    return result;
  } catch (error) {
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
