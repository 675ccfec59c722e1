import { z } from "zod";
import { criterionSchema } from "@/lib/queries/grade-contract";
import { roundSchema, shareEstimateSchema } from "@/lib/queries/pipeline-contract";

/** What rounds queue; format is tested, not read. */
export const QUEUED_CRITERIA = ["decision", "extraction", "content"] as const;

/** Budgets are 32-bit counts. */
const MOST_READS = 2_147_483_647;
const MOST_MINUTES = 100_000;

/** Share of 0 … 1 of the open interval; the message is read by people. */
const share = (name: string) =>
  z
    .number({ error: `Give the ${name} as a number.` })
    .min(0, { error: `The ${name} is a share: 0 to 1.` })
    .max(1, { error: `The ${name} is a share: 0 to 1.` });

/** A round as it is asked for: POST rounds. At least one budget; where both are given, the first to be reached ends it. */
export const launchRoundSchema = z
  .strictObject({
    reads: z
      .number({ error: "Give a number of reads." })
      .int({ error: "Give a whole number of reads." })
      .min(1, { error: "A round needs at least one read." })
      .max(MOST_READS, { error: `A round has at most ${MOST_READS.toLocaleString("en")} reads.` })
      .nullable()
      .default(null),
    /** Active reading time of all readers together. */
    minutes: z
      .number({ error: "Give a number of minutes." })
      .positive({ error: "A round needs more than no time." })
      .max(MOST_MINUTES, { error: `A round has at most ${MOST_MINUTES.toLocaleString("en")} minutes.` })
      .nullable()
      .default(null),
    /** Null: the version that graded last. */
    graderVersionId: z.uuid({ error: "A grader version is named by its id." }).nullable().default(null),
    criteria: z
      .array(z.enum(QUEUED_CRITERIA), { error: "Name the criteria to be read: decision, extraction, content." })
      .min(1, { error: "Choose at least one criterion." })
      .default([...QUEUED_CRITERIA]),
    /** Chance of an audit draw while few audits are known; it is halved where they find few errors. */
    auditProbability: share("audit share")
      .refine((value) => value > 0, { error: "Without audits nothing can be estimated: give more than 0." })
      .default(0.1),
    /** Different readers that each unit needs. */
    readsPerUnit: z
      .number({ error: "Give the readers of a unit as a number." })
      .int({ error: "A unit is read by 1, 2 or 3 people." })
      .min(1, { error: "A unit is read by 1, 2 or 3 people." })
      .max(3, { error: "A unit is read by 1, 2 or 3 people." })
      .default(1),
    /** Share of turns whose grades a reader sees only after answering: measures how much grades sway readers. */
    blindShare: share("share of hidden grades").default(0),
    /** Share of wrong labels that the round works towards. */
    targetError: share("target error")
      .refine((value) => value > 0 && value < 1, { error: "The target error lies between 0 and 1." })
      .default(0.05),
  })
  .refine(({ reads, minutes }) => reads !== null || minutes !== null, {
    error: "Give a budget: a number of reads, of minutes, or both.",
  });
export type LaunchRound = z.output<typeof launchRoundSchema>;
export type LaunchRoundInput = z.input<typeof launchRoundSchema>;

/** A number with the 95 % interval it lies in. Null: not known yet. */
const intervalSchema = z.object({ estimate: z.number(), lower: z.number(), upper: z.number() });

/** One refit on the error-effort curve. */
const curvePointSchema = z.object({
  reads: z.number().int(),
  /** Active reading time so far, all readers. */
  minutes: z.number(),
  /** Verdicts so far that say wrong. */
  corrections: z.number().int(),
  /** Share of wrong labels among all of the round's, from its audits; null before the first. */
  errorLeft: intervalSchema.nullable(),
  /** The same as the correction model expects it. A forecast, without interval. */
  expected: z.number(),
});
export type CurvePoint = z.infer<typeof curvePointSchema>;

const forecastSchema = z.object({
  /** certify: audits alone are the shortest way now · enough: 20 more reads put less than one label right · continue. */
  advice: z.enum(["certify", "enough", "continue"]),
  /** Labels that the next 20 reads are expected to put right. */
  nextCorrections: z.number(),
  /** Reads on the shortest way to the target; null where no way ends within half of the units. */
  readsNeeded: z.object({ targeted: z.number().int(), audits: z.number().int() }).nullable(),
  minutesNeeded: z.number().nullable(),
  /** The target asks for more than clinicians agree on themselves. */
  isBelowDisagreement: z.boolean(),
  /** What is expected of further reads: the dotted end of the curve. */
  path: z.array(z.object({ reads: z.number().int(), expected: z.number() })),
});

/** What the refit job computes for the charts, as of its last verdict. */
export const roundFiguresSchema = z.object({
  reads: z.number().int(),
  /** The grader's own error, before any correction: where the curve and the line of random review begin. */
  graderError: intervalSchema.nullable(),
  /** Grader accuracy by criterion, and of all (criterion null), from the audit sample and, where narrower, with the model. */
  accuracy: z.array(
    z.object({
      criterion: criterionSchema.nullable(),
      audits: shareEstimateSchema,
      /** Prediction-powered; `gain` 1.5: as good as half as many audits again. Null: too few audits. */
      powered: intervalSchema.extend({ gain: z.number(), lambda: z.number() }).nullable(),
    }),
  ),
  /** Chance of an error as told before each first read, against how often the verdict said wrong. */
  reliability: z.array(
    z.object({ from: z.number(), to: z.number(), predicted: z.number(), wrong: shareEstimateSchema }),
  ),
  /** Two readers of one unit, units chosen at random. */
  agreement: z.object({
    pairs: shareEstimateSchema,
    kappa: intervalSchema.nullable(),
  }),
  /** How often verdicts say wrong where the grade was hidden, and where it was shown. */
  anchoring: z.object({
    blind: shareEstimateSchema,
    shown: shareEstimateSchema,
    /** blind − shown; null without both. */
    difference: intervalSchema.nullable(),
  }),
  /** How labels of the round stand. */
  labels: z.object({
    unread: z.number().int(),
    changedByModel: z.number().int(),
    settled: z.number().int(),
    waiting: z.number().int(),
    ambiguous: z.number().int(),
  }),
  forecast: forecastSchema,
});
export type RoundFigures = z.infer<typeof roundFiguresSchema>;

/** The state of a certificate's walk. */
const certificateSchema = z.object({
  id: z.string(),
  /** From 1; a further one began where labels had changed too much. */
  walk: z.number().int(),
  state: z.enum(["walking", "issued", "out_of_reach", "spent", "restarted", "ended"]),
  target: z.number(),
  /** 0.95: of a hundred such certificates at most five are false. */
  confidence: z.number(),
  /** At most this share of the labels that would be exported is wrong. Holds whenever it is looked at. */
  bound: z.number(),
  /** Places passed, those of them by a fresh read, and how many were wrong. */
  passed: z.number().int(),
  freshReads: z.number().int(),
  wrong: z.number().int(),
  /** Clean audits that reach the target at least; reads expected and their minutes; null: not within the budget. */
  placesNeeded: z.number().int().nullable(),
  readsExpected: z.number().int().nullable(),
  minutesExpected: z.number().nullable(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
});
export type CertificateView = z.infer<typeof certificateSchema>;

const ROUND_EVENTS = [
  "launched",
  "refitted",
  "certify_begun",
  "walked",
  "walk_restarted",
  "certificate_issued",
  "certificate_given_up",
  "ended",
] as const;

const logLineSchema = z.object({
  id: z.string(),
  event: z.enum(ROUND_EVENTS),
  /** Reads of the round then. */
  reads: z.number().int(),
  /** What the event adds, by its kind: numbers of the round's log. */
  detail: z.record(z.string(), z.unknown()),
  at: z.iso.datetime(),
});

/** What a grader said against what clinicians hold, in the audit sample. */
const confusionSchema = z.object({
  criterion: criterionSchema,
  right: shareEstimateSchema,
  cells: z.array(z.object({ grader: z.string(), clinician: z.string(), count: z.number().int() })),
  /** Of each thing the grader said, how often it was right. */
  byGrade: z.array(z.object({ grader: z.string(), right: shareEstimateSchema })),
});

/**
 * Everything a round's page shows: GET rounds/{id}/live, with an ETag, so that asking again costs little. POST to
 * rounds/{id}/certify ({@link certifyRoundSchema}) answers with the same.
 */
export const roundLiveSchema = z.object({
  round: roundSchema,
  settings: z.object({
    criteria: z.array(criterionSchema),
    budgetMinutes: z.number().nullable(),
    /** As launched; the round's own is the chance now. */
    auditProbability: z.number(),
    targetError: z.number(),
    /** Decimal digits: it has more than a number holds. */
    seed: z.string(),
  }),
  phase: z.enum(["collecting", "certifying"]),
  model: z.object({
    /** waiting: nothing fitted yet · current · due: verdicts wait for the next refit · failed: `failure` says why. */
    state: z.enum(["waiting", "current", "due", "failed"]),
    refits: z.number().int(),
    readsAtFit: z.number().int(),
    refittedAt: z.iso.datetime().nullable(),
    durationMs: z.number().int().nullable(),
    failure: z.string().nullable(),
  }),
  curve: z.array(curvePointSchema),
  confusion: z.array(confusionSchema),
  /** Null before the first refit. */
  figures: roundFiguresSchema.nullable(),
  /** The newest; null before the certify phase. */
  certificate: certificateSchema.nullable(),
  /** Newest first; refits are on the curve and left out here. */
  log: z.array(logLineSchema),
});
export type RoundLive = z.infer<typeof roundLiveSchema>;

/** Spends the rest of the reads on audits alone, for this target instead of the round's. */
export const certifyRoundSchema = z.strictObject({
  target: share("target")
    .refine((value) => value > 0 && value < 1, { error: "The target lies between 0 and 1." })
    .optional(),
});
