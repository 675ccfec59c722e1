import { database, type Transaction } from "@/lib/db/client";

/**
 * Brings the planner's statistics up to date after much was written at once. Every index begins with the project, so
 * a planner that knows nothing reads a whole project for each unit; the server's own analysis may come minutes later.
 */
export async function analyzeImportedTables(): Promise<void> {
  await database.$executeRaw`ANALYZE trajectories, messages, turns, responses`;
}

export async function analyzeGradedTables(): Promise<void> {
  await database.$executeRaw`ANALYZE units, grades, grade_texts, target_items, grading_tasks`;
}

/**
 * Within the transaction that wrote a round's first beliefs: without it the planner takes the table for empty, and joining
 * 21,000 of them to the reading order took 36 s (docs/decisions/0013).
 */
export async function analyzeBeliefs(tx: Transaction): Promise<void> {
  await tx.$executeRaw`ANALYZE unit_beliefs`;
}
