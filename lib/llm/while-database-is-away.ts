import { setTimeout as wait } from "node:timers/promises";
import { findSqlState, isDatabaseAway } from "@/lib/db/is-database-away";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** SQLSTATE of a statement that was undone for another's sake. */
const UNDONE_STATE = /^(40001|40P01)$/;

const isPassing = (error: unknown) => isDatabaseAway(error) || UNDONE_STATE.test(findSqlState(error) ?? "");

/**
 * Does the work again until the database answers, for as long as `patienceMs`; other errors go through at once. Only
 * for work that may be done twice.
 */
export async function whileDatabaseIsAway<Value>(
  patienceMs: number,
  work: () => Promise<Value>,
  onAway: () => void = () => undefined,
): Promise<Value> {
  const startedAt = performance.now();
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs)) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error) || performance.now() - startedAt > patienceMs) throw error;
      onAway();
    }
    await wait(pauseMs);
  }
}
