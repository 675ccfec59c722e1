import { describe, expect, test } from "vitest";
import { database } from "@/lib/db/client";
import { countRoundReads } from "@/lib/db/testing/count-round-reads";
import { expireLeases, makeReviewProject } from "@/lib/db/testing/review-project";
import { seededRandom } from "@/lib/kernel/seeded-random";
import { handOutAnswerSchema, type VerdictInput } from "@/lib/queries/review-contract";
import { handOutUnits } from "@/lib/workflows/hand-out-units";
import { recordVerdict } from "@/lib/workflows/record-verdict";
import { startRound } from "@/lib/workflows/start-round";

async function openRound(trajectories: number, turns: number, reads: number, auditProbability = 0.1) {
  const project = await makeReviewProject({ trajectories, turns });
  const { projectId } = project;
  const round = await startRound({ projectId, actorId: "operator", reads, auditProbability, seed: 7n });
  return { ...project, round };
}

function agree(unit: { unitId: string; handOutId: string }): VerdictInput {
  return {
    kind: "agree",
    idempotencyKey: crypto.randomUUID(),
    unitId: unit.unitId,
    activeMs: 6_000,
    gradeRevision: 0,
    handOutId: unit.handOutId,
    comment: null,
  };
}

/** Reads until nothing is served; returns what was answered. */
async function readAll(projectId: string, readerId: string, count: number): Promise<string[]> {
  const read: string[] = [];
  for (;;) {
    const { units, reason } = await handOutUnits({ projectId, readerId, count });
    if (units.length === 0) {
      if (reason === "all_out") continue;
      return read;
    }
    for (const unit of units) {
      await recordVerdict({ projectId, readerId, input: agree(unit) });
      read.push(unit.unitId);
    }
  }
}

describe("handOutUnits", () => {
  test("serves what the reader holds first, in the same order, and extends its lease", async () => {
    const { projectId } = await openRound(2, 5, 20);
    const first = await handOutUnits({ projectId, readerId: "a", count: 3 });
    expect(() => handOutAnswerSchema.parse(first)).not.toThrow();
    expect(first.units).toHaveLength(3);
    const again = await handOutUnits({ projectId, readerId: "a", count: 5 });
    expect(again.units.slice(0, 3).map(({ handOutId }) => handOutId)).toEqual(
      first.units.map(({ handOutId }) => handOutId),
    );
    expect(again.units).toHaveLength(5);
    expect(Date.parse(again.units[0]?.expiresAt ?? "")).toBeGreaterThan(Date.parse(first.units[0]?.expiresAt ?? ""));
    expect(JSON.stringify(again)).not.toMatch(/audit|targeted|lane|probability|disagreement/);
  });

  test.each([2, 10])("%i readers at once never hold the same unit", async (readers) => {
    const { projectId } = await openRound(4, 6, 60);
    const answers = await Promise.all(
      Array.from({ length: readers }, (_, reader) =>
        handOutUnits({ projectId, readerId: `reader ${reader}`, count: 4 }),
      ),
    );
    const units = answers.flatMap((answer) => answer.units.map(({ unitId }) => unitId));
    expect(units).toHaveLength(4 * readers);
    expect(new Set(units).size).toBe(units.length);
  });

  test("two requests of one reader at once hold the same units", async () => {
    const { projectId } = await openRound(2, 5, 20);
    const [one, other] = await Promise.all([1, 2].map(() => handOutUnits({ projectId, readerId: "a", count: 4 })));
    expect(other?.units.map(({ unitId }) => unitId)).toEqual(one?.units.map(({ unitId }) => unitId));
  });

  test("serves a unit again once its lease ran out", async () => {
    const { projectId } = await openRound(1, 7, 20, 1);
    const first = await handOutUnits({ projectId, readerId: "a", count: 2 });
    await expireLeases(projectId);
    const second = await handOutUnits({ projectId, readerId: "b", count: 2 });
    expect(second.units.map(({ unitId }) => unitId)).toEqual(first.units.map(({ unitId }) => unitId));
  });

  test("a round of 20 reads ends at 20 with six readers at once", async () => {
    const { projectId, round } = await openRound(4, 6, 20);
    const reads = await Promise.all([0, 1, 2, 3, 4, 5].map((reader) => readAll(projectId, `reader ${reader}`, 5)));
    expect(reads.flat()).toHaveLength(20);
    expect(new Set(reads.flat()).size).toBe(20);
    const ended = await database.round.findUniqueOrThrow({ where: { projectId_id: { projectId, id: round.id } } });
    expect(ended.state).toBe("finished");
    expect(await countRoundReads(projectId, round.id)).toBe(20);
    expect(ended.finishedAt).not.toBeNull();
    const after = await handOutUnits({ projectId, readerId: "reader 0", count: 1 });
    expect(after).toMatchObject({ units: [], reason: "budget_spent", sitting: { readsDone: 20, readsBudget: 20 } });
    const events = await database.auditEvent.findMany({ where: { projectId }, orderBy: { id: "asc" } });
    expect(events.map(({ action }) => action)).toEqual(["round.started", "round.finished"]);
  });

  test("never lends more than the budget has left, and says that the rest is out", async () => {
    const { projectId } = await openRound(2, 5, 3);
    expect((await handOutUnits({ projectId, readerId: "a", count: 5 })).units).toHaveLength(3);
    expect(await handOutUnits({ projectId, readerId: "b", count: 5 })).toMatchObject({ units: [], reason: "all_out" });
  });

  test("draws and logs the lanes with their chances", async () => {
    const { projectId, round } = await openRound(20, 18, 1_000, 0.3);
    const random = seededRandom(11n);
    for (let reader = 0; reader < 20; reader += 1) {
      await handOutUnits({ projectId, readerId: `reader ${reader}`, count: 20, draw: () => random.nextFloat() });
    }
    const handOuts = await database.handOut.findMany({ where: { projectId, roundId: round.id } });
    expect(handOuts).toHaveLength(400);
    const audits = handOuts.filter(({ lane }) => lane === "audit");
    // 400 draws at .3: mean 120, standard deviation 9.2.
    expect(audits.length).toBeGreaterThan(92);
    expect(audits.length).toBeLessThan(148);
    expect(new Set(audits.map(({ probability }) => probability))).toEqual(new Set([0.3]));
    expect(new Set(handOuts.map(({ modelVersion }) => modelVersion))).toEqual(new Set(["disagreement-1"]));
    const ranks = await database.roundUnit.findMany({
      where: { projectId, unitId: { in: audits.map(({ unitId }) => unitId) } },
      select: { auditRank: true },
    });
    // Audit draws walk the permutation; only places that the targeted lane took are passed over.
    expect(Math.max(...ranks.map(({ auditRank }) => auditRank))).toBeLessThan(audits.length * 2);
  });

  test("does not serve a skipped unit to the same reader again, but to others", async () => {
    const { projectId } = await openRound(1, 7, 20, 1);
    const [unit] = (await handOutUnits({ projectId, readerId: "a", count: 1 })).units;
    if (unit === undefined) throw new Error("Nothing was served.");
    const input: VerdictInput = {
      kind: "skip",
      idempotencyKey: crypto.randomUUID(),
      unitId: unit.unitId,
      activeMs: 100,
      gradeRevision: 0,
      handOutId: unit.handOutId,
    };
    await recordVerdict({ projectId, readerId: "a", input });
    const next = await handOutUnits({ projectId, readerId: "a", count: 20 });
    expect(next.units.map(({ unitId }) => unitId)).not.toContain(unit.unitId);
    const other = await handOutUnits({ projectId, readerId: "b", count: 1 });
    expect(other.units.map(({ unitId }) => unitId)).toEqual([unit.unitId]);
  });

  test("says why nothing is served", async () => {
    const { projectId } = await makeReviewProject({ trajectories: 1, turns: 2 });
    expect(await handOutUnits({ projectId, readerId: "a", count: 1 })).toMatchObject({
      units: [],
      reason: "no_open_round",
      sitting: { roundNumber: null },
    });
    await startRound({ projectId, actorId: "operator", reads: 5 });
    const { units } = await handOutUnits({ projectId, readerId: "a", count: 20 });
    expect(units).toHaveLength(5);
    for (const unit of units) {
      const skip = { kind: "skip" as const, idempotencyKey: crypto.randomUUID(), activeMs: 1, gradeRevision: 0 };
      await recordVerdict({
        projectId,
        readerId: "a",
        input: { ...skip, unitId: unit.unitId, handOutId: unit.handOutId },
      });
    }
    expect((await handOutUnits({ projectId, readerId: "a", count: 1 })).reason).toBe("nothing_left");
  });
});
