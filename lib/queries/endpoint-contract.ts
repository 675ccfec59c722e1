import { z } from "zod";
import { FAILURE_CLASSES } from "@/lib/grading/grader";
import { requestJson } from "@/lib/queries/request-json";

const whole = (min: number, max: number) => z.number().int().min(min).max(max);

/** US dollars for a million tokens. */
const price = z.number().min(0).max(10_000).nullable();

const settings = {
  /** Tries are cut off after so long, ms; Node itself gives up on an answer that has not begun after 300 s. */
  timeoutMs: whole(1_000, 300_000).default(60_000),
  /** Calls at a time over all workers together. */
  concurrency: whole(1, 1_024).default(8),
  requestsPerMinute: whole(1, 10_000_000).nullable().default(null),
  tokensPerMinute: whole(100, 1_000_000_000).nullable().default(null),
  inputUsdPerMillionTokens: price.default(null),
  outputUsdPerMillionTokens: price.default(null),
  structuredOutput: z.enum(["json_schema", "none"]).default("json_schema"),
  tokenProbabilities: z.boolean().default(false),
};

/** Where the key comes from: nowhere, an environment variable `SECOND_OPINION_ENDPOINT_KEY_…`, or stored encrypted. */
export const endpointKeySchema = z.discriminatedUnion("source", [
  z.strictObject({ source: z.literal("none") }),
  z.strictObject({
    source: z.literal("environment"),
    variable: z.string().regex(/^SECOND_OPINION_ENDPOINT_KEY_[A-Z0-9_]{1,60}$/, {
      error: "The variable's name must begin with SECOND_OPINION_ENDPOINT_KEY_ and go on with A–Z, 0–9 and _.",
    }),
  }),
  z.strictObject({ source: z.literal("stored"), key: z.string().trim().min(1).max(4_000) }),
]);

export const newEndpointSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  baseUrl: z.string().trim().min(1).max(500),
  model: z.string().trim().min(1).max(200),
  key: endpointKeySchema,
  ...settings,
});
export type NewEndpoint = z.output<typeof newEndpointSchema>;
export type NewEndpointInput = z.input<typeof newEndpointSchema>;

/** All but address and model can change; `key` left out keeps the one that is there. */
export const endpointChangeSchema = z.strictObject({
  name: z.string().trim().min(1).max(80).optional(),
  key: endpointKeySchema.optional(),
  timeoutMs: settings.timeoutMs.removeDefault().optional(),
  concurrency: settings.concurrency.removeDefault().optional(),
  requestsPerMinute: settings.requestsPerMinute.removeDefault().optional(),
  tokensPerMinute: settings.tokensPerMinute.removeDefault().optional(),
  inputUsdPerMillionTokens: settings.inputUsdPerMillionTokens.removeDefault().optional(),
  outputUsdPerMillionTokens: settings.outputUsdPerMillionTokens.removeDefault().optional(),
  structuredOutput: settings.structuredOutput.removeDefault().optional(),
  tokenProbabilities: settings.tokenProbabilities.removeDefault().optional(),
  archived: z.boolean().optional(),
});
export type EndpointChange = z.output<typeof endpointChangeSchema>;

export const endpointViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  baseUrl: z.string(),
  model: z.string(),
  /** Never the key itself. `isPresent`: whether this server has it (the variable is set, the stored one can be read). */
  key: z.object({
    source: z.enum(["none", "environment", "stored"]),
    variable: z.string().nullable(),
    isPresent: z.boolean(),
  }),
  timeoutMs: z.number(),
  concurrency: z.number(),
  requestsPerMinute: z.number().nullable(),
  tokensPerMinute: z.number().nullable(),
  inputUsdPerMillionTokens: z.number().nullable(),
  outputUsdPerMillionTokens: z.number().nullable(),
  structuredOutput: z.enum(["json_schema", "none"]),
  tokenProbabilities: z.boolean(),
  archived: z.boolean(),
  /** Until then nobody calls it, and why; null where it is free. */
  heldUntil: z.iso.datetime().nullable(),
  heldReason: z.string().nullable(),
  createdAt: z.iso.datetime(),
});
export type EndpointView = z.infer<typeof endpointViewSchema>;

/** What "test this endpoint" found: one small real call. */
export const endpointTestSchema = z.discriminatedUnion("outcome", [
  z.object({
    outcome: z.literal("answered"),
    /** The model's name as the server gave it. */
    model: z.string(),
    text: z.string(),
    latencyMs: z.number(),
    inputTokens: z.number().nullable(),
    outputTokens: z.number().nullable(),
    /** Whether the answer followed a JSON Schema; null where it was not asked to. */
    structured: z.boolean().nullable(),
    /** Whether it gave the probability of its tokens; null where it was not asked to. */
    tokenProbabilities: z.boolean().nullable(),
  }),
  z.object({
    outcome: z.literal("failed"),
    failureClass: z.enum(FAILURE_CLASSES),
    message: z.string(),
    httpStatus: z.number().nullable(),
    latencyMs: z.number(),
    /** The first 500 characters of what it sent. */
    rawAnswer: z.string().nullable(),
  }),
]);
export type EndpointTest = z.infer<typeof endpointTestSchema>;

const path = (projectId: string) => `/api/projects/${projectId}/endpoints`;

export const endpointKeys = { all: (projectId: string) => ["endpoints", projectId] as const };

export const fetchEndpoints = (projectId: string) =>
  requestJson(z.object({ endpoints: z.array(endpointViewSchema) }), path(projectId));
export const addEndpoint = (projectId: string, endpoint: NewEndpointInput) =>
  requestJson(endpointViewSchema, path(projectId), { method: "POST", body: endpoint });
export const changeEndpoint = (projectId: string, endpointId: string, change: EndpointChange) =>
  requestJson(endpointViewSchema, `${path(projectId)}/${endpointId}`, { method: "PATCH", body: change });
export const testEndpoint = (projectId: string, endpointId: string) =>
  requestJson(endpointTestSchema, `${path(projectId)}/${endpointId}/test`, { method: "POST", body: {} });
