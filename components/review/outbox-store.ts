import { z } from "zod";
import { type Arrival, arrivalSchema, type OutboxEntry, outboxEntrySchema } from "@/components/review/outbox-entry";

/** What survives a reload: answers on their way, and what became of those that others may still depend on. */
export interface KeptOutbox {
  readonly entries: readonly OutboxEntry[];
  readonly arrivals: readonly Arrival[];
}

/** One step of the outbox. It is kept whole or not at all, or a crash between two writes could lose a dependency. */
export interface OutboxChange {
  readonly put?: readonly OutboxEntry[];
  readonly removed?: readonly string[];
  readonly arrival?: Arrival;
}

/** Shared by all tabs of one person and project. */
export interface OutboxStore {
  load(): Promise<KeptOutbox>;
  write(change: OutboxChange): Promise<void>;
}

/** What one tab tells the others; parsed, since another tab may run an older page. */
export const outboxNewsSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("added"), entry: outboxEntrySchema }),
  z.object({ kind: z.literal("arrived"), entry: outboxEntrySchema, arrival: arrivalSchema }),
  z.object({ kind: z.literal("refused"), entry: outboxEntrySchema }),
  z.object({ kind: z.literal("dismissed"), key: z.string() }),
]);
export type OutboxNews = z.infer<typeof outboxNewsSchema>;
