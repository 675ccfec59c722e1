import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { database } from "@/lib/db/client";
import { createTestProject } from "@/lib/db/testing/create-test-project";
import type { Grader, ResponseScores } from "@/lib/grading/grader";
import { gradeTrajectory } from "@/lib/workflows/grade-trajectory";
import { importSessions } from "@/lib/workflows/import-sessions";
import { rescoreTurns } from "@/lib/workflows/rescore-turns";
import { startGradingRun } from "@/lib/workflows/start-grading-run";

const DIALOGUE = [
  { role: "user", content: "Doctor, I have a cough." },
  { role: "assistant", content: "How long have you had the cough?" },
  { role: "user", content: "For three days." },
  { role: "assistant", content: "Do you have a fever?" },
  { role: "user", content: "Yes, a fever since yesterday." },
  { role: "assistant", content: "Rest and drink a lot." },
];

async function gradedTrajectory(messages = DIALOGUE) {
  const projectId = await createTestProject();
  await importSessions({
    projectId,
    importId: randomUUID(),
    actorId: "operator",
    fileName: "one.jsonl",
    bytesTotal: null,
    source: (async function* () {
      yield Buffer.from(JSON.stringify({ session_id: 1, diagn: "cold", messages }));
    })(),
  });
  const run = await startGradingRun({ projectId, actorId: "operator" });
  const { id: trajectoryId } = await database.trajectory.findFirstOrThrow({ where: { projectId } });
  await gradeTrajectory({ projectId, runId: run.id, trajectoryId, attempt: 1, isLastAttempt: true });
  return { projectId, trajectoryId };
}

/** Rests every score on words that nobody said. */
class MisquotingGrader implements Grader {
  extract(): Promise<never> {
    throw new Error("A re-score asks for scores alone.");
  }

  async score(): Promise<ResponseScores> {
    const score = {
      status: "ok",
      value: 0.5,
      rationale: "It asks for a part.",
      evidence: [],
      confidence: null,
      rawAnswer: null,
      unverifiedQuotes: ["I never said this."],
    } as const;
    return { content: score, format: score };
  }
}

type Subject = Awaited<ReturnType<typeof gradedTrajectory>>;

const unitAt = ({ projectId }: Subject, round: number, criterion: "extraction" | "content") =>
  database.unit.findFirstOrThrow({ where: { projectId, criterion, turn: { round } } });

async function give(
  { projectId }: Subject,
  unitId: string,
  kind: "wrong" | "withdrawn",
  value: VerdictValue | null,
  supersedesId: string | null = null,
): Promise<string> {
  const id = randomUUID();
  await database.verdict.create({
    data: {
      projectId,
      id,
      unitId,
      gradeRevision: 0,
      readerId: "reader",
      kind,
      ...(value === null ? {} : { value }),
      activeMs: 1,
      idempotencyKey: id,
      supersedesId,
    },
  });
  return id;
}

/** What holds now: per round the items asked there and the content. */
async function holding({ projectId }: Subject) {
  const units = await database.unit.findMany({
    where: { projectId, criterion: { in: ["extraction", "content"] } },
    include: { grades: true, turn: true },
    orderBy: [{ turn: { round: "asc" } }, { criterion: "asc" }],
  });
  const items = await database.targetItem.findMany({ where: { projectId }, orderBy: { ordinal: "asc" } });
  return units.map(({ id, criterion, currentRevision, grades, turn }) => {
    const grade = grades.find(({ revision }) => revision === currentRevision);
    return {
      round: turn.round,
      criterion,
      status: grade?.status,
      score: grade?.score,
      items: items
        .filter((item) => item.unitId === id && item.revision === currentRevision)
        .map(({ attribute, value, verdictId }) => ({ attribute, value, verdictId })),
    };
  });
}

test("without verdicts nothing is written", async () => {
  const subject = await gradedTrajectory();
  expect(await rescoreTurns(subject)).toBe(0);
});

test("corrected items become the next revision, reach earlier turns, and are taken back with the verdict", async () => {
  const subject = await gradedTrajectory();
  const before = await holding(subject);
  const asked = await unitAt(subject, 2, "extraction");
  // Nothing of what the expert asks at turns 1 and 2 is target information any more.
  const first = await unitAt(subject, 1, "extraction");
  const items = [{ attribute: "travel", value: "none" }];
  const verdictId = await give(subject, asked.id, "wrong", { criterion: "extraction", items });
  const emptied = await give(subject, first.id, "wrong", { criterion: "extraction", items: [] });

  expect(await rescoreTurns(subject)).toBeGreaterThanOrEqual(4);
  const corrected = await holding(subject);
  expect(corrected.find(({ round, criterion }) => round === 2 && criterion === "extraction")?.items).toEqual([
    { attribute: "travel", value: "none", verdictId },
  ]);
  expect(corrected.find(({ round, criterion }) => round === 1 && criterion === "extraction")).toMatchObject({
    status: "ok",
    items: [],
  });
  const contentOf = (rows: typeof before, at: number) =>
    rows.find(({ round, criterion }) => round === at && criterion === "content");
  // A question after the cough or the fever is no question after travel.
  for (const round of [1, 2]) {
    expect(contentOf(before, round)?.score).toBe(1);
    expect(contentOf(corrected, round)).toMatchObject({ status: "ok", score: 0 });
  }

  // Once more, and twice at a time: nothing changes.
  const written = await database.grade.count({ where: { projectId: subject.projectId } });
  expect(await Promise.all([rescoreTurns(subject), rescoreTurns(subject)])).toEqual([0, 0]);
  expect(await database.grade.count({ where: { projectId: subject.projectId } })).toBe(written);

  await give(subject, asked.id, "withdrawn", null, verdictId);
  await give(subject, first.id, "withdrawn", null, emptied);
  expect(await rescoreTurns(subject)).toBeGreaterThanOrEqual(4);
  expect(await holding(subject)).toEqual(before);
  // The grader's first answers were never touched.
  expect(await database.grade.count({ where: { projectId: subject.projectId, revision: 0 } })).toBe(12);
});

test("two corrections at the same moment end in the same state as one after the other", async () => {
  const subject = await gradedTrajectory();
  const unit = await unitAt(subject, 2, "extraction");
  await give(subject, unit.id, "wrong", { criterion: "extraction", items: [] });
  const both = await Promise.all([rescoreTurns(subject), rescoreTurns(subject)]);
  expect(Math.min(...both)).toBe(0);
  expect(await rescoreTurns(subject)).toBe(0);
});

test("a score made again is held against the invariants like a first one", async () => {
  const subject = await gradedTrajectory();
  const { projectId } = subject;
  const asked = await unitAt(subject, 2, "extraction");
  await give(subject, asked.id, "wrong", { criterion: "extraction", items: [] });
  await rescoreTurns({ ...subject, graderOf: () => new MisquotingGrader() });

  const content = await unitAt(subject, 2, "content");
  const signals = await database.gradeSignal.findMany({ where: { projectId, unitId: content.id, revision: 1 } });
  expect(signals.map(({ violations }) => violations)).toEqual([["quote_not_verbatim"]]);
});
