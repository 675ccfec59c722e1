import { DuckDBInstance } from "@duckdb/node-api";

/** Rows of a query as DuckDB, which shares no code with the product, reads them. */
export async function readWithDuckDb(query: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(query);
    return reader.getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
