import { describe, expect, test } from "vitest";
import { database } from "@/lib/db/client";
import { createRound } from "@/lib/db/round-writes";
import { makeReviewProject, type ReviewUnit } from "@/lib/db/testing/review-project";
import type { Criterion } from "@/lib/grading/criterion";
import { roundSchema } from "@/lib/queries/pipeline-contract";
import type { VerdictInput } from "@/lib/queries/review-contract";
import { prepareRoundHandler } from "@/lib/queue/handlers/prepare-round";
import { endRound } from "@/lib/workflows/end-round";
import { handOutUnits } from "@/lib/workflows/hand-out-units";
import { loadOverview } from "@/lib/workflows/load-overview";
import { loadRound, loadRounds } from "@/lib/workflows/load-round";
import { prepareRound } from "@/lib/workflows/prepare-round";
import { recordVerdict } from "@/lib/workflows/record-verdict";
import { startRound } from "@/lib/workflows/start-round";

const TARGETED = () => 0.99;
const AUDIT = () => 0;

describe("startRound", () => {
  test("refuses where nothing is graded, beside an open round, and more reads than units", async () => {
    const { projectId, units } = await makeReviewProject({ trajectories: 1, turns: 3 });
    const actorId = "operator";
    await expect(startRound({ projectId, actorId, reads: 9 })).rejects.toThrow(
      "Only 8 reads are lacking in the graded units.",
    );
    await expect(startRound({ projectId, actorId, reads: 0 })).rejects.toThrow(/at least one read/);
    await startRound({ projectId, actorId, reads: 8 });
    await expect(startRound({ projectId, actorId, reads: 5 })).rejects.toThrow(
      /Round 1 is still open \(0 of 8 reads\)/,
    );
    await database.unit.deleteMany({ where: { id: { in: units.map(({ id }) => id) } } });
    await expect(startRound({ projectId, actorId, reads: 5 })).rejects.toThrow(/Nothing is graded yet/);
  });

  test("two at the same moment make one round", async () => {
    const { projectId } = await makeReviewProject({ trajectories: 1, turns: 3 });
    const starts = await Promise.allSettled([1, 2, 3].map(() => startRound({ projectId, actorId: "a", reads: 4 })));
    expect(starts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await database.round.count({ where: { projectId } })).toBe(1);
  });

  test("a queue that was never filled is found, filled by the worker, or given up", async () => {
    const { projectId, graderVersionId } = await makeReviewProject({ trajectories: 1, turns: 3 });
    const preparing = { projectId, graderVersionId, budgetReads: 2, seed: 3n, actorId: "a", auditProbability: 0.1 };
    const roundId = await database.$transaction((tx) => createRound(tx, preparing));
    const state = async () => (await loadRound({ projectId, roundId })).state;
    expect(await prepareRoundHandler.sweep?.()).toBe(1);
    expect(await prepareRoundHandler.sweep?.()).toBe(0);
    await database.$queryRaw`
      SELECT count(*) FROM graphile_worker.permanently_fail_jobs(
        ARRAY(SELECT id FROM graphile_worker.jobs WHERE key LIKE ${`%${roundId}`}), 'killed')`;
    expect(await prepareRoundHandler.sweep?.()).toBe(1);
    expect(await state()).toBe("canceled");
    const next = await startRound({ projectId, actorId: "a", reads: 2 });
    await prepareRoundHandler.handle(
      { projectId, roundId: next.id },
      { attempt: 1, isLastAttempt: false, signal: new AbortController().signal },
    );
    expect((await loadRound({ projectId, roundId: next.id })).state).toBe("open");
  });

  test("queues decision, extraction and content with a grade, the audit lane a permutation, the same for the same seed", async () => {
    const { projectId } = await makeReviewProject({ trajectories: 2, turns: 4 });
    const first = await startRound({ projectId, actorId: "a", reads: 4, seed: 5n });
    // A trajectory of 4 turns: 4 decisions, 4 extractions, and content but at the stop turn.
    expect(first).toMatchObject({ state: "open", number: 1, unitCount: 22, graderLabel: "offline 1" });
    const queue = await database.roundUnit.findMany({ where: { projectId }, orderBy: { unitId: "asc" } });
    const upTo22 = Array.from({ length: 22 }, (_, index) => index + 1);
    expect(queue.map(({ auditRank }) => auditRank).sort((a, b) => a - b)).toEqual(upTo22);
    expect(new Set(queue.map(({ targetedRank }) => targetedRank)).size).toBe(22);
    const chances = new Map(queue.map(({ criterion, wrongChance }) => [criterion, wrongChance]));
    expect(chances.get("decision")).toBeCloseTo(0.1, 12);
    expect(chances.get("extraction")).toBeCloseTo(0.4, 12);
    expect(chances.get("content")).toBe(0.5);
    expect(await prepareRound({ projectId, roundId: first.id })).toBe(false);

    await endRound({ projectId, actorId: "a", roundId: first.id });
    await expect(endRound({ projectId, actorId: "a", roundId: first.id })).rejects.toThrow(/has ended already/);
    const second = await startRound({ projectId, actorId: "a", reads: 4, seed: 5n });
    const again = await database.roundUnit.findMany({
      where: { projectId, roundId: second.id },
      orderBy: { unitId: "asc" },
    });
    for (const rank of ["auditRank", "targetedRank", "impact", "turnRound"] as const) {
      expect(again.map((unit) => unit[rank])).toEqual(queue.map((unit) => unit[rank]));
    }
    expect((await loadRounds({ projectId })).map(({ number, state }) => [number, state])).toEqual([
      [2, "open"],
      [1, "finished"],
    ]);
  });
});

describe("the audit sample of a round", () => {
  test("equals the case computed by hand", async () => {
    const { projectId, units } = await makeReviewProject({ trajectories: 1, turns: 6 });
    const round = await startRound({ projectId, actorId: "a", reads: 10, auditProbability: 0.5 });
    const unitOf = (criterion: Criterion, number: number): ReviewUnit => {
      const unit = units.find((other) => other.criterion === criterion && other.round === number);
      if (unit === undefined) throw new Error("The fixture has no such unit.");
      return unit;
    };
    await database.roundUnit.updateMany({ where: { projectId }, data: { auditRank: { increment: 1_000 } } });
    const permutation = [
      unitOf("content", 1), // 1: audit, wrong
      unitOf("decision", 1), // 2: read before in the targeted lane, right: joins
      unitOf("extraction", 2), // 3: audit, skipped
      unitOf("content", 2), // 4: audit, right
      unitOf("decision", 2), // 5: audit, wrong; the walk ends here
      unitOf("content", 3), // 6: flagged in passing, beyond the walk
      unitOf("extraction", 4), // 7: targeted, beyond the walk
    ];
    for (const [index, unit] of permutation.entries()) {
      await database.roundUnit.updateMany({ where: { projectId, unitId: unit.id }, data: { auditRank: index + 1 } });
    }
    const putFirst = (unit: ReviewUnit) =>
      database.roundUnit.updateMany({ where: { projectId, unitId: unit.id }, data: { targetedRank: -1 } });
    const answer = async (unit: ReviewUnit, draw: (() => number) | null, kind: "agree" | "skip" | "wrong") => {
      let handOutId: string | null = null;
      if (draw !== null) {
        const { units: lent } = await handOutUnits({ projectId, readerId: "a", count: 1, draw });
        expect(lent.map(({ unitId }) => unitId)).toEqual([unit.id]);
        handOutId = lent[0]?.handOutId ?? null;
      }
      const base = {
        idempotencyKey: crypto.randomUUID(),
        unitId: unit.id,
        activeMs: 12_000,
        gradeRevision: 0,
        handOutId,
      };
      const input: VerdictInput =
        kind === "agree"
          ? { ...base, kind, comment: null }
          : kind === "skip"
            ? { ...base, kind }
            : {
                ...base,
                kind,
                reasonCode: null,
                comment: null,
                value:
                  unit.criterion === "decision"
                    ? { criterion: "decision", stopLabel: "stop" }
                    : { criterion: "content", score: 1 },
              };
      return recordVerdict({ projectId, readerId: "a", input });
    };
    await putFirst(unitOf("decision", 1));
    await answer(unitOf("decision", 1), TARGETED, "agree");
    await answer(unitOf("content", 1), AUDIT, "wrong");
    await answer(unitOf("extraction", 2), AUDIT, "skip");
    await answer(unitOf("content", 2), AUDIT, "agree");
    await answer(unitOf("content", 3), null, "wrong");
    await answer(unitOf("decision", 2), AUDIT, "wrong");
    await putFirst(unitOf("extraction", 4));
    await answer(unitOf("extraction", 4), TARGETED, "agree");

    const view = await loadRound({ projectId, roundId: round.id });
    expect(() => roundSchema.parse(view)).not.toThrow();
    // Clopper–Pearson, 1 of 2: lower = 1 − √.975, upper = √.975.
    const oneOfTwo = { right: 1, total: 2, estimate: 0.5 };
    expect(view.accuracy).toMatchObject([
      { criterion: "decision", share: oneOfTwo },
      { criterion: "extraction", share: { right: 0, total: 0, estimate: null, lower: 0, upper: 1 } },
      { criterion: "content", share: oneOfTwo },
    ]);
    expect(view.accuracy[0]?.share.lower).toBeCloseTo(1 - Math.sqrt(0.975), 10);
    expect(view.accuracy[0]?.share.upper).toBeCloseTo(Math.sqrt(0.975), 10);
    expect(view).toMatchObject({
      readsDone: 5,
      lanes: { targeted: 2, audit: 3, auditJoined: 1 },
      auditSkipped: 1,
      minutesSpent: (7 * 12) / 60,
      secondsPerRead: 12,
      flags: [
        { criterion: "decision", reads: 2, wrong: 1 },
        { criterion: "extraction", reads: 1, wrong: 0 },
        { criterion: "content", reads: 3, wrong: 2 },
      ],
      confusion: {
        decision: [
          { grader: "continue", clinician: "continue", count: 1 },
          { grader: "continue", clinician: "stop", count: 1 },
        ],
        content: [
          { grader: "0.5", clinician: "0.5", count: 1 },
          { grader: "0.5", clinician: "1", count: 1 },
        ],
      },
    });
    const overview = await loadOverview({ projectId, readerId: null });
    expect(overview.graderAccuracy).toMatchObject({ right: 2, total: 4, estimate: 0.5 });
    // No turn has all of its three units in the walk.
    expect(overview.rewardBias).toEqual({ turns: 0, estimate: null, lower: null, upper: null });
  });
});
