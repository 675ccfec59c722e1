import { z } from "zod";

const problemSchema = z.object({ error: z.string(), reason: z.string().optional() });

/** An answer of the server that is not a success, or no answer at all; `message` is written for the person. */
export class RequestError extends Error {
  /** HTTP status; 0 where there was no answer (offline, server down). */
  readonly status: number;
  /** Why an answer was refused for good, for programs (`RefusalReason`); null where none is given. */
  readonly reason: string | null;

  constructor(status: number, message: string, reason: string | null = null) {
    super(message);
    this.name = "RequestError";
    this.status = status;
    this.reason = reason;
  }
}

/** Fetches JSON and parses it with the contract's schema; throws {@link RequestError} for everything else. */
export async function requestJson<Schema extends z.ZodType>(
  schema: Schema,
  url: string,
  init?: { method?: string; body?: unknown; signal?: AbortSignal },
): Promise<z.output<Schema>> {
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: init?.method ?? "GET",
      signal: init?.signal,
      headers: init?.body === undefined ? undefined : { "content-type": "application/json" },
      body: init?.body === undefined ? undefined : JSON.stringify(init.body),
    });
  } catch (error) {
    if (init?.signal?.aborted) throw error;
    throw new RequestError(0, "The server did not answer. Check the connection; it will be tried again.");
  }
  const body: unknown = await answer.json().catch(() => null);
  if (!answer.ok) {
    const problem = problemSchema.safeParse(body);
    throw new RequestError(
      answer.status,
      problem.success ? problem.data.error : `The server answered ${answer.status}. Try again in a moment.`,
      problem.success ? problem.data.reason : null,
    );
  }
  return schema.parse(body);
}
