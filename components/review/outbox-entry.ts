import { z } from "zod";
import { criterionSchema } from "@/lib/queries/grade-contract";
import { verdictInputSchema, weakAgreementInputSchema, weakWithdrawalInputSchema } from "@/lib/queries/review-contract";

/** Everything a reader does that the server must learn of, whatever becomes of the connection. */
const outboxInputSchema = z.union([
  verdictInputSchema,
  weakAgreementInputSchema.extend({ kind: z.literal("weak_agree") }),
  weakWithdrawalInputSchema.extend({
    kind: z.literal("weak_withdrawn"),
    idempotencyKey: z.string(),
    actId: z.string(),
  }),
  z.object({
    kind: z.literal("bookmark"),
    idempotencyKey: z.string(),
    turnId: z.string(),
    isSet: z.boolean(),
  }),
]);
export type OutboxInput = z.infer<typeof outboxInputSchema>;

/**
 * One answer on its way. An undo may leave before the answer it takes back has an id, and an answer given again may
 * leave before its unit is lent again: such an entry names the key it depends on and is completed when that one settles.
 */
export const outboxEntrySchema = z.object({
  /** Order of leaving; larger is later. */
  sequence: z.number(),
  input: outboxInputSchema,
  /** Key of the answer this undo takes back, until that answer has an id. */
  supersedesKey: z.string().nullable(),
  /** Key of the undo that lends this unit again, until it has. */
  lentByKey: z.string().nullable(),
  /** What the strip shows after a reload; `criterion` is null for what isn't about one unit. */
  about: z.object({
    criterion: criterionSchema.nullable(),
    trajectoryId: z.string(),
    turnId: z.string(),
    round: z.number().int(),
    at: z.iso.datetime(),
  }),
  /** Set where the server refused it for good; kept until the person has seen it. */
  refusal: z.string().nullable(),
});
export type OutboxEntry = z.infer<typeof outboxEntrySchema>;

/** What a sent answer came to, as far as later answers depend on it. */
export const arrivalSchema = z.object({
  key: z.string(),
  /** The verdict (or act) that stands after it; null where none does. */
  verdictId: z.string().nullable(),
  /** The hand-out an undo lent the unit under; null where it lent nothing. */
  handOutId: z.string().nullable(),
  at: z.iso.datetime(),
});
export type Arrival = z.infer<typeof arrivalSchema>;

export function keyOf(entry: OutboxEntry): string {
  return entry.input.idempotencyKey;
}

/** The unit an entry is about; null where it isn't about one. */
export function unitOf({ input }: OutboxEntry): string | null {
  return "unitId" in input ? input.unitId : null;
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
export function settle(entries: readonly OutboxEntry[], arrival: Arrival): OutboxEntry[] {
  return entries.flatMap((entry) => {
    if (keyOf(entry) === arrival.key) return [];
    if (entry.supersedesKey === arrival.key) {
      // The answer was taken in but nothing stands, so there is nothing to take back.
      if (arrival.verdictId === null) return [];
      return [{ ...entry, supersedesKey: null, input: withSuperseded(entry.input, arrival.verdictId) }];
    }
    if (entry.lentByKey === arrival.key) {
      return [{ ...entry, lentByKey: null, input: withHandOut(entry.input, arrival.handOutId) }];
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

function withSuperseded(input: OutboxInput, id: string): OutboxInput {
  if (input.kind === "withdrawn") return { ...input, supersedesId: id };
  return input.kind === "weak_withdrawn" ? { ...input, actId: id } : input;
}

function withHandOut(input: OutboxInput, handOutId: string | null): OutboxInput {
  return "handOutId" in input ? { ...input, handOutId } : input;
}
