import { z } from "zod";
import { FAILURE_CLASSES } from "@/lib/grading/grader";
import { llmGraderDefinitionSchema } from "@/lib/grading/llm/llm-grader-definition";
import { criterionSchema, gradeViewSchema, scoreSchema, stopLabelSchema } from "@/lib/queries/grade-contract";
import { shareEstimateSchema } from "@/lib/queries/pipeline-contract";
import { requestJson } from "@/lib/queries/request-json";

const stepViewSchema = z.object({ id: z.string(), number: z.number().int(), contentHash: z.string() });

/** One immutable grader version, with everything that affects its answers. */
export const graderVersionViewSchema = z.object({
  id: z.string(),
  graderId: z.string(),
  graderName: z.string(),
  /** "offline 1": grader name and version number. */
  label: z.string(),
  kind: z.enum(["offline", "llm", "imported"]),
  number: z.number().int(),
  /** SHA-256 of the canonical JSON of `definition`, hex. */
  contentHash: z.string(),
  definition: z.record(z.string(), z.unknown()),
  /** The two halves of an LLM grader; versions that share one share its answers. Null for other kinds. */
  steps: z.object({ extraction: stepViewSchema, scoring: stepViewSchema }).nullable(),
  createdAt: z.iso.datetime(),
  /** Units whose current grade is this version's, whatever their status. */
  unitsGraded: z.number().int(),
  runs: z.number().int(),
});
export type GraderVersionView = z.infer<typeof graderVersionViewSchema>;

/** Newest first. */
export const gradersSchema = z.object({ versions: z.array(graderVersionViewSchema) });

export const graderNameSchema = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,59}$/u, {
    error:
      "A grader's name has 1 to 60 letters, digits, blanks, dots, dashes or underscores, and begins with a letter or digit.",
  });

/** What a person writes; the server fills in addresses, models, profile and template version, and freezes it. */
export const graderDraftSchema = z.strictObject({
  name: graderNameSchema,
  extraction: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("offline") }),
    z.strictObject({
      kind: z.literal("llm"),
      endpointId: z.uuid(),
      /** "" takes the instructions that come with the domain profile. */
      instructions: z.string().trim().max(20_000).default(""),
      turnsPerCall: z.number().int().min(1).max(200).default(24),
      temperature: z.number().min(0).max(2).nullable().default(0),
      maxOutputTokens: z.number().int().min(64).max(32_768).default(4_096),
      seed: z.number().int().nullable().default(null),
    }),
  ]),
  scoring: z.strictObject({
    instructions: z.string().trim().max(20_000).default(""),
    rules: z.array(z.string().trim().min(1).max(1_000)).max(20).default([]),
    workedCases: z
      .array(z.strictObject({ title: z.string().trim().min(1).max(200), text: z.string().trim().min(1).max(5_000) }))
      .max(8)
      .default([]),
    temperature: z.number().min(0).max(2).nullable().default(0),
    maxOutputTokens: z.number().int().min(64).max(32_768).default(1_024),
    seed: z.number().int().nullable().default(null),
    votes: z
      .array(
        z.strictObject({
          name: z.string().trim().min(1).max(80),
          endpointId: z.uuid(),
          extraInstructions: z.string().trim().max(5_000).default(""),
          itemOrder: z.enum(["asked", "reversed"]).default("asked"),
        }),
      )
      .min(1)
      .max(9),
    voterVersionIds: z.array(z.uuid()).max(8).default([]),
    probes: z
      .strictObject({ withoutFuture: z.boolean().default(false), otherFuture: z.boolean().default(false) })
      .default({ withoutFuture: false, otherFuture: false }),
  }),
});
export type GraderDraft = z.output<typeof graderDraftSchema>;
export type GraderDraftInput = z.input<typeof graderDraftSchema>;

/** The instructions a draft begins with, of the project's domain profile. */
export const graderDefaultsSchema = z.object({ extractionInstructions: z.string(), scoringInstructions: z.string() });

/** Which version lists, new rounds and exports speak of from now on. */
export const currentVersionSchema = z.strictObject({ versionId: z.guid() });

/** A version, or a draft that nobody has made a version of yet, on one turn of one dialogue. */
export const graderAttemptSchema = z.strictObject({
  grader: z.union([z.strictObject({ versionId: z.guid() }), z.strictObject({ draft: graderDraftSchema })]),
  trajectoryId: z.guid(),
  round: z.number().int().min(1),
  /** Another response than the expert's; left out: the expert's. */
  response: z.string().trim().min(1).max(20_000).optional(),
});
export type GraderAttemptInput = z.input<typeof graderAttemptSchema>;

/** What a grader would say on one turn; nothing is kept but the paid answers. */
export const graderTrialSchema = z.object({
  sessionLabel: z.string(),
  round: z.number().int(),
  stopLabel: stopLabelSchema,
  response: z.string(),
  grades: z.array(
    z.object({
      criterion: criterionSchema,
      grade: gradeViewSchema,
      votes: z.array(z.object({ name: z.string(), model: z.string().nullable(), score: scoreSchema.nullable() })),
      agreement: z.number().nullable(),
      rawAnswer: z.string().nullable(),
      violations: z.array(z.string()),
    }),
  ),
  /** The words that were sent, in order of the calls. */
  prompts: z.array(
    z.object({
      step: z.enum(["extraction", "scoring", "probe"]),
      name: z.string(),
      messages: z.array(z.object({ role: z.string(), content: z.string() })),
    }),
  ),
  calls: z.number().int(),
  reusedCalls: z.number().int(),
  latencyMs: z.number(),
  costUsd: z.number().nullable(),
});
export type GraderTrial = z.infer<typeof graderTrialSchema>;

const comparedValueSchema = z.discriminatedUnion("status", [
  z.object({ status: z.literal("ok"), words: z.string() }),
  z.object({ status: z.literal("failed"), failureClass: z.enum(FAILURE_CLASSES) }),
  z.object({ status: z.literal("not_applicable") }),
]);

/** Two grader versions side by side on what both have graded. */
export const versionComparisonSchema = z.object({
  before: graderVersionViewSchema,
  after: graderVersionViewSchema,
  /** Per criterion: on how many units graded by both they say the same (`right` of `total`), and how many differ. */
  agreement: z.array(
    z.object({
      criterion: criterionSchema,
      share: shareEstimateSchema,
      /** Cohen's kappa of the two; null where it is not defined. */
      kappa: z.number().nullable(),
    }),
  ),
  /** Against the clinicians' standing verdicts: right under one, wrong under the other. */
  againstVerdicts: z.array(
    z.object({
      criterion: criterionSchema,
      fixed: z.number().int(),
      broke: z.number().int(),
      unchangedRight: z.number().int(),
      unchangedWrong: z.number().int(),
      before: shareEstimateSchema,
      after: shareEstimateSchema,
      /** Two-sided exact McNemar test on fixed against broke. */
      mcnemarP: z.number().nullable(),
    }),
  ),
  /** Turns that changed, the judged ones first; at most 200, the counts above are whole. */
  changes: z.array(
    z.object({
      change: z.enum(["fixed", "broke", "unjudged"]),
      criterion: criterionSchema,
      trajectoryId: z.string(),
      turnId: z.string(),
      sessionLabel: z.string(),
      round: z.number().int(),
      before: comparedValueSchema,
      after: comparedValueSchema,
      verdict: z.string().nullable(),
    }),
  ),
  /** Line by line, over the definition as text: instructions first, then settings. */
  diff: z.array(z.object({ kind: z.enum(["same", "removed", "added"]), text: z.string() })),
});
export type VersionComparison = z.infer<typeof versionComparisonSchema>;

const path = (projectId: string) => `/api/projects/${projectId}/graders`;

export const graderKeys = {
  all: (projectId: string) => ["graders", projectId] as const,
  comparison: (projectId: string, beforeId: string, afterId: string) =>
    ["graders", projectId, "compare", beforeId, afterId] as const,
  defaults: (projectId: string) => ["graders", projectId, "defaults"] as const,
};

export const fetchGraders = (projectId: string) => requestJson(gradersSchema, path(projectId));
export const fetchGraderDefaults = (projectId: string) =>
  requestJson(graderDefaultsSchema, `${path(projectId)}/defaults`);
/** Makes a grader, or the next version of the one of that name; the same words again give the version that is there. */
export const createGraderVersion = (projectId: string, draft: GraderDraftInput) =>
  requestJson(graderVersionViewSchema, path(projectId), { method: "POST", body: draft });
export const tryGrader = (projectId: string, attempt: GraderAttemptInput) =>
  requestJson(graderTrialSchema, `${path(projectId)}/try`, { method: "POST", body: attempt });
export const fetchComparison = (projectId: string, beforeId: string, afterId: string) =>
  requestJson(versionComparisonSchema, `${path(projectId)}/compare?before=${beforeId}&after=${afterId}`);

/** A stored definition, where it is an LLM grader's; null for other kinds. */
export function readLlmDefinition(version: GraderVersionView) {
  const parsed = llmGraderDefinitionSchema.safeParse(version.definition);
  return parsed.success ? parsed.data : null;
}
