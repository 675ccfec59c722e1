import { beforeEach, describe, expect, test } from "vitest";
import { database } from "@/lib/db/client";
import { countRoundReads } from "@/lib/db/testing/count-round-reads";
import { expireLeases, makeReviewProject, type ReviewProject } from "@/lib/db/testing/review-project";
import { askForAnotherRead } from "@/lib/db/verdict-writes";
import type { ServedUnit, VerdictAnswer, VerdictInput } from "@/lib/queries/review-contract";
import { endRound } from "@/lib/workflows/end-round";
import { handOutUnits } from "@/lib/workflows/hand-out-units";
import { loadReaderAgreement } from "@/lib/workflows/load-reader-agreement";
import { loadReviewTurn } from "@/lib/workflows/load-review-turn";
import { recordVerdict } from "@/lib/workflows/record-verdict";
import { startRound } from "@/lib/workflows/start-round";

let project: ReviewProject;
let roundId: string;

async function open(readsPerUnit: number, reads = 30) {
  project = await makeReviewProject({ trajectories: 2, turns: 4 });
  const { projectId } = project;
  const launch = { projectId, actorId: "operator", reads, readsPerUnit, criteria: ["content" as const], seed: 5n };
  roundId = (await startRound(launch)).id;
}

async function lend(readerId: string, count: number, queue: "round" | "adjudication" = "round"): Promise<ServedUnit[]> {
  return (await handOutUnits({ projectId: project.projectId, readerId, count, queue })).units;
}

/** Content grades of the fixture are 0.5: that value agrees, another is a correction. */
function give(readerId: string, unit: Pick<ServedUnit, "unitId" | "handOutId">, score: 0 | 0.5 | 1) {
  const input: VerdictInput = {
    kind: "value",
    idempotencyKey: crypto.randomUUID(),
    unitId: unit.unitId,
    handOutId: unit.handOutId,
    gradeRevision: 0,
    activeMs: 1_000,
    value: { criterion: "content", score },
    reasonCode: null,
    comment: null,
  };
  return recordVerdict({ projectId: project.projectId, readerId, input });
}

function undo(readerId: string, unitId: string, answer: VerdictAnswer | undefined) {
  const input: VerdictInput = {
    kind: "withdrawn",
    idempotencyKey: crypto.randomUUID(),
    unitId,
    activeMs: 10,
    supersedesId: answer?.verdict?.id ?? "",
  };
  return recordVerdict({ projectId: project.projectId, readerId, input });
}

async function queueRow(unitId: string) {
  const row = await database.roundUnit.findFirstOrThrow({ where: { projectId: project.projectId, roundId, unitId } });
  return [row.state, row.reads, row.agreement];
}

/** Six units (three turns of two dialogues have a content grade), read by everybody named, each with a score. */
async function readAll(scores: Readonly<Record<string, 0 | 0.5 | 1>>): Promise<string[]> {
  const units = new Set<string>();
  for (const [reader, score] of Object.entries(scores)) {
    for (const unit of await lend(reader, 20)) {
      units.add(unit.unitId);
      await give(reader, unit, score);
    }
  }
  return [...units];
}

describe("two readers a unit", () => {
  beforeEach(() => open(2, 12));

  test("a unit is served until two different people have read it, never twice to one", async () => {
    const first = await lend("a", 20);
    expect(first).toHaveLength(6);
    expect(await lend("b", 20)).toEqual([]);
    for (const unit of first) await give("a", unit, 0.5);
    expect(await lend("a", 20)).toEqual([]);
    const second = await lend("b", 20);
    expect(new Set(second.map(({ unitId }) => unitId))).toEqual(new Set(first.map(({ unitId }) => unitId)));
    for (const unit of second) await give("b", unit, 0.5);
    expect(await queueRow(first[0]?.unitId ?? "")).toEqual(["settled", 2, 1]);
    const round = await database.round.findFirstOrThrow({ where: { id: roundId } });
    expect(round.state).toBe("finished");
    expect(await countRoundReads(round.projectId, roundId)).toBe(12);
  });

  test("four readers at once never hold the same unit, and each unit gets two of them", async () => {
    const names = ["a", "b", "c", "d"];
    const readOne = async (reader: string) => {
      for (;;) {
        const { units, reason } = await handOutUnits({ projectId: project.projectId, readerId: reader, count: 1 });
        const [unit] = units;
        if (unit !== undefined) await give(reader, unit, 0.5);
        else if (reason !== "all_out") return;
      }
    };
    await Promise.all(names.map(readOne));
    const verdicts = await database.standingVerdict.findMany({ where: { projectId: project.projectId } });
    expect(verdicts).toHaveLength(12);
    const reads = new Map<string, number>();
    for (const { unitId } of verdicts) reads.set(unitId, (reads.get(unitId) ?? 0) + 1);
    // A standing verdict is one reader's on one unit, so that two of a unit are of two people.
    expect([...reads.values()]).toEqual([2, 2, 2, 2, 2, 2]);
    const lent = await database.handOut.findMany({ where: { projectId: project.projectId, answeredAt: null } });
    expect(lent).toEqual([]);
  });
});

describe("one more reader", () => {
  beforeEach(() => open(1, 6));

  test("is asked for by the engine, three at most, and undone reads make room again", async () => {
    const [unit] = await lend("a", 1);
    if (unit === undefined) throw new Error("Nothing was served.");
    const answer = await give("a", unit, 1);
    expect(await queueRow(unit.unitId)).toEqual(["settled", 1, null]);
    const ask = () =>
      database.$transaction((tx) =>
        askForAnotherRead(tx, { projectId: project.projectId, roundId, unitIds: [unit.unitId] }),
      );
    expect(await ask()).toBe(1);
    expect(await ask()).toBe(0);
    expect(await queueRow(unit.unitId)).toEqual(["waiting", 1, null]);
    expect((await lend("a", 20)).map(({ unitId }) => unitId)).not.toContain(unit.unitId);
    await expireLeases(project.projectId);
    const again = (await lend("b", 20)).find(({ unitId }) => unitId === unit.unitId);
    if (again === undefined) throw new Error("The second reader did not get it.");
    await give("b", again, 1);
    expect(await queueRow(unit.unitId)).toEqual(["settled", 2, 1]);
    expect(await ask()).toBe(1);
    await expireLeases(project.projectId);
    const third = (await lend("c", 20)).find(({ unitId }) => unitId === unit.unitId);
    if (third === undefined) throw new Error("The third reader did not get it.");
    await give("c", third, 0);
    // Alike 1, and twice 1 − |1 − 0| = 0.
    expect(await queueRow(unit.unitId)).toEqual(["settled", 3, 1 / 3]);
    expect(await ask()).toBe(0);
    await undo("a", unit.unitId, answer);
    expect(await queueRow(unit.unitId)).toEqual(["waiting", 2, 0]);
  });
});

describe("a disagreement", () => {
  beforeEach(() => open(2, 12));

  test("goes to a third person, lowest agreement first, outside of the budget, after the round's end too", async () => {
    const mine = await lend("a", 6);
    for (const [index, unit] of mine.entries()) await give("a", unit, index === 0 ? 0 : 0.5);
    const theirs = await lend("b", 6);
    // The first unit: 0 against 1, so 0; the second: .5 against 1, so .5; the others alike.
    const far = mine[0]?.unitId ?? "";
    const near = mine[1]?.unitId ?? "";
    for (const unit of theirs) await give("b", unit, unit.unitId === far || unit.unitId === near ? 1 : 0.5);
    expect([await queueRow(far), await queueRow(near)]).toEqual([
      ["disputed", 2, 0],
      ["disputed", 2, 0.5],
    ]);
    expect(await database.round.findFirstOrThrow({ where: { id: roundId } })).toMatchObject({ state: "finished" });

    expect(await lend("a", 5, "adjudication")).toEqual([]);
    const asked = await handOutUnits({ projectId: project.projectId, readerId: "c", count: 5, queue: "adjudication" });
    expect(asked.adjudicationsWaiting).toBe(2);
    expect(asked.units.map(({ unitId, isAdjudication }) => [unitId, isAdjudication])).toEqual([
      [far, true],
      [near, true],
    ]);
    expect(await lend("d", 5, "adjudication")).toEqual([]);
    const [first, second] = asked.units;
    if (first === undefined || second === undefined) throw new Error("Too little was served.");
    const turnId = first.turnId;
    const before = await loadReviewTurn({ projectId: project.projectId, readerId: "c", turnId });
    expect(before.otherAnswers).toEqual([]);
    const answer = await give("c", first, 1);
    expect(answer.otherValues).toEqual([
      { criterion: "content", score: 0 },
      { criterion: "content", score: 1 },
    ]);
    expect(answer.sitting).toMatchObject({ readsDone: 12, ownReads: 0 });
    expect(await queueRow(far)).toEqual(["settled", 3, 1 / 3]);
    const after = await loadReviewTurn({ projectId: project.projectId, readerId: "c", turnId });
    expect(after.otherAnswers).toEqual([{ unitId: far, values: answer.otherValues }]);
    expect(JSON.stringify(after)).not.toMatch(/readerId|"a"|"b"/);
    const stored = await database.verdict.findFirstOrThrow({ where: { readerId: "c", unitId: far } });
    expect(stored).toMatchObject({ lane: null, probability: null, handOutId: first.handOutId });

    // An undo makes it a disagreement again and lends it again.
    const undone = await undo("c", far, answer);
    expect(undone.served).toMatchObject({ unitId: far, isAdjudication: true });
    expect(await queueRow(far)).toEqual(["disputed", 2, 0]);
    // Three values by three people stay undecided, and nobody else is asked.
    await give("c", second, 0);
    // Pairs of .5, 1 and 0: .5, .5 and 0.
    expect(await queueRow(near)).toEqual(["settled", 3, 1 / 3]);
  });

  test("two people at once are never asked to settle the same one", async () => {
    await readAll({ a: 0, b: 1 });
    const answers = await Promise.all(["c", "d", "e"].map((reader) => lend(reader, 2, "adjudication")));
    const units = answers.flat().map(({ unitId }) => unitId);
    expect(units).toHaveLength(6);
    expect(new Set(units).size).toBe(6);
  });

  test("readers who change their minds end it", async () => {
    const [unit] = await lend("a", 1);
    if (unit === undefined) throw new Error("Nothing was served.");
    await give("a", unit, 0);
    const theirs = await lend("b", 6);
    const same = theirs.find(({ unitId }) => unitId === unit.unitId);
    if (same === undefined) throw new Error("The second reader did not get it.");
    await give("b", same, 1);
    expect((await queueRow(unit.unitId))[0]).toBe("disputed");
    await give("b", same, 0);
    expect(await queueRow(unit.unitId)).toEqual(["settled", 2, 1]);
  });

  test("a round that a person ended still lends them; a canceled one does not", async () => {
    await readAll({ a: 0 });
    const [unit] = await lend("b", 1);
    if (unit === undefined) throw new Error("Nothing was served.");
    await give("b", unit, 1);
    await endRound({ projectId: project.projectId, actorId: "operator", roundId });
    expect(await lend("c", 5, "adjudication")).toHaveLength(1);
    await database.round.updateMany({ where: { id: roundId }, data: { state: "canceled" } });
    const none = await handOutUnits({ projectId: project.projectId, readerId: "d", count: 1, queue: "adjudication" });
    expect(none).toMatchObject({ units: [], reason: "no_open_round" });
  });
});

describe("agreement between readers", () => {
  test("is the kappa of the first two reads, by criterion, with its interval", async () => {
    await open(2, 12);
    // Pairs (a, b): three of (.5, .5), three of (0, 1).
    const mine = await lend("a", 6);
    const low = new Set(mine.slice(0, 3).map(({ unitId }) => unitId));
    for (const unit of mine) await give("a", unit, low.has(unit.unitId) ? 0 : 0.5);
    for (const unit of await lend("b", 6)) await give("b", unit, low.has(unit.unitId) ? 1 : 0.5);
    const { criteria } = await loadReaderAgreement({ projectId: project.projectId });
    const content = criteria.find(({ criterion }) => criterion === "content");
    // Observed (3·1 + 3·0) / 6 = .5; by chance half of a's at 0 and half at .5, b's at 1 and .5:
    // ¼·(0 + .5 + .5 + 1) = .5; kappa 0.
    expect(content).toMatchObject({ weights: "linear", pairs: 6, observed: 0.5, kappa: 0 });
    expect(content?.lower).toBeLessThan(0);
    expect(content?.upper).toBeGreaterThan(0);
    expect(criteria.find(({ criterion }) => criterion === "decision")).toMatchObject({ pairs: 0, kappa: null });
  });
});
