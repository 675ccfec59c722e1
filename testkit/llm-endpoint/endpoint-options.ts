import { z } from "zod";

/** What a test endpoint can do wrong. The last four harm no careful reader of its answers. */
export const FAULTS = [
  "server_error",
  "unavailable",
  "rate_limit",
  "hang",
  "reset",
  "truncated_body",
  "not_json",
  "auth",
  "insufficient_quota",
  "context_length_exceeded",
  "refusal",
  "content_filter",
  "truncated_answer",
  "wrong_score",
  "wrong_quote",
  "empty_answer",
  "prose_around",
  "code_fence",
  "think_block",
] as const;
const faultSchema = z.enum(FAULTS);
export type Fault = z.infer<typeof faultSchema>;

const share = z.number().min(0).max(1);

export const endpointOptionsSchema = z.strictObject({
  /** Decides noise, latency and faults; the same requests then meet the same ones, in whatever order they come. */
  seed: z.number().int().default(1),
  /** The key that callers must show as a bearer token; null lets everybody in. */
  apiKey: z.string().nullable().default(null),
  models: z.array(z.string().min(1)).min(1).default(["test-model"]),
  /** How long an answer takes, ms, and by which share of that it varies (0.2: ± 20 %). */
  latencyMs: z.number().min(0).default(0),
  jitter: share.default(0),
  /** More calls or tokens than this within {@link windowMs} are refused with 429 and Retry-After; null: no limit. */
  requestsPerMinute: z.number().positive().nullable().default(null),
  tokensPerMinute: z.number().positive().nullable().default(null),
  /** Length of the sliding window that the limits are counted over, ms; the limit counts in proportion. */
  windowMs: z.number().positive().default(60_000),
  /** What Retry-After says, seconds; null: until the window has room. */
  retryAfterSeconds: z.number().int().min(0).nullable().default(null),
  /** More prompt tokens than this are refused as too long; null: no limit. */
  contextTokens: z.number().int().positive().nullable().default(null),
  /** Whether `response_format` is understood; where not, asking for it is a bad request, as at older servers. */
  offersSchema: z.boolean().default(true),
  /** Whether `/testkit/bodies` gives what came, each body once: what a bare loop sends to compare with. */
  keepBodies: z.boolean().default(false),
  offersLogprobs: z.boolean().default(true),
  /** Share of scores and extracted items that are not what the offline grader says. */
  noise: share.default(0),
  /** Requests with these words in their instructions meet no noise: what a repaired grader looks like. Null: all do. */
  calmedBy: z.string().min(1).nullable().default(null),
  /** Mistakes of three kinds, each the same whenever the same is asked, whatever the prompt. Shares of 0 … 1. */
  planted: z
    .strictObject({
      /**
       * Of the replies that ask nothing, and of questions of a few words: content is scored one step too high, or too
       * low. The words of `calmedBy` put that right.
       */
      rules: share.default(0),
      /** Of all contents: one step off, for no reason. */
      scores: share.default(0),
      /** Of the items asked: left out, or told with a value that was not said. */
      items: share.default(0),
    })
    .default({ rules: 0, scores: 0, items: 0 }),
  /** Probability of each fault; drawn anew each time the same request comes again. */
  faults: z.partialRecord(faultSchema, share).default({}),
  /** Taken from the front before any draw: what each of the next calls meets. `none` answers well. */
  script: z.array(z.union([faultSchema, z.literal("none")])).default([]),
});
export type EndpointOptions = z.output<typeof endpointOptionsSchema>;
export type EndpointOptionsInput = z.input<typeof endpointOptionsSchema>;

/** The given options over those that hold. A key that is left out keeps its value. */
export function mergeOptions(current: EndpointOptions, change: EndpointOptionsInput): EndpointOptions {
  return endpointOptionsSchema.parse({ ...current, ...change });
}
