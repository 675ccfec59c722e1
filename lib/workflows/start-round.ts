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
 * where fewer units are unread than reads asked for, or while another round is open.
 */
export async function startRound({
  projectId,
  actorId,
  seed = drawSeed(),
  ...input
}: RoundToStart): Promise<RoundView> {
  const launch = parseLaunch(input);
  const graderVersionId = launch.graderVersionId ?? (await findCurrentGraderVersion(projectId))?.id ?? null;
  const { units, unread } =
    graderVersionId === null
      ? { units: 0, unread: 0 }
      : await countUnitsToRead(projectId, graderVersionId, launch.criteria);
  if (graderVersionId === null || units === 0) {
    throw new AppError("conflict", "Nothing is graded yet. Start a grading run first, then a round.");
  }
  if (unread === 0 || (launch.reads ?? 0) > unread) {
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
      // Where time is the budget, every unit may be read.
      budgetReads: launch.reads ?? unread,
      budgetMinutes: launch.minutes,
      criteria: launch.criteria,
      auditProbability: launch.auditProbability,
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
