import { z } from "zod";

/** What the error bodies of the servers we know have in common, in whichever place each has it. */
export interface ErrorWords {
  /** "" where there is none. */
  readonly message: string;
  /** Codes, types and reasons, lower case, separated by blanks: "context_length_exceeded invalid_request_error". */
  readonly codes: string;
  /** A status that the body itself gives (gateways that answer 200 with an error inside); null where it has none. */
  readonly status: number | null;
}

const word = z.union([z.string(), z.number()]).nullish();

const errorSchema = z.looseObject({
  message: z.unknown(),
  code: word.catch(null),
  type: word.catch(null),
  status: word.catch(null),
  reason: word.catch(null),
  error_type: word.catch(null),
  innererror: z
    .looseObject({ code: word.catch(null) })
    .nullish()
    .catch(null),
});

/** The object that holds message and code: OpenAI, Azure and new vLLM have it under `error`, old vLLM is it. */
function findError(body: unknown): unknown {
  // Google's gateway wraps it in a list.
  const whole: unknown = Array.isArray(body) ? body[0] : body;
  if (typeof whole !== "object" || whole === null) return whole;
  if ("error" in whole && whole.error !== null) {
    // Text Generation Inference and old Ollama: {"error": "words", "error_type": "validation"}.
    return typeof whole.error === "string" ? { ...whole, message: whole.error } : whole.error;
  }
  // FastAPI: {"detail": "Not Found"} or a list of faults.
  if ("detail" in whole) return { message: whole.detail };
  return whole;
}

function asText(message: unknown): string {
  if (typeof message === "string") return message;
  return message === undefined || message === null ? "" : JSON.stringify(message);
}

function asStatus(value: unknown): number | null {
  const status = Number(value);
  return Number.isInteger(status) && status >= 400 && status <= 599 ? status : null;
}

/** Reads an error body of any server; a body that is no JSON counts as the message. */
export function readErrorBody(body: string): ErrorWords {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return { message: body, codes: "", status: null };
  }
  const error = errorSchema.safeParse(findError(parsed));
  if (!error.success) return { message: asText(parsed), codes: "", status: null };
  const { message, code, type, status, reason, error_type, innererror } = error.data;
  const codes = [code, type, status, reason, error_type, innererror?.code].filter(
    (value) => value !== null && value !== undefined && value !== "",
  );
  return {
    message: asText(message),
    codes: codes.join(" ").toLowerCase(),
    status: asStatus(code) ?? asStatus(status),
  };
}
