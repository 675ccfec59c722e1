import { z } from "zod";

/** Tokens of four bytes are what servers that don't count come to, within a third, in any script. */
const BYTES_PER_TOKEN = 4;

const tokenCount = z.number().int().min(0).max(2_000_000_000).nullish().catch(null);

const partSchema = z.looseObject({ type: z.string().optional(), text: z.string().optional() });

const completionSchema = z.looseObject({
  model: z.string().optional().catch(undefined),
  choices: z
    .array(
      z.looseObject({
        finish_reason: z.string().nullish(),
        message: z.looseObject({
          content: z.union([z.string(), z.array(partSchema)]).nullish(),
          refusal: z.string().nullish(),
        }),
        logprobs: z
          .looseObject({ content: z.array(z.looseObject({ logprob: z.number() })).nullish() })
          .nullish()
          .catch(null),
      }),
    )
    .min(1),
  usage: z.looseObject({ prompt_tokens: tokenCount, completion_tokens: tokenCount }).nullish().catch(null),
});

/** A chat completion, as far as a grader needs it. */
export interface Completion {
  readonly model: string | null;
  readonly text: string;
  readonly finishReason: string;
  /** The model's own words where it declined; null where it did not. */
  readonly refusal: string | null;
  readonly tokenConfidence: number | null;
  /** As the endpoint counted them; null where it did not. */
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

/** What the database can hold as text: no lone surrogate, no NUL. The same text is given back now and ever after. */
export function storableText(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\uFFFD").replaceAll("\0", "\uFFFD");
}

export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}

/** Null where the body is no chat completion. */
export function readCompletion(body: unknown): Completion | null {
  const parsed = completionSchema.safeParse(body);
  const choice = parsed.data?.choices[0];
  if (parsed.data === undefined || choice === undefined) return null;
  const { content, refusal } = choice.message;
  const text = typeof content === "string" ? content : (content ?? []).map((part) => part.text ?? "").join("");
  const tokens = choice.logprobs?.content ?? [];
  return {
    model: parsed.data.model ?? null,
    text: storableText(text),
    finishReason: storableText(choice.finish_reason ?? "stop"),
    refusal: refusal ? storableText(refusal) : null,
    tokenConfidence:
      tokens.length === 0
        ? null
        : tokens.reduce((sum, { logprob }) => sum + Math.min(1, Math.exp(logprob)), 0) / tokens.length,
    inputTokens: parsed.data.usage?.prompt_tokens ?? null,
    outputTokens: parsed.data.usage?.completion_tokens ?? null,
  };
}
