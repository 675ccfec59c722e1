import { randomUUID } from "node:crypto";
import { mayChange } from "@/lib/auth/same-origin";
import { isDatabaseAway } from "@/lib/db/is-database-away";
import { AppError, type AppErrorKind } from "@/lib/kernel/app-error";
import { log, logUnexpected } from "@/lib/log";

const STATUS: Readonly<Record<AppErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  unavailable: 503,
};
/** nginx's number for a client that went away before the answer; nobody reads it but the log. */
const CLIENT_GONE = 499;

/** What a request's work learns about it on the way, for the log: ids only. */
export type RequestRecord = Record<string, string>;

export type RequestWork = (record: RequestRecord, cookies: string[]) => Promise<unknown>;

function problem(status: number, error: string, reason: AppError["reason"] = null): Response {
  return Response.json(reason === null ? { error } : { error, reason }, { status });
}

function answerError(request: Request, requestId: string, error: unknown): Response {
  if (error instanceof AppError) return problem(STATUS[error.kind], error.message, error.reason);
  if (request.signal.aborted) return problem(CLIENT_GONE, "The request was given up.");
  logUnexpected({ requestId }, error, "request failed");
  if (isDatabaseAway(error)) {
    return problem(STATUS.unavailable, "The database does not answer. Try again in a moment.");
  }
  return problem(
    500,
    `Something unexpected happened on the server. Try again; if it happens again, tell whoever runs it this number: ${requestId}.`,
  );
}

/**
 * Answers one request: refuses changes from other sites, runs the work, turns its result into JSON (a `Response` goes
 * out as it is) and its errors into a status and `{error: sentence, reason?}`, and logs one event with ids and duration.
 */
export async function answerRequest(request: Request, work: RequestWork): Promise<Response> {
  const startedAt = performance.now();
  const requestId = randomUUID();
  const record: RequestRecord = {};
  const cookies: string[] = [];
  let answer: Response;
  try {
    if (!mayChange(request)) {
      throw new AppError("forbidden", "This request came from another site. Do it from Second Opinion's own page.");
    }
    const result = await work(record, cookies);
    answer = result instanceof Response ? result : Response.json(result);
  } catch (error) {
    answer = answerError(request, requestId, error);
  }
  // What one person may see must not come from a cache to the next.
  if (!answer.headers.has("cache-control")) answer.headers.set("cache-control", "private, no-store");
  for (const cookie of cookies) answer.headers.append("set-cookie", cookie);
  log().info(
    {
      requestId,
      method: request.method,
      // Without the query: a search there is dialogue text.
      path: new URL(request.url).pathname,
      status: answer.status,
      durationMs: Math.round(performance.now() - startedAt),
      ...record,
    },
    "request",
  );
  return answer;
}
