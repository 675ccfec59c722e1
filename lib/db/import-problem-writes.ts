import type pg from "pg";
import { database, type Transaction } from "@/lib/db/client";
import { copyRows } from "@/lib/db/copy-rows";

/** Problems kept by import; beyond them only the count grows. */
export const MOST_PROBLEMS = 100_000;

export interface NewProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number | null;
  readonly reason: string;
  readonly excerpt: string | null;
}

/** Writes problems after the `before` that are there, by COPY, in the caller's transaction. */
export async function copyProblems(
  client: pg.PoolClient,
  projectId: string,
  importId: string,
  before: number,
  problems: readonly NewProblem[],
): Promise<void> {
  const kept = problems.slice(0, Math.max(0, MOST_PROBLEMS - before));
  if (kept.length === 0) return;
  await copyRows(
    client,
    'import_problems (project_id, import_id, ordinal, file_name, line, "column", reason, excerpt)',
    kept.map(({ file, line, column, reason, excerpt }, at) => [
      projectId,
      importId,
      before + at,
      file,
      line,
      column,
      reason,
      excerpt,
    ]),
  );
}

export async function deleteProblems(
  projectId: string,
  importId: string,
  transaction: Transaction = database,
): Promise<void> {
  await transaction.importProblem.deleteMany({ where: { projectId, importId } });
}

/** The next problems of an import, in order. */
export async function readProblems(projectId: string, importId: string, after: number, count: number) {
  return database.importProblem.findMany({
    where: { projectId, importId, ordinal: { gt: after } },
    orderBy: { ordinal: "asc" },
    take: count,
  });
}
