/** SQLSTATE of a server that goes away, starts, or is full: connection, shutdown, resources. */
const AWAY_STATE = /^(08...|57P0.|53300)$/;
const AWAY_CODE = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOENT|P1001|P1002|P1008|P1017|P2024)$/;
/** What the driver adapter calls the same. */
const AWAY_KIND = /^(DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections)$/;
/** The driver's own errors have no code. */
const AWAY_WORDS =
  /connection terminated|timeout exceeded when trying to connect|connection error and is not queryable/i;

function field(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null ? Reflect.get(of, name) : undefined;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/**
 * SQLSTATE of what a statement failed with; null where the server said none. A raw statement's error has a code of the
 * client's own (P2010), which tells nothing, and the server's further in.
 */
export function findSqlState(error: unknown): string | null {
  const cause = field(field(field(error, "meta"), "driverAdapterError"), "cause");
  const state = text(field(cause, "originalCode")) || text(field(cause, "code")) || text(field(error, "code"));
  return /^[0-9FHPX][0-9A-Z]{4}$/.test(state) && !/^P[1-9]/.test(state) ? state : null;
}

/** Whether a statement failed because nobody is there to answer, rather than because of what it said. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const state = findSqlState(error);
  if (state !== null) return AWAY_STATE.test(state);
  const cause = field(field(field(error, "meta"), "driverAdapterError"), "cause");
  const code = text(field(error, "code"));
  return (
    AWAY_CODE.test(code) ||
    AWAY_KIND.test(text(field(cause, "kind"))) ||
    // Words alone count only where nothing else says what it was.
    ((code === "" || cause !== undefined) && AWAY_WORDS.test(error.message))
  );
}
