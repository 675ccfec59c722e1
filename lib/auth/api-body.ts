import type { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";

/** Bytes of a JSON body unless the caller says otherwise; our largest, a verdict with target information, has some 20 kB. */
const DEFAULT_MAX_BYTES = 1_000_000;

async function readText(request: Request, maxBytes: number): Promise<string> {
  if (request.body === null) return "";
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const reader = request.body.getReader();
  let text = "";
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      bytes += value.byteLength;
      // Counted while reading: the header Content-Length may be absent or wrong.
      if (bytes > maxBytes) {
        await reader.cancel();
        throw new AppError(
          "invalid",
          `The request is larger than the ${maxBytes.toLocaleString("en")} bytes it may have.`,
        );
      }
      text += decoder.decode(value, { stream: true });
    }
  } catch (error) {
    if (error instanceof TypeError && "code" in error && error.code === "ERR_ENCODING_INVALID_ENCODED_DATA") {
      throw new AppError("invalid", "The request is not UTF-8 text.", { cause: error });
    }
    throw error;
  }
}

/** "reads: Too small" for each fault, the place first, so that a person at a terminal can put it right. */
function describeFaults(error: z.ZodError): string {
  return error.issues
    .map((issue) => (issue.path.length === 0 ? issue.message : `${issue.path.join(".")}: ${issue.message}`))
    .join(" ");
}

/** Parses what isn't a body (query parameters) by the same rules. @throws AppError invalid with place and reason. */
export function parseInput<Schema extends z.ZodType>(input: unknown, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw new AppError("invalid", describeFaults(parsed.error));
  return parsed.data;
}

/**
 * Reads a JSON body and parses it.
 * @throws AppError invalid: too large, not UTF-8, not JSON, or not what the schema asks for (with place and reason).
 */
export async function parseBody<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  maxBytes: number = DEFAULT_MAX_BYTES,
): Promise<z.output<Schema>> {
  const text = await readText(request, maxBytes);
  if (text.trim() === "") throw new AppError("invalid", "The request has no body; send JSON.");
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new AppError("invalid", "The request's body is not valid JSON.", { cause: error });
  }
  return parseInput(body, schema);
}
