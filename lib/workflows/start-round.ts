import { randomBytes } from "node:crypto";
import { database } from "@/lib/db/client";
import { countUnitsToRead, findCurrentGraderVersion } from "@/lib/db/round-reads";
import { createRound } from "@/lib/db/round-writes";
import { AppError } from "@/lib/kernel/app-error";
import type { RoundView } from "@/lib/queries/pipeline-contract";
import { type LaunchRound, type LaunchRoundInput, launchRoundSchema } from "@/lib/queries/round-contract";
import { enqueue } from "@/lib/queue/enqueue";
import { loadRound } from "@/lib/workflows/load-round";
import { prepareRound } from "@/lib/workflows/prepare-round";

/** Up to here a queue is filled while the person waits (about two seconds); above, by the worker. */
const UNITS_PREPARED_AT_ONCE = 100_000;

/** Non-negative and within the column's 63 bits. */
const drawSeed = () => BigInt.asUintN(63, randomBytes(8).readBigUInt64BE());

/** What a round is started with: see {@link launchRoundSchema}, whose defaults fill in what is left out. */
export interface RoundToStart extends LaunchRoundInput {
  readonly projectId: string;
  readonly actorId: string;
  /** Left out: drawn. */
  readonly seed?: bigint;
}

/**
 * Starts a round: a budget of reads or minutes on one grader version (the last one that graded, unless named). All its
 * units of the criteria get a place in the two reading orders, drawn from the seed. Refuses where nothing is graded,
 * where fewer reads are lacking than asked for, or while another round is open.
 */
export async function startRound({
  projectId,
  actorId,
  seed = drawSeed(),
  ...input
}: RoundToStart): Promise<RoundView> {
  const launch = parseLaunch(input);
  const graderVersionId = launch.graderVersionId ?? (await findCurrentGraderVersion(projectId))?.id ?? null;
  const { units, readsLeft } =
    graderVersionId === null
      ? { units: 0, readsLeft: 0 }
      : await countUnitsToRead(projectId, graderVersionId, launch.criteria, launch.readsPerUnit);
  if (graderVersionId === null || units === 0) {
    throw new AppError("conflict", "Nothing is graded yet. Start a grading run first, then a round.");
  }
  if (readsLeft === 0 || (launch.reads ?? 0) > readsLeft) {
    throw new AppError(
      "invalid",
      readsLeft === 0
        ? `All ${units.toLocaleString("en")} graded units are read. Import or grade more before another round.`
        : `Only ${readsLeft.toLocaleString("en")} reads are lacking in the graded units. Ask for at most that many.`,
    );
  }
  const roundId = await database.$transaction(async (transaction) => {
    const id = await createRound(transaction, {
      projectId,
      graderVersionId,
      // Where time is the budget, every unit may be read.
      budgetReads: launch.reads ?? readsLeft,
      budgetMinutes: launch.minutes,
      criteria: launch.criteria,
      auditProbability: launch.auditProbability,
      readsPerUnit: launch.readsPerUnit,
      blindShare: launch.blindShare,
      targetError: launch.targetError,
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

function parseLaunch(input: LaunchRoundInput): LaunchRound {
  const parsed = launchRoundSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AppError("invalid", parsed.error.issues.map(({ message }) => message).join(" "));
}
