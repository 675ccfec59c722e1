import { randomBytes } from "node:crypto";
import { database } from "@/lib/db/client";
import { countUnitsToRead, findCurrentGraderVersion } from "@/lib/db/round-reads";
import { createRound } from "@/lib/db/round-writes";
import { AppError } from "@/lib/kernel/app-error";
import type { RoundView } from "@/lib/queries/pipeline-contract";
import { enqueue } from "@/lib/queue/enqueue";
import { loadRound } from "@/lib/workflows/load-round";
import { prepareRound } from "@/lib/workflows/prepare-round";

/** Up to here a queue is filled while the person waits (about two seconds); above, by the worker. */
const UNITS_PREPARED_AT_ONCE = 100_000;

const DEFAULT_AUDIT_PROBABILITY = 0.1;

/** Non-negative and within the column's 63 bits. */
const drawSeed = () => BigInt.asUintN(63, randomBytes(8).readBigUInt64BE());

/**
 * Starts a round: a budget of reads on one grader version (the last one that graded, unless named). All its units of
 * decision, extraction and content get a place in the two reading orders, drawn from the seed. Refuses where nothing is
 * graded, where fewer units are unread than reads asked for, or while another round is open.
 */
export async function startRound(request: {
  readonly projectId: string;
  readonly actorId: string;
  readonly reads: number;
  readonly graderVersionId?: string;
  readonly auditProbability?: number;
  readonly seed?: bigint;
}): Promise<RoundView> {
  const { projectId, actorId, reads, auditProbability = DEFAULT_AUDIT_PROBABILITY, seed = drawSeed() } = request;
  if (!Number.isInteger(reads) || reads < 1) {
    throw new AppError("invalid", `A round needs a whole number of reads, at least 1; ${reads} is none.`);
  }
  if (!(auditProbability > 0 && auditProbability <= 1)) {
    throw new AppError("invalid", `The chance of an audit must be above 0 and at most 1; ${auditProbability} is not.`);
  }
  const graderVersionId = request.graderVersionId ?? (await findCurrentGraderVersion(projectId))?.id ?? null;
  const { units, unread } =
    graderVersionId === null ? { units: 0, unread: 0 } : await countUnitsToRead(projectId, graderVersionId);
  if (graderVersionId === null || units === 0) {
    throw new AppError("conflict", "Nothing is graded yet. Start a grading run first, then a round.");
  }
  if (reads > unread) {
    throw new AppError(
      "invalid",
      unread === 0
        ? `All ${units.toLocaleString("en")} graded units are read. Import or grade more before another round.`
        : `Only ${unread.toLocaleString("en")} graded units are unread. Ask for at most that many reads.`,
    );
  }
  const roundId = await database.$transaction(async (transaction) => {
    const id = await createRound(transaction, {
      projectId,
      graderVersionId,
      budgetReads: reads,
      auditProbability,
      seed,
      actorId,
    });
    // Also where the queue is filled here: should this process end before it is, the worker does it.
    await enqueue(transaction, "prepare-round", [{ projectId, roundId: id }]);
    return id;
  });
  if (units <= UNITS_PREPARED_AT_ONCE) await prepareRound({ projectId, roundId });
  return loadRound({ projectId, roundId });
}
