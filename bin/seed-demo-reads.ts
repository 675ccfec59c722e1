import { createHash, randomUUID } from "node:crypto";
import { type VerdictValue, verdictValueSchema } from "@/lib/calibration/verdict-value";
import { database } from "@/lib/db/client";
import type { ReviewTrajectory, ServedUnit, VerdictInput } from "@/lib/queries/review-contract";
import { handOutUnits } from "@/lib/workflows/hand-out-units";
import { loadReviewTrajectory } from "@/lib/workflows/load-review-trajectory";
import { recordVerdict } from "@/lib/workflows/record-verdict";

/** Units handed out at a time, as the review screen asks for them. */
const AT_A_TIME = 5;
/** How often a made-up reader errs: clinicians do. */
const SLIP = 0.06;
/** Where the made-up clinicians hold the grader to be wrong: a share of its units by what it said. */
const WRONG_SHARE = { decision: 0.06, extraction: 0.14, contentRelated: 0.55, content: 0.12 } as const;
/** Active time of a read, ms: from, and how much more at most. */
const READ_MS = [5_000, 14_000] as const;

/**
 * Reads a part of the demo's open round as its clinicians would, through the same doors: hand-out and verdict. What they
 * hold is made up, fixed by the dialogue and the turn: mostly the grader is right; "Related" is often too strict, an item
 * now and then is not there. `afterEach` lets what follows from verdicts happen.
 */
export async function seedDemoReads({
  projectId,
  readerIds,
  reads,
  afterEach,
}: {
  readonly projectId: string;
  readonly readerIds: readonly string[];
  readonly reads: number;
  readonly afterEach: () => Promise<void>;
}): Promise<void> {
  let left = reads;
  let idle = 0;
  for (let sitting = 0; left > 0 && idle < readerIds.length; sitting += 1) {
    const readerId = readerIds[sitting % readerIds.length];
    if (readerId === undefined) return;
    const { units } = await handOutUnits({ projectId, readerId, count: Math.min(AT_A_TIME, left) });
    idle = units.length === 0 ? idle + 1 : 0;
    for (const unit of units.slice(0, left))
      await answer({ projectId, readerId, reader: sitting % readerIds.length, unit });
    left -= units.length;
    if (units.length > 0) await afterEach();
  }
}

async function answer({
  projectId,
  readerId,
  reader,
  unit,
}: {
  readonly projectId: string;
  readonly readerId: string;
  /** Its number: ids differ from demo to demo. */
  readonly reader: number;
  readonly unit: ServedUnit;
}): Promise<void> {
  const [grade, trajectory] = await Promise.all([
    findGrade(projectId, unit),
    loadReviewTrajectory({ projectId, trajectoryId: unit.trajectoryId }),
  ]);
  const chance = fixedChance(trajectory, unit, reader);
  const correct = correctValue(grade, chance);
  const answered = {
    idempotencyKey: randomUUID(),
    unitId: unit.unitId,
    handOutId: unit.handOutId,
    activeMs: Math.round(READ_MS[0] + READ_MS[1] * chance("time", true)),
    gradeRevision: grade.revision,
    comment: null,
  };
  const input: VerdictInput =
    unit.visibility === "blind"
      ? { ...answered, kind: "value", value: correct ?? grade.value, reasonCode: null }
      : correct === null
        ? { ...answered, kind: "agree" }
        : { ...answered, kind: "wrong", value: correct, reasonCode: null };
  await recordVerdict({ projectId, readerId, input });
}

interface Grade {
  readonly revision: number;
  readonly value: VerdictValue;
}

/** Read past the doors: a grade that is hidden from the reader is what its made-up opinion is made from. */
async function findGrade(projectId: string, { unitId, criterion }: ServedUnit): Promise<Grade> {
  const { currentRevision: revision, grades } = await database.unit.findFirstOrThrow({
    where: { projectId, id: unitId },
    include: { grades: true },
  });
  const grade = grades.find((one) => one.revision === revision);
  const items = await database.targetItem.findMany({
    where: { projectId, unitId, revision },
    orderBy: { ordinal: "asc" },
  });
  const { stopLabel, score } = grade ?? {};
  const value =
    criterion === "decision"
      ? { criterion, stopLabel }
      : criterion === "extraction"
        ? { criterion, items: items.map(({ attribute, value: said }) => ({ attribute, value: said })) }
        : { criterion, score };
  return { revision, value: verdictValueSchema.parse(value) };
}

type Chance = (purpose: string, isOwn?: boolean) => number;

/** A number on [0, 1) that is the same for a unit in every demo: ids are not. `isOwn`: another one for each reader. */
function fixedChance(trajectory: ReviewTrajectory, unit: ServedUnit, reader: number): Chance {
  const round = trajectory.turns.find(({ id }) => id === unit.turnId)?.round ?? 0;
  return (purpose, isOwn = false) => {
    const name = [trajectory.sessionLabel, round, unit.criterion, purpose, isOwn ? reader : ""].join(" ");
    return createHash("sha256").update(name).digest().readUInt32BE(0) / 2 ** 32;
  };
}

/** What the made-up clinician holds; null where the grade is right. */
function correctValue({ value }: Grade, chance: Chance): VerdictValue | null {
  const slips = chance("slip", true) < SLIP;
  const isWrong = (share: number) => chance("wrong") < share !== slips;
  switch (value.criterion) {
    case "decision":
      if (!isWrong(WRONG_SHARE.decision)) return null;
      return { criterion: "decision", stopLabel: value.stopLabel === "stop" ? "continue" : "stop" };
    case "extraction":
      if (value.items.length === 0 || !isWrong(WRONG_SHARE.extraction)) return null;
      return { criterion: "extraction", items: value.items.slice(0, -1) };
    case "content":
      if (!isWrong(value.score === 0.5 ? WRONG_SHARE.contentRelated : WRONG_SHARE.content)) return null;
      return { criterion: "content", score: value.score === 0.5 ? 1 : 0.5 };
    case "format":
      return null;
  }
}
