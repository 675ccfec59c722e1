import { Prisma } from "@/lib/db/generated/client";

/** Reads given in a round `r` so far, of all its readers. Each counts in a row of its own: none waits for another. */
export const readsDone = Prisma.sql`
  (SELECT coalesce(sum(own.reads), 0)::int FROM round_readers own
    WHERE own.project_id = r.project_id AND own.round_id = r.id)`;

/** Active reading time of a round `r`, over all readers and answers, also those taken back, ms. */
export const activeMs = Prisma.sql`
  (SELECT coalesce(sum(own.active_ms), 0)::float8 FROM round_readers own
    WHERE own.project_id = r.project_id AND own.round_id = r.id)`;

/** Rows of the log of a round `r`. */
export const answersGiven = Prisma.sql`
  (SELECT coalesce(sum(own.answers), 0)::int FROM round_readers own
    WHERE own.project_id = r.project_id AND own.round_id = r.id)`;

/** {@link readsDone} of rows read otherwise. */
export function sumReads(readers: readonly { readonly reads: number }[]): number {
  return readers.reduce((sum, { reads }) => sum + reads, 0);
}
