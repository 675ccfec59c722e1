import { setTimeout as wait } from "node:timers/promises";

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** SQLSTATE classes of a server that goes away, is full, or undid a statement for others: connection, shutdown, rollback. */
const PASSING_STATE = /^(08...|57P0.|53300|40001|40P01)$/;
const PASSING_CODE = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOENT|P1001|P1002|P1008|P1017|P2024)$/;
/** The driver's own errors have no code. */
const PASSING_WORDS =
  /connection terminated|timeout exceeded when trying to connect|connection error and is not queryable/i;

function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : null;
  return code === null ? PASSING_WORDS.test(error.message) : PASSING_STATE.test(code) || PASSING_CODE.test(code);
}

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
