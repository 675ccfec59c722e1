import { randomBytes } from "node:crypto";
import { auditPermutation } from "@/lib/calibration/audit-permutation";
import { readCandidates } from "@/lib/db/candidate-reads";
import { type Disagreement, readDisagreements } from "@/lib/db/candidate-trial-reads";
import { createTrialRound } from "@/lib/db/candidate-trial-writes";
import { moveCandidate } from "@/lib/db/candidate-writes";
import { database } from "@/lib/db/client";
import { findCurrentGraderVersion } from "@/lib/db/round-reads";
import { AppError } from "@/lib/kernel/app-error";
import { seededRandom } from "@/lib/kernel/seeded-random";
import type { CandidateView, TrialScope } from "@/lib/queries/candidate-contract";
import { loadCandidate } from "@/lib/workflows/load-candidate";
import { boundaryOf } from "@/lib/workflows/trial-plan";

/** Units queued for at most 60 labels: readers may skip some, and each reader may skip others. */
const MOST_QUEUED = 600;
/** Fewer can't be won: the boundary asks for six of six. */
const FEWEST_DISAGREEMENTS = 6;

const drawSeed = () => BigInt.asUintN(63, randomBytes(8).readBigUInt64BE());

/**
 * Begins a candidate's trial: a round of its own on the units on which it and the current version differ, that nobody
 * has read and that are of none of the trajectories it was written from, in an order drawn from the seed, all blind.
 * @throws AppError conflict: not graded, the version it was to replace is no longer the current one, too few fresh
 * disagreements, another trial, or an open round of another version.
 */
export async function startTrial(request: {
  readonly projectId: string;
  readonly actorId: string;
  readonly candidateId: string;
  readonly seed?: bigint;
}): Promise<CandidateView> {
  const { projectId, actorId, candidateId, seed = drawSeed() } = request;
  const [candidate] = await readCandidates(projectId, candidateId);
  if (candidate === undefined) throw new AppError("missing", "This project has no such candidate.");
  const { version, parentVersion, number } = candidate;
  if (candidate.state !== "graded" || version === null) {
    throw new AppError("conflict", "A trial begins once the candidate has graded, and a candidate has one trial.");
  }
  const current = await findCurrentGraderVersion(projectId);
  if (current?.id !== parentVersion.id) {
    throw new AppError(
      "conflict",
      `This candidate was to replace ${parentVersion.label}, but the current version is ${current?.label ?? "none"}. Begin a new candidate from it.`,
    );
  }
  const { fresh, ...counts } = await readDisagreements(projectId, {
    currentId: parentVersion.id,
    candidateVersionId: version.id,
    candidateId,
  });
  if (fresh.length < FEWEST_DISAGREEMENTS) throw new AppError("conflict", wordTooFew(counts, fresh.length));
  const scope: TrialScope = { ...counts, fresh: fresh.length };
  await database.$transaction(
    async (tx) => {
      const roundId = await createTrialRound(tx, {
        projectId,
        actorId,
        graderVersionId: parentVersion.id,
        budgetReads: boundaryOf(fresh.length).maxLabels,
        seed,
        units: shuffle(fresh, seed).slice(0, MOST_QUEUED),
        candidate: number,
      });
      const isMoved = await moveCandidate(
        tx,
        { projectId, candidateId },
        { from: ["graded"], to: "in_trial", data: { trialRoundId: roundId, trialScope: scope } },
      );
      if (!isMoved) throw new AppError("conflict", "This candidate's trial was begun by somebody else.");
    },
    { timeout: 60_000 },
  );
  return loadCandidate({ projectId, candidateId });
}

function shuffle(units: readonly Disagreement[], seed: bigint): Disagreement[] {
  const ranks = auditPermutation(units.length, seededRandom(seed));
  const order = units.map((unit, index) => ({ unit, rank: ranks[index] ?? 0 }));
  return order.sort((a, b) => a.rank - b.rank).map(({ unit }) => unit);
}

function wordTooFew(counts: Omit<TrialScope, "fresh">, fresh: number): string {
  const { compared, disagreements, readBefore, fromWriting } = counts;
  const format = (count: number) => count.toLocaleString("en");
  return `The two differ on ${format(disagreements)} of ${format(compared)} units; ${format(readBefore)} of these were read before and ${format(fromWriting)} are of trajectories that the candidate was written from. That leaves ${format(fresh)}, and a trial needs at least ${FEWEST_DISAGREEMENTS}. Import and grade more trajectories, or keep the current version.`;
}
