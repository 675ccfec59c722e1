import { z } from "zod";

/** More than these is no longer read with care, by people or by models. */
export const MOST_RULES = 20;
export const MOST_WORKED_CASES = 8;

const text = (max: number) => z.string().trim().max(max);

/** A model on a registered endpoint. The address is part of what may change an answer, so it is written down here. */
const modelSchema = z.strictObject({
  endpointId: z.uuid(),
  baseUrl: z.string().min(1),
  model: z.string().min(1),
});

const answerSettings = {
  /** `json_schema` holds the endpoint to the answer's shape; `tags` asks for the reference's tag lines. */
  answerFormat: z.enum(["json_schema", "tags"]),
  /** 0 … 2; null leaves it to the endpoint. */
  temperature: z.number().min(0).max(2).nullable(),
  maxOutputTokens: z.number().int().min(64).max(32_768),
  seed: z.number().int().nullable(),
};

/** What frames instructions and data is code; raised by one with every change that can change an answer. */
const templateVersion = z.literal(1);

const profile = {
  profileId: z.string(),
  /** SHA-256 (hex) of the domain profile's JSON. */
  profileHash: z.string(),
};

const rules = z.array(text(1_000).min(1)).max(MOST_RULES);
const workedCases = z
  .array(z.strictObject({ title: text(200).min(1), text: text(5_000).min(1) }))
  .max(MOST_WORKED_CASES);

export const offlineExtractionSchema = z.strictObject({
  kind: z.literal("offline"),
  algorithmVersion: z.number().int(),
  ...profile,
});

export const llmExtractionSchema = z.strictObject({
  kind: z.literal("llm"),
  templateVersion,
  ...profile,
  ...modelSchema.shape,
  ...answerSettings,
  instructions: text(20_000),
  /** Short rules and worked cases that clinicians' corrections led to; left out where there are none. */
  rules: rules.optional(),
  workedCases: workedCases.optional(),
  /** Turns asked about in one call; a long dialogue takes several. */
  turnsPerCall: z.number().int().min(1).max(200),
});
export type LlmExtractionStep = z.infer<typeof llmExtractionSchema>;

/** The first step: reading the target information off the observed future. */
export const extractionStepSchema = z.discriminatedUnion("kind", [offlineExtractionSchema, llmExtractionSchema]);
export type ExtractionStep = z.infer<typeof extractionStepSchema>;

export const voteSchema = z.strictObject({
  /** Shown beside the vote: "plain", "reversed items". */
  name: text(80).min(1),
  ...modelSchema.shape,
  /** Added to the instructions for this vote only; "" for none. */
  extraInstructions: text(5_000),
  /** Order in which the target information is put before the model. */
  itemOrder: z.enum(["asked", "reversed"]),
});
export type Vote = z.infer<typeof voteSchema>;

/** The second step: scoring a response's content and format. */
export const scoringStepSchema = z.strictObject({
  kind: z.literal("llm"),
  templateVersion,
  ...profile,
  ...answerSettings,
  instructions: text(20_000),
  /** Short rules that clinicians' corrections led to, merged into the prompt. */
  rules,
  workedCases,
  /** One call each; the score with the most votes holds, the middle one where they tie. */
  votes: z.array(voteSchema).min(1).max(9),
  /** Earlier grader versions whose grade of the same response votes too, at no cost. */
  voterVersionIds: z.array(z.uuid()).max(8),
  /** Score again without the future, or with another trajectory's: a score that doesn't move was not grounded. */
  probes: z.strictObject({ withoutFuture: z.boolean(), otherFuture: z.boolean() }),
});
export type ScoringStep = z.infer<typeof scoringStepSchema>;

/** Everything that affects an answer of an LLM grader; what a grader version of it is made of. */
export const llmGraderDefinitionSchema = z.strictObject({
  name: z.literal("llm"),
  extraction: extractionStepSchema,
  scoring: scoringStepSchema,
});
export type LlmGraderDefinition = z.infer<typeof llmGraderDefinitionSchema>;
