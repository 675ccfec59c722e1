import { z } from "zod";
import { verdictValueSchema } from "@/lib/calibration/verdict-value";
import { criterionSchema, gradeViewSchema, stopLabelSchema, targetItemViewSchema } from "@/lib/queries/grade-contract";
import { requestJson } from "@/lib/queries/request-json";

export const visibilitySchema = z.enum(["shown", "blind"]);

/** A unit lent to this reader until `expiresAt`. Lane, model and other readers are never sent. */
export const servedUnitSchema = z.object({
  handOutId: z.string(),
  roundId: z.string(),
  unitId: z.string(),
  criterion: criterionSchema,
  trajectoryId: z.string(),
  turnId: z.string(),
  /** The policy sample that is judged (in `samples` of the turn); null: the turn itself or the expert's own response. */
  sampleId: z.string().nullable(),
  /** Blind: the grade is not sent before the reader has answered, with an input of kind `value`. */
  visibility: visibilitySchema,
  /** Given to settle a disagreement of others, whose values are shown once it is answered. */
  isAdjudication: z.boolean(),
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
  /** Units on which others disagree and that this reader has not read; 100 stands for that many or more. */
  adjudicationsWaiting: z.number().int(),
});
export type HandOutAnswer = z.infer<typeof handOutAnswerSchema>;

/** Where to ask for units: the round's own queue, or what readers disagree on, lowest agreement first. */
export const handOutInputSchema = z.object({
  count: z
    .number({ error: "Give a number of units." })
    .int({ error: "Give a whole number of units." })
    .min(1, { error: "Ask for at least one unit." })
    // A page holds a few units ahead of the one in view; more would keep them from other readers.
    .max(20, { error: "Ask for at most 20 units at a time." }),
  queue: z.enum(["round", "adjudication"]).default("round"),
});

/** What "still here" comes to: the leases that run on. A unit that is missing was answered, or lent to somebody else. */
export const leasesSchema = z.object({
  held: z.array(z.object({ handOutId: z.string(), unitId: z.string(), expiresAt: z.iso.datetime() })),
});

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
  /** Whether the reader saw the grade before answering. */
  visibility: visibilitySchema,
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

const turnUnitSchema = z.object({
  unitId: z.string(),
  criterion: criterionSchema,
  grade: gradeViewSchema,
  /**
   * How many turns a flag re-scores, at most. Less where items are only struck: one that was asked at round a and belongs
   * to it from round f re-scores a − f + 1 turns.
   */
  rescoresTurns: z.number().int(),
});
/** A unit whose grade is hidden from this reader until answered (input of kind `value`). */
const blindUnitSchema = z.object({ unitId: z.string(), criterion: criterionSchema });

/** The grades of one turn under one grader version, and this reader's standing verdicts on them. */
export const reviewTurnSchema = z.object({
  turnId: z.string(),
  trajectoryId: z.string(),
  response: z.string(),
  graderLabel: z.string(),
  /** Of the turn and the expert's response; those hidden from this reader are in `blindUnits` instead. */
  units: z.array(turnUnitSchema),
  blindUnits: z.array(blindUnitSchema),
  /** What a policy answered here, in order of sampling, with the grades of each. */
  samples: z.array(
    z.object({
      id: z.string(),
      content: z.string(),
      units: z.array(turnUnitSchema),
      blindUnits: z.array(blindUnitSchema),
    }),
  ),
  /** I*_t: the items asked at this turn or later. */
  targetInformation: z.array(targetItemViewSchema),
  verdicts: z.array(verdictViewSchema),
  /** Units of the turn that this reader let pass with "the rest is fine", and did not judge since. */
  weaklyAgreed: z.array(z.string()),
  /** What others hold, without names: of units that this reader was asked to settle, once answered. */
  otherAnswers: z.array(z.object({ unitId: z.string(), values: z.array(verdictValueSchema) })),
  isBookmarked: z.boolean(),
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
  /** The reader's own value, given without regard to the grade: the answer on a blind unit. Agree or wrong follows. */
  z.object({
    ...verdictBase,
    kind: z.literal("value"),
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
  /** After a blind answer: the grade. A changed mind is a second answer (agree or wrong), which stands from then on. */
  revealed: gradeViewSchema.nullable(),
  /** After an answer that settles a disagreement: what the others said, without names. */
  otherValues: z.array(verdictValueSchema),
});
export type VerdictAnswer = z.infer<typeof verdictAnswerSchema>;

/** "The rest is fine": one act over the units shown that the reader did not judge. Undone as one. */
export const weakAgreementInputSchema = z.object({
  idempotencyKey: z.string().min(8).max(90),
  trajectoryId: z.uuid(),
  activeMs: z.number().int().nonnegative().max(86_400_000),
  units: z
    .array(z.object({ unitId: z.uuid(), gradeRevision: z.number().int().nonnegative() }))
    .min(1, { error: "Name at least one unit." })
    .max(1000, { error: "Name at most 1,000 units at a time." }),
});
export type WeakAgreementInput = z.infer<typeof weakAgreementInputSchema>;

/** No key: an act is taken back once, however often it is asked. */
export const weakWithdrawalInputSchema = z.object({
  activeMs: z.number().int().nonnegative().max(86_400_000),
});

export const weakAgreementSchema = z.object({
  actId: z.string(),
  trajectoryId: z.string(),
  /** The units it covers: those named, less those that this reader judged, can't be judged or are hidden. */
  unitIds: z.array(z.string()),
  createdAt: z.iso.datetime(),
});
export type WeakAgreement = z.infer<typeof weakAgreementSchema>;

export const weakAgreementAnswerSchema = z.object({
  /** Null after it was taken back. */
  agreement: weakAgreementSchema.nullable(),
  sitting: sittingSchema,
});

export const decisionsSchema = z.object({
  decisions: z.array(verdictViewSchema),
  /** Acts of weak agreement that stand, newest first, at most 50. */
  weakAgreements: z.array(weakAgreementSchema),
});

export const bookmarkInputSchema = z.object({ turnId: z.uuid(), isSet: z.boolean() });
export const bookmarksSchema = z.object({
  bookmarks: z.array(
    z.object({
      turnId: z.string(),
      trajectoryId: z.string(),
      sessionLabel: z.string(),
      round: z.number().int(),
      createdAt: z.iso.datetime(),
    }),
  ),
});

/** How alike the first two readers of a unit are, by criterion; units that got a second reader by surprise are left out. */
export const readerAgreementSchema = z.object({
  criteria: z.array(
    z.object({
      criterion: criterionSchema,
      /** Extraction is compared by whether the grader's items are right; the others by value, content and format linearly. */
      weights: z.enum(["none", "linear"]),
      pairs: z.number().int(),
      /** Share of (weighted) agreement, 0 … 1; null without pairs. */
      observed: z.number().nullable(),
      /** Cohen's kappa with its 95 % interval; null where it is not defined. */
      kappa: z.number().nullable(),
      lower: z.number().nullable(),
      upper: z.number().nullable(),
    }),
  ),
});
export type ReaderAgreement = z.infer<typeof readerAgreementSchema>;

const base = (projectId: string) => `/api/projects/${projectId}/review`;

export const reviewKeys = {
  trajectory: (projectId: string, trajectoryId: string) => ["review", projectId, "trajectory", trajectoryId] as const,
  turn: (projectId: string, turnId: string) => ["review", projectId, "turn", turnId] as const,
  decisions: (projectId: string) => ["review", projectId, "decisions"] as const,
};

/** Lends this reader up to `count` units; those it holds already come first, in the same order. */
export function requestHandOut(
  projectId: string,
  count: number,
  queue: z.infer<typeof handOutInputSchema>["queue"] = "round",
): Promise<HandOutAnswer> {
  return requestJson(handOutAnswerSchema, `${base(projectId)}/hand-out`, { method: "POST", body: { count, queue } });
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

/** What reading asks for besides units and verdicts. */
export const reviewRequests = {
  /** "Still here": every lease of this reader that still runs is extended. To be sent about once a minute of activity. */
  stillHere: (projectId: string) =>
    requestJson(leasesSchema, `${base(projectId)}/leases`, { method: "POST", body: {} }),
  agreeWeakly: (projectId: string, input: WeakAgreementInput) =>
    requestJson(weakAgreementAnswerSchema, `${base(projectId)}/weak-agreements`, { method: "POST", body: input }),
  withdrawWeakAgreement: (projectId: string, actId: string, input: z.infer<typeof weakWithdrawalInputSchema>) =>
    requestJson(weakAgreementAnswerSchema, `${base(projectId)}/weak-agreements/${actId}/withdraw`, {
      method: "POST",
      body: input,
    }),
  bookmarks: (projectId: string) => requestJson(bookmarksSchema, `${base(projectId)}/bookmarks`),
  setBookmark: (projectId: string, input: z.infer<typeof bookmarkInputSchema>) =>
    requestJson(bookmarksSchema, `${base(projectId)}/bookmarks`, { method: "POST", body: input }),
  agreement: (projectId: string) => requestJson(readerAgreementSchema, `${base(projectId)}/agreement`),
} as const;

/** This reader's last 50 standing decisions, newest first. */
export function fetchDecisions(projectId: string): Promise<z.infer<typeof decisionsSchema>> {
  return requestJson(decisionsSchema, `${base(projectId)}/decisions`);
}
