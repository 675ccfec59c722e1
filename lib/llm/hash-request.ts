import { createHash } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "@/lib/export/canonical-json";
import type { LlmRequest } from "@/lib/grading/llm/llm-call";

/** Graders send the same few schema objects with every call; writing one down takes longer than hashing a dialogue. */
const writtenSchemas = new WeakMap<object, string>();

function writeSchema(schema: Readonly<Record<string, unknown>>): string {
  const known = writtenSchemas.get(schema);
  if (known !== undefined) return known;
  const written = canonicalJson(z.json().parse(schema));
  writtenSchemas.set(schema, written);
  return written;
}

/**
 * SHA-256 (hex) of everything that is sent, with the endpoint and the sample's number: what the ledger finds an answer
 * by. Nothing else may enter, or answers that were paid for would not be found again.
 */
export function hashRequest(request: LlmRequest): string {
  const { endpointId, model, messages, answerSchema, temperature, maxOutputTokens, seed, sample } = request;
  const rest = [
    answerSchema === null ? null : [answerSchema.name, writeSchema(answerSchema.schema)],
    temperature,
    maxOutputTokens,
    seed,
    sample,
  ];
  // The JSON of one list, piece by piece: as a whole it would be one more copy of the dialogue.
  const hash = createHash("sha256").update(`[1,${JSON.stringify(endpointId)},${JSON.stringify(model)},[`);
  for (const [index, { role, content }] of messages.entries()) {
    hash
      .update(`${index === 0 ? "" : ","}["${role}",`)
      .update(JSON.stringify(content))
      .update("]");
  }
  return hash.update(`],${JSON.stringify(rest).slice(1)}`).digest("hex");
}
