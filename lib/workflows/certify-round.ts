import { writeAuditEvent } from "@/lib/db/audit-writes";
import { beginWalk } from "@/lib/db/certificate-writes";
import { database } from "@/lib/db/client";
import { findRoundModel, findRoundSettings } from "@/lib/db/round-live-reads";
import { turnPhase } from "@/lib/db/round-phase-writes";
import { holdRound } from "@/lib/db/round-refit-writes";
import { AppError } from "@/lib/kernel/app-error";
import type { RoundLive } from "@/lib/queries/round-contract";
import { loadRoundLive } from "@/lib/workflows/load-round-live";

/**
 * Spends the rest of a round's reads on random audits alone, for a certificate that at most `target` (the round's own
 * where left out) of the labels that would be exported are wrong. Refuses where the round is not open or certifies
 * already.
 */
export async function certifyRound(request: {
  readonly projectId: string;
  readonly actorId: string;
  readonly roundId: string;
  readonly target?: number;
}): Promise<RoundLive> {
  const { projectId, roundId } = request;
  const settings = await findRoundSettings(projectId, roundId);
  if (settings === null) throw new AppError("missing", "This project has no such round.");
  const target = request.target ?? settings.targetError;
  // A refit that is under way ends first: from here on labels stand still.
  await holdRound(roundId, async () => {
    const model = await findRoundModel(projectId, roundId);
    await beginToCertify(request, target, model?.figures?.labels.changedByModel ?? 0);
  });
  return loadRoundLive({ projectId, roundId });
}

async function beginToCertify(
  { projectId, actorId, roundId }: Parameters<typeof certifyRound>[0],
  target: number,
  flips: number,
): Promise<void> {
  await database.$transaction(async (tx) => {
    const round = await turnPhase(tx, { projectId, roundId, from: "collecting", auditProbability: 1 });
    if (round === null) {
      throw new AppError("conflict", "Only an open round that does not certify yet can begin to.");
    }
    const begun = await beginWalk(tx, {
      ...{ projectId, roundId, actorId, target, graderVersionId: round.graderVersionId, event: "certify_begun" },
      flips,
    });
    if (begun === null) {
      throw new AppError("conflict", "Every unit of this round is read: nothing is left that an audit could find.");
    }
    await writeAuditEvent(tx, {
      ...{ projectId, actorId, action: "round.certifying", subjectId: roundId },
      detail: { target, walk: begun.walk },
    });
  });
}
