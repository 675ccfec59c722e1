import { z } from "zod";
import { verdictValueSchema } from "@/lib/calibration/verdict-value";
import { criterionSchema, gradeViewSchema, stopLabelSchema, targetItemViewSchema } from "@/lib/queries/grade-contract";
import { requestJson } from "@/lib/queries/request-json";

/** A unit lent to this reader until `expiresAt`. Lane, model and other readers are never sent. */
export const servedUnitSchema = z.object({
  handOutId: z.string(),
  roundId: z.string(),
  unitId: z.string(),
  criterion: criterionSchema,
  trajectoryId: z.string(),
  turnId: z.string(),
  expiresAt: z.iso.datetime(),
});
export type ServedUnit = z.infer<typeof servedUnitSchema>;

/** Where this reader's sitting stands. Counts are of the open round; minutes are from this reader's own pace. */
export const sittingSchema = z.object({
  roundNumber: z.number().int().nullable(),
  readsDone: z.number().int(),
  readsBudget: z.number().int(),
  /** This reader's own reads in the round. */
  ownReads: z.number().int(),
  /** Median active seconds a read of this reader; null before five reads. */
  secondsPerRead: z.number().nullable(),
  /** What this reader's standing corrections did in the round. */
  scoresPutRight: z.number().int(),
  turnsTouched: z.number().int(),
  minutesSpent: z.number(),
});
export type Sitting = z.infer<typeof sittingSchema>;

export const handOutAnswerSchema = z.object({
  sitting: sittingSchema,
  /** Empty: nothing is waiting. `reason` says why. */
  units: z.array(servedUnitSchema),
  reason: z.enum(["served", "no_open_round", "budget_spent", "all_out", "nothing_left"]),
});
export type HandOutAnswer = z.infer<typeof handOutAnswerSchema>;

export const verdictViewSchema = z.object({
  id: z.string(),
  unitId: z.string(),
  criterion: criterionSchema,
  trajectoryId: z.string(),
  turnId: z.string(),
  round: z.number().int(),
  kind: z.enum(["agree", "wrong", "skip"]),
  value: verdictValueSchema.nullable(),
  reasonCode: z.string().nullable(),
  comment: z.string().nullable(),
  createdAt: z.iso.datetime(),
});
export type VerdictView = z.infer<typeof verdictViewSchema>;

/** A whole trajectory: everything the left side shows, so that moving between turns asks the server for nothing. */
export const reviewTrajectorySchema = z.object({
  id: z.string(),
  sessionLabel: z.string(),
  diagnosis: z.string(),
  /** What the domain profile calls the two speakers: "Patient", "Doctor". */
  roleNames: z.object({ user: z.string(), assistant: z.string() }),
  messages: z.array(z.object({ role: z.enum(["user", "assistant"]), content: z.string() })),
  turns: z.array(
    z.object({
      id: z.string(),
      round: z.number().int(),
      contextMessageCount: z.number().int(),
      responseMessageCount: z.number().int(),
      stopLabel: stopLabelSchema,
    }),
  ),
});
export type ReviewTrajectory = z.infer<typeof reviewTrajectorySchema>;

/** The grades of one turn's expert response under one grader version, and this reader's standing verdicts on them. */
export const reviewTurnSchema = z.object({
  turnId: z.string(),
  trajectoryId: z.string(),
  response: z.string(),
  graderLabel: z.string(),
  units: z.array(z.object({ unitId: z.string(), criterion: criterionSchema, grade: gradeViewSchema })),
  /** I*_t: the items asked at this turn or later. */
  targetInformation: z.array(targetItemViewSchema),
  verdicts: z.array(verdictViewSchema),
});
export type ReviewTurn = z.infer<typeof reviewTurnSchema>;

const verdictBase = {
  /** Chosen by the browser; a replay with the same key returns the first arrival. */
  idempotencyKey: z.string().min(8).max(100),
  unitId: z.string(),
  activeMs: z.number().int().nonnegative().max(86_400_000),
};
export const verdictInputSchema = z.discriminatedUnion("kind", [
  z.object({
    ...verdictBase,
    kind: z.literal("agree"),
    gradeRevision: z.number().int().nonnegative(),
    handOutId: z.string().nullable(),
    comment: z.string().max(2000).nullable(),
  }),
  z.object({
    ...verdictBase,
    kind: z.literal("wrong"),
    gradeRevision: z.number().int().nonnegative(),
    handOutId: z.string().nullable(),
    value: verdictValueSchema,
    reasonCode: z.string().max(40).nullable(),
    comment: z.string().max(2000).nullable(),
  }),
  z.object({
    ...verdictBase,
    kind: z.literal("skip"),
    gradeRevision: z.number().int().nonnegative(),
    handOutId: z.string().nullable(),
  }),
  /** Undo: takes back this reader's standing verdict on the unit. */
  z.object({ ...verdictBase, kind: z.literal("withdrawn"), supersedesId: z.string() }),
]);
export type VerdictInput = z.infer<typeof verdictInputSchema>;

export const verdictAnswerSchema = z.object({
  /** Null after an undo: the verdict that stands now, if an earlier one does, else none. */
  verdict: verdictViewSchema.nullable(),
  /** Turns whose rewards the verdict changed or will change once re-scored. */
  rescoredTurns: z.number().int(),
  sitting: sittingSchema,
  /** After an undo: the unit is lent to this reader again. */
  served: servedUnitSchema.nullable(),
});
export type VerdictAnswer = z.infer<typeof verdictAnswerSchema>;

export const decisionsSchema = z.object({ decisions: z.array(verdictViewSchema) });

const base = (projectId: string) => `/api/projects/${projectId}/review`;

export const reviewKeys = {
  trajectory: (projectId: string, trajectoryId: string) => ["review", projectId, "trajectory", trajectoryId] as const,
  turn: (projectId: string, turnId: string) => ["review", projectId, "turn", turnId] as const,
  decisions: (projectId: string) => ["review", projectId, "decisions"] as const,
};

/** Lends this reader up to `count` units; those it holds already come first, in the same order. */
export function requestHandOut(projectId: string, count: number): Promise<HandOutAnswer> {
  return requestJson(handOutAnswerSchema, `${base(projectId)}/hand-out`, { method: "POST", body: { count } });
}

export function fetchReviewTrajectory(projectId: string, trajectoryId: string): Promise<ReviewTrajectory> {
  return requestJson(reviewTrajectorySchema, `${base(projectId)}/trajectories/${trajectoryId}`);
}

export function fetchReviewTurn(projectId: string, turnId: string): Promise<ReviewTurn> {
  return requestJson(reviewTurnSchema, `${base(projectId)}/turns/${turnId}`);
}

export function sendVerdict(projectId: string, input: VerdictInput): Promise<VerdictAnswer> {
  return requestJson(verdictAnswerSchema, `${base(projectId)}/verdicts`, { method: "POST", body: input });
}

/** This reader's last 50 standing decisions, newest first. */
export function fetchDecisions(projectId: string): Promise<z.infer<typeof decisionsSchema>> {
  return requestJson(decisionsSchema, `${base(projectId)}/decisions`);
}
