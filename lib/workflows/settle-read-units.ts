import { roundStandings } from "@/lib/calibration/rounds/round-standing";
import { database } from "@/lib/db/client";
import { writeBeliefs } from "@/lib/db/round-refit-writes";
import { gradesNow, revisionsNow } from "@/lib/workflows/refit-round";
import { scoreBatch } from "@/lib/workflows/refit-units";
import type { RoundInMemory } from "@/lib/workflows/round-in-memory";
import type { RoundSnapshot } from "@/lib/workflows/round-snapshot";

/**
 * After a certificate's walk: what its audits say is held of the units that they read, under the model as it stood.
 * Unread units keep their labels, which are those that the walk speaks of.
 */
export async function settleReadUnits(snapshot: RoundSnapshot, { material, last }: RoundInMemory): Promise<void> {
  const { projectId, roundId, round, answers } = snapshot;
  const revisions = revisionsNow(snapshot);
  const standings = roundStandings(answers, await gradesNow(material, snapshot, revisions));
  const trajectoryIds = [...new Set(answers.map(({ trajectoryId }) => trajectoryId))].sort();
  for await (const batch of material.units(trajectoryIds, revisions)) {
    const scored = scoreBatch(material, batch, {
      fitted: last,
      step: { refit: round.refits, seed: round.seed },
      readsOf: (unitId) => standings.byUnit.get(unitId) ?? { reads: 0, flags: 0, corrected: null },
      corrections: standings.corrections,
      isGone: () => false,
    });
    const read = scored.filter(({ reads }) => reads > 0);
    await database.$transaction((tx) =>
      writeBeliefs(
        tx,
        { projectId, roundId, graderVersionId: round.graderVersionId },
        round.refits,
        read.map(({ record, belief }) => ({
          ...belief,
          unitId: record.unitId,
          trajectoryId: record.trajectoryId,
          gradeRevision: record.gradeRevision,
        })),
      ),
    );
  }
}
