/** SQLSTATE of a server that goes away, starts, or is full: connection, shutdown, resources. */
const AWAY_STATE = /^(08...|57P0.|53300)$/;
const AWAY_CODE = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOENT|P1001|P1002|P1008|P1017|P2024)$/;
/** The driver's own errors have no code. */
const AWAY_WORDS =
  /connection terminated|timeout exceeded when trying to connect|connection error and is not queryable/i;

/** Whether a statement failed because nobody is there to answer, rather than because of what it said. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : null;
  return code === null ? AWAY_WORDS.test(error.message) : AWAY_STATE.test(code) || AWAY_CODE.test(code);
}
