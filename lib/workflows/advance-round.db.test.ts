import { describe, expect, test } from "vitest";
import { database } from "@/lib/db/client";
import { makeReviewProject, type ReviewUnit } from "@/lib/db/testing/review-project";
import type { VerdictInput } from "@/lib/queries/review-contract";
import { type LaunchRoundInput, roundLiveSchema } from "@/lib/queries/round-contract";
import { advanceRoundHandler } from "@/lib/queue/handlers/advance-round";
import { advanceRound } from "@/lib/workflows/advance-round";
import { certifyRound } from "@/lib/workflows/certify-round";
import { endRound } from "@/lib/workflows/end-round";
import { handOutUnits } from "@/lib/workflows/hand-out-units";
import { loadRoundLive } from "@/lib/workflows/load-round-live";
import { recordVerdict } from "@/lib/workflows/record-verdict";
import { replayRound } from "@/lib/workflows/replay-round";
import { startRound } from "@/lib/workflows/start-round";

/** The grader is wrong on the content of late turns: it gave 0.5 where 1 is right. */
const isWrong = ({ criterion, round }: ReviewUnit) => criterion === "content" && round >= 4;
const isNever = () => false;

async function openRound(trajectories: number, launch: LaunchRoundInput) {
  const project = await makeReviewProject({ trajectories, turns: 6 });
  const { projectId } = project;
  const round = await startRound({ projectId, actorId: "operator", seed: 11n, ...launch });
  const units = new Map(project.units.map((unit) => [unit.id, unit]));
  return { projectId, roundId: round.id, unitCount: round.unitCount, unitOf: (id: string) => units.get(id) };
}

type OpenRound = Awaited<ReturnType<typeof openRound>>;

/** A reader who knows the answers, and a worker that is always at hand. Stops when nothing more is served. */
async function readOn(
  { projectId, roundId, unitOf }: OpenRound,
  count: number,
  answers: (unit: ReviewUnit) => boolean = isWrong,
): Promise<ReviewUnit[]> {
  const read: ReviewUnit[] = [];
  while (read.length < count) {
    const { units } = await handOutUnits({ projectId, readerId: "a", count: 1 });
    const [lent] = units;
    const unit = lent === undefined ? undefined : unitOf(lent.unitId);
    if (lent === undefined || unit === undefined) return read;
    const common = {
      idempotencyKey: crypto.randomUUID(),
      unitId: unit.id,
      activeMs: 6_000,
      gradeRevision: 0,
      handOutId: lent.handOutId,
      comment: null,
    };
    const input: VerdictInput = answers(unit)
      ? { ...common, kind: "wrong", reasonCode: null, value: { criterion: "content", score: 1 } }
      : { ...common, kind: "agree" };
    await recordVerdict({ projectId, readerId: "a", input });
    read.push(unit);
    await advanceRound({ projectId, roundId });
  }
  return read;
}

const CONTENT = ["content"] as const;
const QUIET = { attempt: 1, isLastAttempt: false, signal: new AbortController().signal };

describe("a round with its engine", () => {
  test("a scripted reader finishes it: unread labels are turned, figures are told, a replay comes to the same", async () => {
    // 30 trajectories with 5 contents each, of which 2 are wrong.
    const round = await openRound(30, { reads: 50, criteria: [...CONTENT] });
    const { projectId, roundId } = round;
    await advanceRound({ projectId, roundId });
    const order = async () =>
      (await database.roundUnit.findMany({ where: { projectId }, orderBy: { targetedRank: "asc" } })).map(
        ({ unitId }) => unitId,
      );
    const before = await order();
    expect((await loadRoundLive({ projectId, roundId })).model).toMatchObject({ state: "current", refits: 1 });
    const read = await readOn(round, 50);
    expect(read).toHaveLength(50);
    expect(await order()).not.toEqual(before);

    const live = roundLiveSchema.parse(await loadRoundLive({ projectId, roundId }));
    expect(live.round.state).toBe("finished");
    expect(live.model).toMatchObject({ state: "current", readsAtFit: 50 });
    expect(live.log.map(({ event }) => event)).toEqual(["ended", "launched"]);
    expect(live.curve.at(-1)).toMatchObject({ reads: 50, minutes: 5, corrections: read.filter(isWrong).length });
    expect(live.figures?.labels.unread).toBe(150 - new Set(read.map(({ id }) => id)).size);

    const beliefs = await database.unitBelief.findMany({ where: { projectId } });
    expect(beliefs).toHaveLength(150);
    const isRight = ({ unitId, isChanged }: (typeof beliefs)[number]) => {
      const unit = round.unitOf(unitId);
      return unit !== undefined && isChanged === isWrong(unit);
    };
    const unread = beliefs.filter(({ unitId }) => !read.some(({ id }) => id === unitId));
    // The grades alone would be right on .6 of them.
    expect(unread.filter(isRight).length / unread.length).toBeGreaterThan(0.85);
    const turned = unread.filter(({ heldBy }) => heldBy === "model");
    expect(turned.length).toBeGreaterThan(5);
    for (const { value } of turned) expect(value).toEqual({ criterion: "content", score: 1 });

    expect(await replayRound({ projectId, roundId })).toEqual({
      refits: live.model.refits,
      sameFits: live.model.refits,
      sameOrders: live.model.refits,
      orders: live.model.refits,
      differsAt: null,
    });
    // Some 25 refits of real work, twice over.
  }, 120_000);

  test("workers at the same moment, and one killed after it had written an order, make each refit once", async () => {
    const round = await openRound(4, { reads: 12, criteria: [...CONTENT] });
    const { projectId, roundId } = round;
    await Promise.all([1, 2, 3].map(() => advanceRoundHandler.handle({ projectId, roundId }, QUIET)));
    const model = () => database.roundModel.findFirstOrThrow({ where: { projectId, roundId } });
    expect((await model()).refits).toBe(1);
    // A worker that died before its refit was counted leaves another order behind and nothing else.
    await database.roundUnit.updateMany({ where: { projectId }, data: { targetedRank: 7 } });
    await database.roundModel.updateMany({ where: { projectId }, data: { refits: 0 } });
    await database.roundLogEntry.deleteMany({ where: { projectId, event: "refitted" } });
    await database.unitBelief.deleteMany({ where: { projectId } });
    await database.$executeRaw`DELETE FROM graphile_worker._private_jobs`;
    expect(await advanceRoundHandler.sweep?.()).toBe(1);
    await advanceRoundHandler.handle({ projectId, roundId }, QUIET);
    expect((await model()).refits).toBe(1);
    const ranks = await database.roundUnit.findMany({ where: { projectId }, select: { targetedRank: true } });
    expect(new Set(ranks.map(({ targetedRank }) => targetedRank)).size).toBe(20);
    expect(await replayRound({ projectId, roundId })).toMatchObject({ refits: 1, sameOrders: 1, differsAt: null });
  });

  test("ends when its minutes are spent", async () => {
    const round = await openRound(3, { minutes: 0.5 });
    expect(await readOn(round, 20)).toHaveLength(5);
    const live = await loadRoundLive(round);
    expect(live.round.state).toBe("finished");
    expect(live.log[0]).toMatchObject({ event: "ended", detail: { reason: "minutes_spent" } });
  });
});

describe("a certificate", () => {
  test("is issued from audits alone, and ends the round; labels stand still meanwhile", async () => {
    const round = await openRound(20, { reads: 200 });
    const { projectId, roundId } = round;
    await advanceRound({ projectId, roundId });
    await expect(certifyRound({ projectId, roundId, actorId: "b", target: 0.1 })).resolves.toMatchObject({
      phase: "certifying",
      round: { auditProbability: 1 },
      certificate: { walk: 1, state: "walking", bound: 1, passed: 0 },
    });
    await expect(certifyRound({ projectId, roundId, actorId: "b" })).rejects.toThrow(/does not certify yet/);
    const read = await readOn(round, 200, isNever);
    const live = roundLiveSchema.parse(await loadRoundLive({ projectId, roundId }));
    expect(live.certificate).toMatchObject({ state: "issued", wrong: 0, passed: read.length, freshReads: read.length });
    expect(live.certificate?.bound).toBeLessThanOrEqual(0.1);
    // Without anything wrong E is .4/.9^k and more: 25 is reached at 33 to 40 places of 340.
    expect(read.length).toBeGreaterThan(25);
    expect(read.length).toBeLessThan(45);
    expect(live.round.state).toBe("finished");
    expect(live.model.refits).toBe(1);
    expect(live.log.map(({ event }) => event)).toEqual(["ended", "certificate_issued", "certify_begun", "launched"]);
    expect(await database.unitBelief.count({ where: { projectId, heldBy: "human" } })).toBe(read.length);
  });

  test("is refused where too much is wrong: the round collects again, and a next walk spends its own share", async () => {
    const round = await openRound(20, { reads: 80, criteria: [...CONTENT] });
    const { projectId, roundId } = round;
    await certifyRound({ projectId, roundId, actorId: "b", target: 0.02 });
    for (let read = 0; read < 80; read += 1) {
      await readOn(round, 1);
      if ((await loadRoundLive({ projectId, roundId })).phase === "collecting") break;
    }
    const live = await loadRoundLive({ projectId, roundId });
    expect(live).toMatchObject({ phase: "collecting", certificate: { state: "out_of_reach", walk: 1 } });
    expect(live.certificate?.bound).toBeGreaterThan(0.02);
    expect(live.round.auditProbability).toBe(0.1);
    const again = await certifyRound({ projectId, roundId, actorId: "b", target: 0.02 });
    expect(again.certificate).toMatchObject({ walk: 2, state: "walking" });
    const { alpha } = await database.certificate.findFirstOrThrow({ where: { projectId, walk: 2 } });
    expect(alpha).toBeCloseTo(0.005, 12);
    await endRound({ projectId, roundId, actorId: "b" });
    await advanceRound({ projectId, roundId });
    expect((await loadRoundLive({ projectId, roundId })).certificate?.state).toBe("ended");
  });

  test("begins once, however many ask at the same moment", async () => {
    const { projectId, roundId } = await openRound(3, { reads: 20 });
    const asked = await Promise.allSettled([1, 2, 3].map(() => certifyRound({ projectId, roundId, actorId: "b" })));
    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await database.certificate.count({ where: { projectId } })).toBe(1);
  });
});
