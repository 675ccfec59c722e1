import { z } from "zod";

/** The part of a chat completion request that this server heeds; it accepts what else callers send. */
export const chatRequestSchema = z.looseObject({
  model: z.string(),
  messages: z
    .array(
      z.looseObject({
        role: z.enum(["system", "developer", "user", "assistant"]),
        content: z.union([z.string(), z.array(z.looseObject({ type: z.literal("text"), text: z.string() }))]),
      }),
    )
    .min(1),
  response_format: z
    .union([
      z.looseObject({ type: z.literal("text") }),
      z.looseObject({ type: z.literal("json_object") }),
      z.looseObject({
        type: z.literal("json_schema"),
        json_schema: z.looseObject({ name: z.string(), schema: z.record(z.string(), z.unknown()) }),
      }),
    ])
    .optional(),
  temperature: z.number().min(0).max(2).nullish(),
  max_tokens: z.number().int().positive().nullish(),
  max_completion_tokens: z.number().int().positive().nullish(),
  seed: z.number().int().nullish(),
  logprobs: z.boolean().nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
});
export type ChatRequest = z.output<typeof chatRequestSchema>;

/** A message's words, whichever of the two forms they came in. */
export function textOf(content: ChatRequest["messages"][number]["content"]): string {
  return typeof content === "string" ? content : content.map(({ text }) => text).join("\n");
}

/** Tokens as a rule of thumb, four letters each: usage has to be right in kind, not in number. */
export function countTokens(text: string): number {
  return Math.ceil(text.length / 4);
}
