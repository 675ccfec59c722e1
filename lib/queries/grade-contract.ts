import { z } from "zod";
import { CRITERIA } from "@/lib/grading/criterion";
import { VIOLATIONS } from "@/lib/grading/find-violations";
import { FAILURE_CLASSES } from "@/lib/grading/grader";

export const criterionSchema = z.enum(CRITERIA);
export const stopLabelSchema = z.enum(["continue", "stop"]);
export const scoreSchema = z.union([z.literal(0), z.literal(0.5), z.literal(1)]);

export const evidenceSchema = z.object({
  messagePosition: z.number().int().nonnegative(),
  start: z.number().int().nonnegative(),
  end: z.number().int().positive(),
  text: z.string(),
});
export type EvidenceView = z.infer<typeof evidenceSchema>;

export const targetItemViewSchema = z.object({
  id: z.string(),
  attribute: z.string(),
  value: z.string(),
  firstRound: z.number().int(),
  askedRound: z.number().int(),
  evidence: z.array(evidenceSchema),
  /** `struck` and `added` are a clinician's changes; they stay visible. */
  origin: z.enum(["grader", "added", "struck"]),
});
export type TargetItemView = z.infer<typeof targetItemViewSchema>;

const besides = {
  /** Share of several voices that say the same as the grade, 0 … 1; left out where there was one voice only. */
  agreement: z.number().min(0).max(1).optional(),
  /** Invariants that the grade breaks: errors that no clinician has to find. Left out where there are none. */
  violations: z.array(z.enum(VIOLATIONS)).min(1).optional(),
};

/** What the grader said on one unit, by status; `value` only where status is ok. */
export const gradeViewSchema = z.discriminatedUnion("status", [
  z.object({
    status: z.literal("ok"),
    revision: z.number().int(),
    rationale: z.string(),
    evidence: z.array(evidenceSchema),
    confidence: z.number().min(0).max(1).nullable(),
    ...besides,
    value: z.discriminatedUnion("criterion", [
      z.object({ criterion: z.literal("decision"), stopLabel: stopLabelSchema }),
      z.object({ criterion: z.literal("extraction"), items: z.array(targetItemViewSchema) }),
      z.object({ criterion: z.literal("content"), score: scoreSchema }),
      z.object({ criterion: z.literal("format"), score: scoreSchema }),
    ]),
  }),
  z.object({
    status: z.literal("failed"),
    revision: z.number().int(),
    failureClass: z.enum(FAILURE_CLASSES),
    rationale: z.string(),
  }),
  z.object({ status: z.literal("not_applicable"), revision: z.number().int(), rationale: z.string() }),
]);
export type GradeView = z.infer<typeof gradeViewSchema>;
