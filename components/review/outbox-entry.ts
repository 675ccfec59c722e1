import { z } from "zod";
import { criterionSchema } from "@/lib/queries/grade-contract";
import { type VerdictAnswer, type VerdictInput, verdictInputSchema } from "@/lib/queries/review-contract";

/**
 * One answer on its way. An undo may leave before the verdict it takes back has an id, and an answer given again may
 * leave before its unit is lent again: such an entry names the key it depends on and is completed when that one settles.
 */
export const outboxEntrySchema = z.object({
  /** Order of leaving; larger is later. */
  sequence: z.number(),
  input: verdictInputSchema,
  /** Key of the answer this undo takes back, until that answer has an id. */
  supersedesKey: z.string().nullable(),
  /** Key of the undo that lends this unit again, until it has. */
  lentByKey: z.string().nullable(),
  /** What the strip shows after a reload. */
  about: z.object({
    criterion: criterionSchema,
    trajectoryId: z.string(),
    turnId: z.string(),
    round: z.number().int(),
    at: z.iso.datetime(),
  }),
  /** Set where the server refused it for good; kept until the person has seen it. */
  refusal: z.string().nullable(),
});
export type OutboxEntry = z.infer<typeof outboxEntrySchema>;

export function keyOf(entry: OutboxEntry): string {
  return entry.input.idempotencyKey;
}

/** The entry that leaves next, or null. */
export function nextEntry(entries: readonly OutboxEntry[]): OutboxEntry | null {
  const waiting = entries.filter((entry) => entry.refusal === null);
  return waiting.reduce<OutboxEntry | null>(
    (first, entry) => (first === null || entry.sequence < first.sequence ? entry : first),
    null,
  );
}

/** Completes what depended on an answer that has arrived. The answered entry itself is gone from the result. */
export function settle(entries: readonly OutboxEntry[], key: string, answer: VerdictAnswer): OutboxEntry[] {
  return entries.flatMap((entry) => {
    if (keyOf(entry) === key) return [];
    if (entry.supersedesKey === key) {
      // The answer was taken in but nothing stands, so there is nothing to take back.
      if (answer.verdict === null) return [];
      return [{ ...entry, supersedesKey: null, input: withSuperseded(entry.input, answer.verdict.id) }];
    }
    if (entry.lentByKey === key) {
      return [{ ...entry, lentByKey: null, input: withHandOut(entry.input, answer.served?.handOutId ?? null) }];
    }
    return [entry];
  });
}

/** Keeps a refused answer for the person to see, and drops the undo that would have taken it back. */
export function refuse(entries: readonly OutboxEntry[], key: string, reason: string): OutboxEntry[] {
  return entries.flatMap((entry) => {
    if (keyOf(entry) === key) return [{ ...entry, refusal: reason }];
    if (entry.supersedesKey === key) return [];
    if (entry.lentByKey === key) return [{ ...entry, lentByKey: null, input: withHandOut(entry.input, null) }];
    return [entry];
  });
}

function withSuperseded(input: VerdictInput, supersedesId: string): VerdictInput {
  return input.kind === "withdrawn" ? { ...input, supersedesId } : input;
}

function withHandOut(input: VerdictInput, handOutId: string | null): VerdictInput {
  return input.kind === "withdrawn" ? input : { ...input, handOutId };
}
