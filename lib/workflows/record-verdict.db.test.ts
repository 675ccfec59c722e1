import { beforeEach, describe, expect, test } from "vitest";
import { database } from "@/lib/db/client";
import { countRoundReads } from "@/lib/db/testing/count-round-reads";
import { expireLeases, makeReviewProject, type ReviewProject, type ReviewUnit } from "@/lib/db/testing/review-project";
import type { Criterion } from "@/lib/grading/criterion";
import {
  type ServedUnit,
  type VerdictAnswer,
  type VerdictInput,
  verdictAnswerSchema,
} from "@/lib/queries/review-contract";
import { endRound } from "@/lib/workflows/end-round";
import { handOutUnits } from "@/lib/workflows/hand-out-units";
import { recordVerdict } from "@/lib/workflows/record-verdict";
import { startRound } from "@/lib/workflows/start-round";

let project: ReviewProject;
let roundId: string;

beforeEach(async () => {
  project = await makeReviewProject({ trajectories: 2, turns: 5 });
  roundId = (await startRound({ projectId: project.projectId, actorId: "operator", reads: 6, auditProbability: 1 })).id;
});

const key = () => crypto.randomUUID();

function send(readerId: string, input: VerdictInput): Promise<VerdictAnswer> {
  return recordVerdict({ projectId: project.projectId, readerId, input });
}

async function lend(readerId: string, count = 1): Promise<ServedUnit[]> {
  return (await handOutUnits({ projectId: project.projectId, readerId, count })).units;
}

async function lendOne(readerId: string): Promise<ServedUnit> {
  const [unit] = await lend(readerId);
  if (unit === undefined) throw new Error("Nothing was served.");
  return unit;
}

function unitOf(criterion: Criterion, round: number): ReviewUnit {
  const unit = project.units.find((other) => other.criterion === criterion && other.round === round);
  if (unit === undefined) throw new Error("The fixture has no such unit.");
  return unit;
}

type On = { readonly unitId: string; readonly handOutId?: string | null };
const base = ({ unitId, handOutId = null }: On) => ({
  idempotencyKey: key(),
  unitId,
  activeMs: 5_000,
  gradeRevision: 0,
  handOutId,
});
const agree = (on: On): VerdictInput => ({ ...base(on), kind: "agree", comment: null });
const skip = (on: On): VerdictInput => ({ ...base(on), kind: "skip" });
const undo = (unitId: string, supersedesId: string | undefined): VerdictInput => ({
  kind: "withdrawn",
  idempotencyKey: key(),
  unitId,
  activeMs: 100,
  supersedesId: supersedesId ?? "",
});
const score = (on: On, value: 0 | 0.5 | 1): VerdictInput => ({
  ...base(on),
  kind: "wrong",
  value: { criterion: "content", score: value },
  reasonCode: null,
  comment: null,
});
const items = (on: On, list: { attribute: string; value: string }[]): VerdictInput => ({
  ...base(on),
  kind: "wrong",
  value: { criterion: "extraction", items: list },
  reasonCode: "invented",
  comment: "Not asked.",
});

async function readsOf(unitId: string) {
  const unit = await database.roundUnit.findFirstOrThrow({ where: { projectId: project.projectId, unitId } });
  const round = await database.round.findFirstOrThrow({ where: { projectId: project.projectId, id: roundId } });
  return {
    unit: unit.reads,
    lease: unit.leaseId,
    round: await countRoundReads(project.projectId, roundId),
    state: round.state,
  };
}

async function rescoreJobs(): Promise<number> {
  const [row] = await database.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM graphile_worker.jobs
     WHERE task_identifier = 'rescore-turns' AND key LIKE ${`%${project.projectId}%`}`;
  return row?.count ?? 0;
}

describe("an answer on a unit that was handed out", () => {
  test("agree keeps the grade's own value, ends the hand-out and counts as a read", async () => {
    const lent = await lendOne("a");
    const answer = await send("a", agree(lent));
    expect(() => verdictAnswerSchema.parse(answer)).not.toThrow();
    const source = project.units.find(({ id }) => id === lent.unitId);
    expect(answer.verdict).toMatchObject({ unitId: lent.unitId, kind: "agree", round: source?.round });
    expect(answer.verdict?.value?.criterion).toBe(lent.criterion);
    expect(answer).toMatchObject({ rescoredTurns: 0, served: null, sitting: { readsDone: 1, ownReads: 1 } });
    expect(await readsOf(lent.unitId)).toEqual({ unit: 1, lease: null, round: 1, state: "open" });
    const stored = await database.verdict.findFirstOrThrow({ where: { projectId: project.projectId } });
    expect(stored).toMatchObject({ lane: "audit", probability: 1, modelVersion: "disagreement-1", roundId });
  });

  test("the same key again changes nothing, also ten times at once", async () => {
    const lent = await lendOne("a");
    const input = agree(lent);
    const answers = await Promise.all(Array.from({ length: 10 }, () => send("a", input)));
    expect(new Set(answers.map(({ verdict }) => verdict?.id)).size).toBe(1);
    expect(await database.verdict.count({ where: { projectId: project.projectId } })).toBe(1);
    expect(await readsOf(lent.unitId)).toMatchObject({ unit: 1, round: 1 });
  });

  test("another key at the same moment supersedes, never stands beside", async () => {
    const lent = await lendOne("a");
    await Promise.all([send("a", agree(lent)), send("a", agree(lent)), send("a", agree(lent))]);
    const verdicts = await database.verdict.findMany({ where: { projectId: project.projectId } });
    expect(verdicts.filter(({ supersedesId }) => supersedesId === null)).toHaveLength(1);
    expect(await database.standingVerdict.count({ where: { projectId: project.projectId } })).toBe(1);
    expect(await readsOf(lent.unitId)).toMatchObject({ unit: 1, round: 1 });
  });

  test("a key that was used for another unit is refused", async () => {
    const [one, other] = await lend("a", 2);
    if (one === undefined || other === undefined) throw new Error("Too little was served.");
    const input = agree(one);
    await send("a", input);
    await expect(send("a", { ...agree(other), idempotencyKey: input.idempotencyKey })).rejects.toThrow(
      /key was used for another unit/,
    );
    expect(await readsOf(other.unitId)).toMatchObject({ unit: 0, round: 1 });
  });

  test("a hand-out of another reader is refused", async () => {
    const lent = await lendOne("a");
    await expect(send("b", agree(lent))).rejects.toThrow(/not handed out to you/);
  });

  test("a second answer replaces the first without a second read", async () => {
    const lent = await lendOne("a");
    const first = await send("a", agree(lent));
    await send("a", skip(lent));
    expect(await readsOf(lent.unitId)).toMatchObject({ unit: 0, round: 0 });
    await send("a", agree(lent));
    expect(await readsOf(lent.unitId)).toMatchObject({ unit: 1, round: 1 });
    const rows = await database.verdict.findMany({
      where: { projectId: project.projectId },
      orderBy: { ordinal: "asc" },
    });
    expect(rows.map(({ kind }) => kind)).toEqual(["agree", "skip", "agree"]);
    expect(rows[1]?.supersedesId).toBe(first.verdict?.id);
    expect(new Set(rows.map(({ handOutId }) => handOutId))).toEqual(new Set([lent.handOutId]));
  });

  test("whichever answer comes first after a lease ran out counts, and the later one is kept", async () => {
    const lent = await lendOne("a");
    await expireLeases(project.projectId);
    const again = await lendOne("b");
    expect(again.unitId).toBe(lent.unitId);
    await send("a", agree(lent));
    await send("b", agree(again));
    expect(await readsOf(lent.unitId)).toMatchObject({ unit: 2, round: 2, lease: null });
  });
});

describe("what a correction may say", () => {
  test("the grade's own value is no correction", async () => {
    await expect(send("a", score({ unitId: unitOf("content", 1).id }, 0.5))).rejects.toThrow(/the grade's own/);
    const same = [{ attribute: "Symptom 2", value: "yes" }];
    await expect(send("a", items({ unitId: unitOf("extraction", 2).id }, same))).rejects.toThrow(/the grade's own/);
  });

  test("the value must be of the unit's criterion", async () => {
    await expect(send("a", score({ unitId: unitOf("decision", 1).id }, 1))).rejects.toThrow(/about decision/);
  });

  test("there is nothing to judge where nothing is graded", async () => {
    await expect(send("a", agree({ unitId: unitOf("content", 5).id }))).rejects.toThrow(/nothing to grade/);
    await expect(send("a", agree({ unitId: crypto.randomUUID() }))).rejects.toThrow(/no such unit/);
    await expect(
      send("a", { ...base({ unitId: unitOf("content", 1).id }), kind: "agree", gradeRevision: 3, comment: null }),
    ).rejects.toThrow(/no grade of that revision/);
  });

  test("corrected items re-score every turn up to the one where they were asked", async () => {
    const unit = unitOf("extraction", 3);
    const answer = await send("a", items({ unitId: unit.id }, []));
    expect(answer.rescoredTurns).toBe(3);
    expect(await rescoreJobs()).toBe(1);
    const stored = await database.verdict.findFirstOrThrow({ where: { projectId: project.projectId } });
    expect(stored).toMatchObject({ reasonCode: "invented", comment: "Not asked.", rescoredTurns: 3 });
  });

  test("agreeing with items that nobody flagged re-scores nothing", async () => {
    await send("a", agree({ unitId: unitOf("extraction", 3).id }));
    expect(await rescoreJobs()).toBe(0);
  });
});

describe("an answer in passing, on a unit that was not handed out", () => {
  test("is kept without lane or budget, and the unit is not served any more", async () => {
    const unit = unitOf("content", 2);
    const answer = await send("a", score({ unitId: unit.id }, 1));
    expect(answer).toMatchObject({ rescoredTurns: 1, sitting: { readsDone: 0, ownReads: 0, scoresPutRight: 1 } });
    expect(await readsOf(unit.id)).toMatchObject({ unit: 1, round: 0 });
    const stored = await database.verdict.findFirstOrThrow({ where: { projectId: project.projectId } });
    expect(stored).toMatchObject({ lane: null, handOutId: null, probability: null, roundId });
    const served = await lend("b", 20);
    expect(served.map(({ unitId }) => unitId)).not.toContain(unit.id);
  });
});

describe("undo", () => {
  test("brings the answer before back, then lends the unit again", async () => {
    const lent = await lendOne("a");
    const first = await send("a", agree(lent));
    const second = await send("a", skip(lent));
    const undone = await send("a", undo(lent.unitId, second.verdict?.id));
    expect(undone.verdict?.id).toBe(first.verdict?.id);
    expect(undone.served).toBeNull();
    expect(await readsOf(lent.unitId)).toMatchObject({ unit: 1, round: 1 });

    const input = undo(lent.unitId, first.verdict?.id);
    const empty = await send("a", input);
    expect(() => verdictAnswerSchema.parse(empty)).not.toThrow();
    expect(empty).toMatchObject({ verdict: null, served: { unitId: lent.unitId }, sitting: { readsDone: 0 } });
    expect(empty.served?.handOutId).not.toBe(lent.handOutId);
    expect(await readsOf(lent.unitId)).toMatchObject({ unit: 0, round: 0 });
    expect(await send("a", input)).toEqual(empty);

    await expect(send("a", undo(lent.unitId, first.verdict?.id))).rejects.toThrow(/no longer stands/);
    // The browser may still name the first hand-out: what holds the unit now is answered.
    await send("a", agree(lent));
    const rows = await database.verdict.findMany({
      where: { projectId: project.projectId },
      orderBy: { ordinal: "asc" },
    });
    expect(rows.map(({ kind }) => kind)).toEqual(["agree", "skip", "withdrawn", "withdrawn", "agree"]);
    expect(rows.at(-1)?.handOutId).toBe(empty.served?.handOutId);
  });

  test("re-scores what the correction had changed", async () => {
    const unit = unitOf("extraction", 4);
    const given = await send("a", items({ unitId: unit.id }, [{ attribute: "fever", value: "no" }]));
    expect(given).toMatchObject({ rescoredTurns: 4, sitting: { scoresPutRight: 4, turnsTouched: 4 } });
    const undone = await send("a", undo(unit.id, given.verdict?.id));
    expect(undone).toMatchObject({ verdict: null, rescoredTurns: 4, sitting: { scoresPutRight: 0, turnsTouched: 0 } });
    expect(await readsOf(unit.id)).toMatchObject({ unit: 0, round: 0 });
  });

  test("opens a round that this read had closed", async () => {
    const lent = await lend("a", 6);
    let last: VerdictAnswer | undefined;
    for (const unit of lent) last = await send("a", agree(unit));
    const unitId = lent.at(-1)?.unitId ?? "";
    expect(await readsOf(unitId)).toMatchObject({ round: 6, state: "finished" });
    expect(last?.sitting).toMatchObject({ readsDone: 6, readsBudget: 6, secondsPerRead: 5, minutesSpent: 0.5 });
    const undone = await send("a", undo(unitId, last?.verdict?.id));
    expect(undone.served?.unitId).toBe(unitId);
    expect(await readsOf(unitId)).toMatchObject({ round: 5, state: "open" });
    const round = await database.round.findFirstOrThrow({ where: { id: roundId } });
    expect(round.finishedAt).toBeNull();
    await send("a", agree({ unitId, handOutId: undone.served?.handOutId ?? null }));
    expect(await readsOf(unitId)).toMatchObject({ round: 6, state: "finished" });
  });

  test("does not open a round that a person ended, or one beside another", async () => {
    const lent = await lendOne("a");
    const given = await send("a", agree(lent));
    await endRound({ projectId: project.projectId, actorId: "operator", roundId });
    const undone = await send("a", undo(lent.unitId, given.verdict?.id));
    expect(undone.served).toBeNull();
    expect(await readsOf(lent.unitId)).toMatchObject({ round: 0, state: "finished" });
  });
});

describe("a round that closed", () => {
  test("takes no new answer, but keeps what stands open to change", async () => {
    const [one, other] = await lend("a", 2);
    if (one === undefined || other === undefined) throw new Error("Too little was served.");
    await send("a", agree(one));
    await endRound({ projectId: project.projectId, actorId: "operator", roundId });
    await expect(send("a", agree(other))).rejects.toThrow(/closed before this answer arrived/);
    expect(await database.verdict.count({ where: { projectId: project.projectId } })).toBe(1);
    await send("a", skip(one));
    expect(await readsOf(one.unitId)).toMatchObject({ unit: 0, round: 0, state: "finished" });
  });

  test("takes the answer of a lease that was running when late answers spent the budget", async () => {
    const late = await lend("a", 6);
    await expireLeases(project.projectId);
    const live = await lend("b", 6);
    expect(new Set(live.map(({ unitId }) => unitId))).toEqual(new Set(late.map(({ unitId }) => unitId)));
    for (const unit of late) await send("a", agree(unit));
    expect(await readsOf(late[0]?.unitId ?? "")).toMatchObject({ round: 6, state: "finished" });
    const [first] = live;
    if (first === undefined) throw new Error("Nothing was served.");
    await send("b", agree(first));
    expect(await readsOf(first.unitId)).toMatchObject({ unit: 2, round: 7, state: "finished" });
  });
});
