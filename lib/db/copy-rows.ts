import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";

type CopyValue = string | number | boolean | null;

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Text sent to the server at once, in characters: large enough to cost few round trips, small beside a batch. */
const CHUNK_CHARACTERS = 256 * 1024;

function formatValue(value: CopyValue): string {
  if (value === null) return "\\N";
  if (typeof value === "boolean") return value ? "t" : "f";
  if (typeof value === "number") return String(value);
  return value.replace(/[\\\n\r\t]/g, (character) => ESCAPES[character] ?? character);
}

function* formatRows(rows: Iterable<readonly CopyValue[]>): Generator<string, void, undefined> {
  let chunk = "";
  for (const row of rows) {
    chunk += `${row.map(formatValue).join("\t")}\n`;
    if (chunk.length >= CHUNK_CHARACTERS) {
      yield chunk;
      chunk = "";
    }
  }
  if (chunk !== "") yield chunk;
}

/**
 * Writes rows by COPY, several times faster than INSERT, in the client's transaction.
 * @param target table and columns, as in `messages (project_id, position)`; part of the statement, never from outside.
 */
export async function copyRows(
  client: pg.PoolClient,
  target: string,
  rows: Iterable<readonly CopyValue[]>,
): Promise<void> {
  const into = client.query(copyFrom(`COPY ${target} FROM STDIN`));
  await pipeline(Readable.from(formatRows(rows)), into);
}
