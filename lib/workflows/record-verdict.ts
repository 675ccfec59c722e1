import { type StandingVerdict, standingVerdicts } from "@/lib/calibration/standing-verdicts";
import { type VerdictValue, verdictValueSchema } from "@/lib/calibration/verdict-value";
import { readHiddenUnits } from "@/lib/db/blind-reads";
import { lendAgain } from "@/lib/db/hand-out-writes";
import { type SqlRunner, sqlTogether, sqlTransaction } from "@/lib/db/sql";
import {
  findGradeToJudge,
  findLiveHandOut,
  findOpenRoundOfUnit,
  type HandOutToAnswer,
  hasStandingFlag,
  lockUnitToJudge,
  readHandOutsToAnswer,
  readOtherAnswers,
  readStandingValues,
  readVerdictsOnUnit,
  type UnitToJudge,
  type VerdictRow,
} from "@/lib/db/verdict-reads";
import {
  addReads,
  findStandingReach,
  insertVerdict,
  restoreStandingVerdict,
  type StandingPlace,
  settleUnit,
  type VerdictToWrite,
} from "@/lib/db/verdict-writes";
import { AppError } from "@/lib/kernel/app-error";
import type { VerdictAnswer, VerdictInput } from "@/lib/queries/review-contract";
import { enqueueRescore } from "@/lib/queue/enqueue";
import { countUnion, decideVerdict, NO_REACH, type Reach } from "@/lib/workflows/decide-verdict";
import { followVerdict } from "@/lib/workflows/follow-verdict";
import { loadServedUnit } from "@/lib/workflows/hand-out-units";
import { loadGrade } from "@/lib/workflows/load-review-turn";
import { loadSitting } from "@/lib/workflows/load-sitting";
import { NOT_HANDED_OUT, refuseUnstorable } from "@/lib/workflows/refuse-unstorable";
import { settleTrial } from "@/lib/workflows/settle-trial";
import { verdictView } from "@/lib/workflows/verdict-view";

type LoggedRow = Omit<VerdictRow, "value"> & { readonly value: VerdictValue | null };
type Standing = StandingVerdict<LoggedRow>;
type Judging = Exclude<VerdictInput, { kind: "withdrawn" }>;

interface Recorded {
  readonly unit: UnitToJudge;
  /** What stands after it; null after an undo that leaves nothing. */
  readonly standing: VerdictRow | null;
  readonly rescoredTurns: number;
  readonly roundId: string | null;
  readonly handOutId: string | null;
}

/**
 * Keeps one answer of a clinician, exactly once: the same key again, also at the same moment, changes nothing and is
 * told what the first arrival was. One transaction holds the verdict, the end of the hand-out, the counts, and the
 * re-scoring it calls for.
 *
 * - An answer on a unit that was not handed out (another unit of the turn) is kept, spends no budget and has no lane; it
 *   joins the audit sample only when the permutation reaches its unit, like every read.
 * - An answer whose lease ran out is kept too. If the unit went to another reader, both answers count as reads.
 * - A second answer on the same unit replaces the first and stays with its hand-out.
 * - On a unit whose grade is hidden from the reader only its own value is taken, as a blind answer, and the grade is
 *   told then. What the reader says after that is a row of its own, and not blind.
 * - An answer that settles a disagreement spends no budget; what the others hold is told then.
 * - An undo brings back the answer before, or lends the unit to this reader again. It opens a round that this read had
 *   closed.
 * - After a round closed, new answers are refused, unless the unit was lent before and the lease still runs.
 */
export async function recordVerdict(request: {
  readonly projectId: string;
  readonly readerId: string;
  readonly input: VerdictInput;
}): Promise<VerdictAnswer> {
  const { projectId, readerId, input } = request;
  refuseUnstorable(input);
  const recorded = await sqlTransaction(async (tx) => {
    // Sent together; all but the first run once the unit is locked.
    const [unit, rows, record] = await Promise.all([
      lockUnitToJudge(tx, projectId, input.unitId),
      readVerdictsOnUnit(tx, projectId, input.unitId, readerId),
      input.kind === "withdrawn"
        ? (scene: Scene) => withdraw(scene, input)
        : readJudgingMaterial(tx, projectId, readerId, input).then(
            (material) => (scene: Scene) => judge(scene, input, material),
          ),
    ]);
    if (unit === null) throw new AppError("missing", "This project has no such unit.");
    const log = rows.map(parseValue);
    const first = log.find((row) => row.idempotencyKey === input.idempotencyKey);
    if (first !== undefined) return replay(unit, log, first, projectId);
    return record({ tx, projectId, readerId, unit, log, before: standsIn(log) });
  });
  const { roundId } = recorded;
  const [sitting] = await sqlTogether((run) =>
    Promise.all([
      loadSitting({ projectId, readerId, roundId }, run),
      roundId === null ? null : followVerdict({ projectId, roundId }, run),
    ]),
  );
  return {
    verdict: recorded.standing === null ? null : verdictView(recorded.standing, recorded.unit),
    rescoredTurns: recorded.rescoredTurns,
    sitting,
    served: recorded.handOutId === null ? null : await loadServedUnit(projectId, recorded.handOutId),
    revealed:
      recorded.standing?.visibility === "blind" ? await loadGrade({ projectId, readerId, unit: recorded.unit }) : null,
    otherValues:
      recorded.standing === null || recorded.standing.handOutId === null || recorded.standing.lane !== null
        ? []
        : (await readOtherAnswers(projectId, readerId, [recorded.unit.id])).map(({ value }) => value),
  };
}

interface Scene {
  readonly tx: SqlRunner;
  readonly projectId: string;
  readonly readerId: string;
  readonly unit: UnitToJudge;
  /** Everything this reader said on the unit, in order. */
  readonly log: readonly LoggedRow[];
  readonly before: Standing | null;
}

/** What an answer is judged by, beside the unit and what its reader said before. */
async function readJudgingMaterial(tx: SqlRunner, projectId: string, readerId: string, input: Judging) {
  const [handOuts, hidden, grade] = await Promise.all([
    readHandOutsToAnswer(tx, projectId, input.unitId, readerId, input.handOutId),
    readHiddenUnits(projectId, readerId, [input.unitId], tx),
    input.kind === "skip" ? null : findGradeToJudge(tx, projectId, input.unitId, input.gradeRevision),
  ]);
  return { handOuts, isHidden: hidden.size > 0, grade };
}

async function judge(
  scene: Scene,
  input: Judging,
  { handOuts, isHidden, grade }: Awaited<ReturnType<typeof readJudgingMaterial>>,
): Promise<Recorded> {
  const { tx, projectId, readerId, unit, log, before } = scene;
  const handOut = chooseHandOut(handOuts, input.handOutId, before?.handOutId ?? null);
  if (isHidden && (input.kind === "agree" || input.kind === "wrong")) {
    throw new AppError(
      "conflict",
      "The grade is hidden here until you have answered. Give the value you hold to be right.",
      { reason: "grade_hidden" },
    );
  }
  const spendsBefore = before !== null && before.kind !== "skip" && before.handOutId !== null;
  const spends = handOut !== null && input.kind !== "skip";
  const isEdit = before !== null && before.handOutId === (handOut?.id ?? null) && (spendsBefore || !spends);
  if (handOut !== null && !isEdit && !isStillTaken(handOut)) {
    throw new AppError("conflict", "The round was closed before this answer arrived, so it was not taken.", {
      reason: "round_closed",
    });
  }
  const decided = decideVerdict(input, {
    criterion: unit.criterion,
    round: unit.round,
    grade,
  });
  if (!decided.ok) throw new AppError("invalid", decided.refusal);
  const { kind, value, reach } = decided.value;
  // No lane was drawn for a unit that was handed out to settle a disagreement.
  const drawn = handOut === null || handOut.isAdjudication ? null : handOut;
  const rescoredTurns = countUnion(await reachBefore(scene), reach);
  const roundId = handOut?.roundId ?? (await findOpenRoundOfUnit(tx, projectId, unit.id));
  const writing = write(
    tx,
    {
      projectId,
      unitId: unit.id,
      readerId,
      kind,
      value,
      gradeRevision: input.gradeRevision,
      roundId,
      handOutId: handOut?.id ?? null,
      lane: drawn?.lane ?? null,
      probability: drawn?.probability ?? null,
      modelVersion: drawn?.modelVersion ?? null,
      visibility: isHidden ? "blind" : "shown",
      reasonCode: kind === "wrong" && "reasonCode" in input ? input.reasonCode : null,
      comment: input.kind === "skip" ? null : input.comment,
      activeMs: input.activeMs,
      rescoredTurns,
      idempotencyKey: input.idempotencyKey,
      supersedesId: log.at(-1)?.id ?? null,
    },
    { unit, ...reach },
  );
  const written = await settleAfter(scene, writing, { handOutId: handOut?.id ?? null, after: (row) => row });
  return { unit, standing: written, rescoredTurns, roundId: written.roundId, handOutId: null };
}

/**
 * Once the log is written: what readers hold of the unit now, the end of the hand-out, the re-scoring it calls for, and
 * the count of reads. `writing` has been sent already; what is read here comes behind it.
 */
async function settleAfter(
  scene: Scene,
  writing: Promise<VerdictRow>,
  { handOutId, after }: { readonly handOutId: string | null; readonly after: (row: VerdictRow) => VerdictRow | null },
): Promise<VerdictRow> {
  const { tx, projectId, unit } = scene;
  const [written, values, isFlagged] = await Promise.all([
    writing,
    readStandingValues(tx, projectId, unit.id),
    hasStandingFlag(tx, projectId, unit.id),
  ]);
  const standing = after(written);
  await Promise.all([
    settleUnit(tx, { projectId, unitId: unit.id, answeredHandOutId: handOutId, values }),
    rescoreIfNeeded(scene, standing, isFlagged),
    countReads(scene, standing),
  ]);
  return written;
}

async function withdraw(scene: Scene, input: Extract<VerdictInput, { kind: "withdrawn" }>): Promise<Recorded> {
  const { tx, projectId, readerId, unit, log, before } = scene;
  if (before === null || before.id !== input.supersedesId) {
    throw new AppError("conflict", "That answer no longer stands, so there is nothing to take back.", {
      reason: "not_standing",
    });
  }
  const restored = standsIn(log.filter((row) => row.id !== before.id));
  const reach = restored === null ? NO_REACH : await reachOf(scene, restored);
  const rescoredTurns = countUnion(await reachBefore(scene), reach);
  const writing = Promise.all([
    write(
      tx,
      {
        projectId,
        unitId: unit.id,
        readerId,
        kind: "withdrawn",
        value: null,
        gradeRevision: before.gradeRevision,
        roundId: before.roundId,
        handOutId: before.handOutId,
        lane: before.lane,
        probability: before.probability,
        modelVersion: before.modelVersion,
        visibility: "shown",
        reasonCode: null,
        comment: null,
        activeMs: input.activeMs,
        rescoredTurns,
        idempotencyKey: input.idempotencyKey,
        supersedesId: log.at(-1)?.id ?? null,
      },
      null,
    ),
    restoreStandingVerdict(tx, scene, restored === null ? null : { verdict: restored, ...reach }),
  ]).then(([row]) => row);
  await settleAfter(scene, writing, { handOutId: null, after: () => restored });
  const handOutId = restored === null ? await lendAgain(tx, { projectId, handOutId: before.handOutId }) : null;
  return { unit, standing: restored, rescoredTurns, roundId: before.roundId, handOutId };
}

/** The hand-out an answer is about: the one that holds the unit now, else the one it names, else the standing answer's. */
function chooseHandOut(
  found: readonly HandOutToAnswer[],
  named: string | null,
  standing: string | null,
): HandOutToAnswer | null {
  const byName = found.find(({ id }) => id === named);
  if (named !== null && byName === undefined) {
    throw new AppError("invalid", NOT_HANDED_OUT, { reason: "not_handed_out" });
  }
  return found.find(({ isLive }) => isLive) ?? byName ?? found.find(({ id }) => id === standing) ?? null;
}

/**
 * Whether a round still takes a new answer: while open, and from leases that were running when its budget was reached.
 * Disagreements are settled after a round's end too.
 */
function isStillTaken({ roundState, roundReadsDone, roundBudgetReads, isLive, ...handOut }: HandOutToAnswer): boolean {
  if (handOut.isAdjudication && roundState === "finished") return true;
  return roundState === "open" || (roundState === "finished" && roundReadsDone >= roundBudgetReads && isLive);
}

async function write(tx: SqlRunner, verdict: VerdictToWrite, standing: StandingPlace | null): Promise<VerdictRow> {
  const row = await insertVerdict(tx, verdict, standing);
  if (row === null) {
    throw new AppError("conflict", "This answer's key was used for another unit already, so it was not taken.", {
      reason: "key_used",
    });
  }
  return row;
}

async function reachBefore({ tx, projectId, readerId, unit, before }: Scene): Promise<Reach> {
  if (before?.kind !== "wrong") return NO_REACH;
  return (await findStandingReach(tx, projectId, unit.id, readerId)) ?? NO_REACH;
}

/** The reach of an answer that stands again, from the grade it judged. */
async function reachOf({ tx, projectId, unit }: Scene, { kind, value, gradeRevision }: Standing): Promise<Reach> {
  if (kind !== "wrong" || value === null) return NO_REACH;
  const grade = await findGradeToJudge(tx, projectId, unit.id, gradeRevision);
  const decided = decideVerdict({ kind, value }, { criterion: unit.criterion, round: unit.round, grade });
  return decided.ok ? decided.value.reach : NO_REACH;
}

/** A first "grade is right" on a unit that nobody flagged changes nothing that scores depend on. */
async function rescoreIfNeeded(
  { tx, projectId, unit, before }: Scene,
  after: VerdictRow | null,
  isFlagged: boolean,
): Promise<void> {
  if (unit.criterion !== "extraction" && unit.criterion !== "decision") return;
  if (isFlagged || before?.kind === "wrong" || after?.kind === "wrong") {
    await enqueueRescore(tx, { projectId, trajectoryId: unit.trajectoryId });
  }
}

/** Which round pays for an answer: none for a skip, one given in passing, or one that settles a disagreement. */
function paidBy(verdict: Pick<VerdictRow, "kind" | "lane" | "roundId"> | null): string | null {
  const isRead = verdict?.kind === "agree" || verdict?.kind === "wrong";
  return isRead && verdict.lane !== null ? verdict.roundId : null;
}

async function countReads({ tx, projectId, readerId, before }: Scene, after: VerdictRow | null): Promise<void> {
  const paid = paidBy(before);
  const pays = paidBy(after);
  if (paid === pays) return;
  if (paid !== null) await addReads(tx, { projectId, roundId: paid, delta: -1, readerId });
  if (pays === null) return;
  const purpose = await addReads(tx, { projectId, roundId: pays, delta: 1, readerId });
  if (purpose === "trial") await settleTrial(tx, { projectId, roundId: pays, actorId: readerId });
}

function standsIn(log: readonly LoggedRow[]): Standing | null {
  for (const [verdict] of standingVerdicts(log).values()) return verdict ?? null;
  return null;
}

function parseValue(row: VerdictRow): LoggedRow {
  return { ...row, value: row.value === null ? null : verdictValueSchema.parse(row.value) };
}

/** What the first arrival of this key came to. */
async function replay(
  unit: UnitToJudge,
  log: readonly LoggedRow[],
  first: LoggedRow,
  projectId: string,
): Promise<Recorded> {
  const standing = first.kind === "withdrawn" ? standsIn(log.filter(({ ordinal }) => ordinal <= first.ordinal)) : first;
  return {
    unit,
    standing,
    rescoredTurns: first.rescoredTurns,
    roundId: first.roundId,
    handOutId:
      first.kind === "withdrawn" && standing === null
        ? await findLiveHandOut(projectId, unit.id, first.readerId)
        : null,
  };
}
