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

export function timedOut(timeoutMs: number): CallFailure {
  return {
    failureClass: "time_out",
    message: `The endpoint gave no answer within ${Math.round(timeoutMs / 100) / 10} s.`,
    words: null,
    rawAnswer: null,
    httpStatus: null,
    retryAfterMs: null,
    stopsRun: false,
    isAway: false,
  };
}

/** Which failure an error of the connection is; its own message is left out, since it may name what was sent. */
export function classifyThrown(error: unknown): CallFailure {
  const code = findCode(error);
  const isTimeOut = code !== null && TIME_OUTS.has(code);
  return {
    failureClass: isTimeOut ? "time_out" : "network",
    message: isTimeOut
      ? "The endpoint could not be reached in time."
      : (SENTENCES[code ?? ""] ?? `The connection to the endpoint failed${code === null ? "" : ` (${code})`}.`),
    words: null,
    rawAnswer: null,
    httpStatus: null,
    retryAfterMs: null,
    stopsRun: false,
    isAway: true,
  };
}
