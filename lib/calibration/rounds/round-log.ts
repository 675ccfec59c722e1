import { z } from "zod";
import { CRITERIA } from "@/lib/grading/criterion";

const launched = z.object({
  /** Decimal digits. */
  seed: z.string(),
  graderVersionId: z.string(),
  budgetReads: z.number(),
  budgetMinutes: z.number().nullable(),
  criteria: z.array(z.enum(CRITERIA)),
  auditProbability: z.number(),
  targetError: z.number(),
});

const interval = z.object({ estimate: z.number(), lower: z.number(), upper: z.number() });

const refitted = z.object({
  /** From 1. */
  refit: z.number().int(),
  reads: z.number().int(),
  minutes: z.number(),
  /** Verdicts that say wrong. */
  corrections: z.number().int(),
  /** Units whose standing verdicts changed since the refit before: id, reads, flags. */
  changes: z.array(z.tuple([z.string(), z.number().int(), z.number().int()])),
  /** All units whose grade was scored again since launch, with the revision that was looked at. */
  rescored: z.array(z.tuple([z.string(), z.number().int()])),
  /** SHA-256 of the fit, and of all beliefs and ranks (null where only a part of a large round was scored). */
  digest: z.object({ fit: z.string(), order: z.string().nullable() }),
  /** Chance of an audit from here on. */
  auditProbability: z.number(),
  /** What is believed of the readers' noise: a working value. */
  noise: z.number(),
  /** Unread units whose label the model changes. */
  flips: z.number().int(),
  errorLeft: interval.nullable(),
  expected: z.number(),
});

const certifyBegun = z.object({
  walk: z.number().int(),
  target: z.number(),
  alpha: z.number(),
  fromRank: z.number().int(),
  flips: z.number().int(),
});

const walked = z.object({
  walk: z.number().int(),
  /** As the walk stands now: places passed, where it was wrong, and the bound on the share of all labels. */
  passed: z.number().int(),
  wrongAt: z.array(z.number().int()),
  bound: z.number(),
});

const certificateEnded = z.object({
  walk: z.number().int(),
  target: z.number(),
  bound: z.number(),
  passed: z.number().int(),
  wrong: z.number().int(),
});

const ended = z.object({
  state: z.enum(["finished", "canceled"]),
  reason: z.enum(["by_hand", "reads_spent", "minutes_spent", "certified"]),
});

/** What each event of a round's log tells. */
export const roundLogDetail = z.discriminatedUnion("event", [
  z.object({ event: z.literal("launched"), detail: launched }),
  z.object({ event: z.literal("refitted"), detail: refitted }),
  z.object({ event: z.literal("certify_begun"), detail: certifyBegun }),
  z.object({ event: z.literal("walked"), detail: walked }),
  z.object({ event: z.literal("walk_restarted"), detail: certifyBegun }),
  z.object({ event: z.literal("certificate_issued"), detail: certificateEnded }),
  z.object({
    event: z.literal("certificate_given_up"),
    detail: certificateEnded.extend({ reason: z.enum(["out_of_reach", "spent", "ended"]) }),
  }),
  z.object({ event: z.literal("ended"), detail: ended }),
]);
export type RoundLogDetail = z.infer<typeof roundLogDetail>;
