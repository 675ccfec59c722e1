import { randomUUID } from "node:crypto";
import { walkAlpha } from "@/lib/calibration/rounds/certificate-share";
import type { Transaction } from "@/lib/db/client";
import { writeRoundLog } from "@/lib/db/round-log-writes";

/**
 * Begins a walk of the audit permutation at its first unread place: every label before it was read, so what is wrong
 * lies ahead. Null where nothing is unread. Call while the round's row is locked.
 */
export async function beginWalk(
  tx: Transaction,
  input: {
    readonly projectId: string;
    readonly roundId: string;
    readonly graderVersionId: string;
    readonly actorId: string;
    readonly target: number;
    /** Labels of unread units that the model changes now. */
    readonly flips: number;
    readonly event: "certify_begun" | "walk_restarted";
  },
): Promise<{ readonly id: string; readonly walk: number } | null> {
  const { projectId, roundId, graderVersionId, actorId, target, flips, event } = input;
  const [place] = await tx.$queryRaw<{ first: number | null; units: number; walks: number; verdict: bigint }[]>`
    SELECT r.unit_count AS units,
           (SELECT min(q.audit_rank) FROM round_units q
             WHERE q.project_id = r.project_id AND q.round_id = r.id AND q.reads = 0) AS first,
           (SELECT count(*)::int FROM certificates c WHERE c.project_id = r.project_id AND c.round_id = r.id) AS walks,
           (SELECT coalesce(max(v.ordinal), 0) FROM verdicts v
             WHERE v.project_id = r.project_id AND v.round_id = r.id) AS verdict
      FROM rounds r WHERE r.project_id = ${projectId}::uuid AND r.id = ${roundId}::uuid`;
  if (place === undefined || place.first === null) return null;
  const id = randomUUID();
  const walk = place.walks + 1;
  const alpha = walkAlpha(walk);
  const fromRank = place.first - 1;
  await tx.certificate.create({
    data: {
      ...{ projectId, id, roundId, graderVersionId, walk, target, alpha, actorId, fromRank },
      ...{ units: place.units, unitsAhead: place.units - fromRank, flipsAtStart: flips, wrongAt: [] },
      verdictOrdinal: place.verdict,
    },
  });
  await writeRoundLog(tx, {
    ...{ projectId, roundId, verdictOrdinal: place.verdict, event },
    detail: { walk, target, alpha, fromRank, flips },
  });
  return { id, walk };
}

/** Writes how far a walk has come, and how it ended. False where it had ended already: nothing is changed then. */
export async function moveWalk(
  tx: Transaction,
  input: {
    readonly projectId: string;
    readonly certificateId: string;
    readonly passed: number;
    readonly wrongAt: readonly number[];
    readonly freshReads: number;
    readonly bound: number;
    readonly state: "walking" | "issued" | "out_of_reach" | "spent" | "ended";
  },
): Promise<boolean> {
  const { projectId, certificateId, state, wrongAt, ...numbers } = input;
  const { count } = await tx.certificate.updateMany({
    where: { projectId, id: certificateId, state: "walking" },
    data: { ...numbers, wrongAt: [...wrongAt], state, ...(state === "walking" ? {} : { endedAt: new Date() }) },
  });
  return count === 1;
}
