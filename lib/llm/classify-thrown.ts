import type { CallFailure } from "@/lib/llm/call-failure";

/** What the system says of a connection that did not come about or broke, in words. */
const SENTENCES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "Nobody listens at the endpoint's address.",
  ECONNRESET: "The endpoint broke the connection.",
  UND_ERR_SOCKET: "The endpoint broke the connection.",
  EPIPE: "The endpoint broke the connection.",
  ENOTFOUND: "The endpoint's host name is not known.",
  EAI_AGAIN: "The endpoint's host name could not be looked up.",
  EHOSTUNREACH: "There is no way to the endpoint's host.",
  ENETUNREACH: "There is no way to the endpoint's network.",
  CERT_HAS_EXPIRED: "The endpoint's certificate has run out.",
  DEPTH_ZERO_SELF_SIGNED_CERT: "The endpoint's certificate is not trusted here.",
  SELF_SIGNED_CERT_IN_CHAIN: "The endpoint's certificate is not trusted here.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "The endpoint's certificate is not trusted here.",
  ERR_TLS_CERT_ALTNAME_INVALID: "The endpoint's certificate belongs to another host.",
};
const TIME_OUTS: ReadonlySet<string> = new Set([
  "ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
]);
/** There was an answer, and asking again would bring the same. */
const UNREADABLE: Readonly<Record<string, string>> = {
  UND_ERR_RES_EXCEEDED_MAX_SIZE: "The endpoint's answer is longer than 16 MB.",
  ERR_BUFFER_TOO_LARGE: "The endpoint's answer is longer than 16 MB.",
  Z_DATA_ERROR: "The endpoint's answer is packed, and can't be unpacked.",
  Z_BUF_ERROR: "The endpoint's answer is packed, and can't be unpacked.",
};
/** An error wraps another at most this often. */
const MAX_CAUSES = 6;

/** The code nearest to the network; errors of fetch and of the client library wrap it. */
function findCode(error: unknown): string | null {
  let code: string | null = null;
  let at = error;
  for (let depth = 0; depth < MAX_CAUSES && at instanceof Error; depth += 1) {
    if ("code" in at && typeof at.code === "string") code = at.code;
    // Several addresses were tried and each failed: the first says enough.
    at = at instanceof AggregateError && at.cause === undefined ? at.errors[0] : at.cause;
  }
  return code;
}

const NO_ANSWER = {
  words: null,
  rawAnswer: null,
  httpStatus: null,
  retryAfterMs: null,
  stopsRun: false,
  isAway: false,
} as const;

export function timedOut(timeoutMs: number): CallFailure {
  return {
    ...NO_ANSWER,
    failureClass: "time_out",
    message: `The endpoint gave no answer within ${Math.round(timeoutMs / 100) / 10} s.`,
  };
}

/** Which failure an error of the connection is; its own message is left out, since it may name what was sent. */
export function classifyThrown(error: unknown): CallFailure {
  const code = findCode(error);
  const unreadable = UNREADABLE[code ?? ""];
  if (unreadable !== undefined) return { ...NO_ANSWER, failureClass: "schema_mismatch", message: unreadable };
  const isTimeOut = code !== null && TIME_OUTS.has(code);
  return {
    ...NO_ANSWER,
    failureClass: isTimeOut ? "time_out" : "network",
    message: isTimeOut
      ? "The endpoint could not be reached in time."
      : (SENTENCES[code ?? ""] ?? `The connection to the endpoint failed${code === null ? "" : ` (${code})`}.`),
    isAway: true,
  };
}
