import { z } from "zod";
import { FAILURE_CLASSES } from "@/lib/grading/grader";
import { graderChangesSchema } from "@/lib/grading/llm/grader-changes";
import { criterionSchema } from "@/lib/queries/grade-contract";
import { shareEstimateSchema } from "@/lib/queries/pipeline-contract";

export const CANDIDATE_STATES = [
  "draft",
  "grading",
  "graded",
  "in_trial",
  "won",
  "lost",
  "undecided",
  "promoted",
  "rejected",
  "rolled_back",
] as const;
export type CandidateState = (typeof CANDIDATE_STATES)[number];

const namedVersionSchema = z.object({ id: z.string(), label: z.string() });

/** What kind of error a cluster's corrections tell of (lib/calibration/repair/confusion.ts). */
export const confusionSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("level"), criterion: criterionSchema, from: z.string(), to: z.string() }),
  z.object({ kind: z.enum(["missed", "invented", "wrong_value", "mixed"]), criterion: z.literal("extraction") }),
  z.object({ kind: z.literal("no_grade"), criterion: criterionSchema }),
]);
export type ConfusionView = z.infer<typeof confusionSchema>;

/** The cluster that a candidate answers, as it was when the candidate was begun. */
export const clusterReferenceSchema = z.object({
  key: z.string(),
  confusion: confusionSchema,
  words: z.array(z.string()),
  /** The response, or the items, of the most typical correction, shortened. */
  example: z.string(),
});
export type ClusterReference = z.infer<typeof clusterReferenceSchema>;

export const correctionClusterSchema = clusterReferenceSchema.extend({
  count: z.number().int(),
  /** Enough corrections to write a repair from. */
  isSuggested: z.boolean(),
  /** False for stop labels, which no rule changes: they are read off the dialogue. */
  isRepairable: z.boolean(),
  /** The candidate that was last begun from this cluster. */
  candidate: z.object({ id: z.string(), number: z.number().int() }).nullable(),
  /** The most typical ones, at most 12. */
  corrections: z.array(
    z.object({
      verdictId: z.string(),
      trajectoryId: z.string(),
      turnId: z.string(),
      sessionLabel: z.string(),
      round: z.number().int(),
      text: z.string(),
      graded: z.string().nullable(),
      held: z.string(),
    }),
  ),
});
export type CorrectionClusterView = z.infer<typeof correctionClusterSchema>;

export const correctionClustersSchema = z.object({
  /** The version whose corrections these are; null before anything is graded. */
  version: namedVersionSchema.nullable(),
  clusters: z.array(correctionClusterSchema),
  corrections: z.number().int(),
  /** Corrections that are like no other. */
  alone: z.number().int(),
  /** From so many corrections on, a repair is suggested. */
  suggestedFrom: z.number().int(),
});
export type CorrectionClusters = z.infer<typeof correctionClustersSchema>;

const criterionTallySchema = z.object({
  criterion: criterionSchema,
  wins: z.number().int(),
  losses: z.number().int(),
});

/** Counted when the trial began. */
export const trialScopeSchema = z.object({
  /** Units that both versions have graded, of the criteria that are read. */
  compared: z.number().int(),
  /** Units on which the two differ. */
  disagreements: z.number().int(),
  /** Left out: read before, under whichever version. */
  readBefore: z.number().int(),
  /** Left out: of a trajectory that the candidate was written from. */
  fromWriting: z.number().int(),
  /** Fresh disagreements: what labels are drawn from. */
  fresh: z.number().int(),
});
export type TrialScope = z.infer<typeof trialScopeSchema>;

export const trialOutcomeSchema = z.object({
  state: z.enum(["open", "promote", "vetoed", "reject", "undecided"]),
  isBetter: z.boolean(),
  labels: z.number().int(),
  wins: z.number().int(),
  losses: z.number().int(),
  byCriterion: z.array(criterionTallySchema),
  vetoedBy: z.array(criterionTallySchema),
  /** The labels that counted, in the order in which they came. */
  order: z.array(z.object({ criterion: criterionSchema, winner: z.enum(["candidate", "current", "neither"]) })),
});
export type TrialOutcome = z.infer<typeof trialOutcomeSchema>;

export const trialViewSchema = trialOutcomeSchema.extend({
  roundId: z.string(),
  roundNumber: z.number().int(),
  roundState: z.enum(["preparing", "open", "finished", "canceled"]),
  scope: trialScopeSchema,
  /** E, "to 1", before the first label and after each. */
  evidence: z.array(z.number()),
  /** E at which the candidate wins. */
  threshold: z.number(),
  maxLabels: z.number().int(),
  /** Wins needed after so many labels; null where no number is enough. Index 0: no label. */
  minWins: z.array(z.number().int().nullable()),
  /** How often the candidate was right where one of the two was. */
  share: shareEstimateSchema,
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  minutesSpent: z.number(),
});
export type TrialView = z.infer<typeof trialViewSchema>;

export const candidateSchema = z.object({
  id: z.string(),
  number: z.number().int(),
  state: z.enum(CANDIDATE_STATES),
  source: z.enum(["by_hand", "proposed", "existing_version"]),
  parent: namedVersionSchema,
  version: namedVersionSchema.nullable(),
  /** Whether its version is the project's current one. */
  isCurrent: z.boolean(),
  /** Whether the version that it is to replace is the project's current one: only then can it be promoted. */
  isParentCurrent: z.boolean(),
  replaced: namedVersionSchema.nullable(),
  changes: graderChangesSchema.nullable(),
  /** The parent's words, to compare with; null where it has none. */
  parentChanges: graderChangesSchema.nullable(),
  editNumber: z.number().int(),
  cluster: clusterReferenceSchema.nullable(),
  /** What it was written from: never judges it. */
  writtenFrom: z.object({ verdicts: z.number().int(), trajectories: z.number().int() }),
  proposal: z.object({
    state: z.enum(["none", "asking", "answered", "failed"]),
    endpoint: z.string().nullable(),
    critique: z.string().nullable(),
    failure: z.object({ failureClass: z.enum(FAILURE_CLASSES), message: z.string() }).nullable(),
  }),
  run: z
    .object({
      id: z.string(),
      state: z.enum(["running", "paused", "finished", "canceled"]),
      stateReason: z.string().nullable(),
      tasks: z.number().int(),
      tasksDone: z.number().int(),
    })
    .nullable(),
  trial: trialViewSchema.nullable(),
  createdAt: z.iso.datetime(),
  decidedAt: z.iso.datetime().nullable(),
});
export type CandidateView = z.infer<typeof candidateSchema>;

export const newCandidateSchema = z.discriminatedUnion("source", [
  /** By hand, from a cluster or (null) from nothing. */
  z.strictObject({ source: z.literal("by_hand"), clusterKey: z.string().max(200).nullable() }),
  /** A model reads the cluster first. `endpointId` null: the endpoint of the current version's first vote. */
  z.strictObject({
    source: z.literal("proposed"),
    clusterKey: z.string().max(200),
    endpointId: z.guid().nullable(),
  }),
  z.strictObject({ source: z.literal("existing_version"), versionId: z.guid() }),
]);
export type NewCandidate = z.infer<typeof newCandidateSchema>;

export const candidateEditSchema = z.strictObject({
  /** The edit that this one changes; another answer came between where it is not the newest. */
  editNumber: z.number().int().nonnegative(),
  changes: graderChangesSchema,
});
export type CandidateEdit = z.infer<typeof candidateEditSchema>;

export const proposalRequestSchema = z.strictObject({ endpointId: z.guid().nullable() });
