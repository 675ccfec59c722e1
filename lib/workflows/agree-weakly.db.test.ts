import { beforeEach, describe, expect, test } from "vitest";
import { database } from "@/lib/db/client";
import { makeReviewProject, type ReviewProject } from "@/lib/db/testing/review-project";
import type { ServedUnit, VerdictInput, WeakAgreementInput } from "@/lib/queries/review-contract";
import { agreeWeakly, withdrawWeakAgreement } from "@/lib/workflows/agree-weakly";
import { handOutUnits } from "@/lib/workflows/hand-out-units";
import { loadDecisions } from "@/lib/workflows/load-decisions";
import { loadOverview } from "@/lib/workflows/load-overview";
import { loadReviewTurn } from "@/lib/workflows/load-review-turn";
import { recordVerdict } from "@/lib/workflows/record-verdict";
import { startRound } from "@/lib/workflows/start-round";

let project: ReviewProject;

beforeEach(async () => {
  project = await makeReviewProject({ trajectories: 2, turns: 4 });
  await startRound({ projectId: project.projectId, actorId: "operator", reads: 20, seed: 11n });
});

const TARGETED = () => 0.99;
const AUDIT = () => 0;

async function lend(readerId: string, count: number, draw = TARGETED): Promise<ServedUnit[]> {
  return (await handOutUnits({ projectId: project.projectId, readerId, count, draw })).units;
}

function agree(readerId: string, unit: ServedUnit) {
  const input: VerdictInput = {
    kind: "agree",
    idempotencyKey: crypto.randomUUID(),
    unitId: unit.unitId,
    handOutId: unit.handOutId,
    gradeRevision: 0,
    activeMs: 5_000,
    comment: null,
  };
  return recordVerdict({ projectId: project.projectId, readerId, input });
}

function unitsOf(trajectoryId: string): WeakAgreementInput["units"] {
  return project.units
    .filter((unit) => unit.trajectoryId === trajectoryId)
    .map(({ id }) => ({ unitId: id, gradeRevision: 0 }));
}

function restIsFine(readerId: string, trajectoryId: string, idempotencyKey: string = crypto.randomUUID()) {
  const input = { idempotencyKey, trajectoryId, activeMs: 4_000, units: unitsOf(trajectoryId) };
  return agreeWeakly({ projectId: project.projectId, readerId, input });
}

const rows = () => database.verdict.findMany({ where: { projectId: project.projectId }, orderBy: { ordinal: "asc" } });

describe("the rest is fine", () => {
  test("is one row a unit that was not judged, of its own kind, and no read", async () => {
    const [first] = await lend("a", 3);
    if (first === undefined) throw new Error("Nothing was served.");
    await agree("a", first);
    const { agreement, sitting } = await restIsFine("a", first.trajectoryId);
    // Sixteen units, less the judged one and the stop turn's content, which has nothing to grade.
    expect(agreement?.unitIds).toHaveLength(14);
    expect(agreement?.unitIds).not.toContain(first.unitId);
    expect(sitting).toMatchObject({ readsDone: 1, ownReads: 1 });
    expect(sitting.minutesSpent).toBeCloseTo(9_000 / 60_000, 6);
    const stored = await rows();
    expect(stored.filter(({ kind }) => kind === "weak_agree")).toHaveLength(14);
    expect(new Set(stored.slice(1).map(({ actId }) => actId)).size).toBe(1);
    expect(await database.standingVerdict.count({ where: { projectId: project.projectId } })).toBe(1);
    const queue = await database.roundUnit.findMany({ where: { projectId: project.projectId, reads: { gt: 0 } } });
    expect(queue).toHaveLength(1);
    expect(await loadOverview({ projectId: project.projectId, readerId: null })).toMatchObject({ reads: 1 });
  });

  test("what is counted with each answer is what the log sums to, also with edits and what is taken back", async () => {
    const lent = [...(await lend("a", 3)), ...(await lend("b", 2))];
    for (const [at, unit] of lent.entries()) {
      const readerId = at < 3 ? "a" : "b";
      const { verdict } = await agree(readerId, unit);
      // The second answer of each reader is taken back, the first one given again.
      if (at % 3 === 1) {
        const taken = {
          kind: "withdrawn",
          supersedesId: verdict?.id ?? "",
          idempotencyKey: crypto.randomUUID(),
        } as const;
        await recordVerdict({
          projectId: project.projectId,
          readerId,
          input: { ...taken, unitId: unit.unitId, activeMs: 700 },
        });
      }
      if (at % 3 === 0) await agree(readerId, unit);
    }
    const { agreement } = await restIsFine("a", lent[0]?.trajectoryId ?? "", "an act");
    await restIsFine("a", lent[0]?.trajectoryId ?? "", "an act");
    await withdrawWeakAgreement({
      projectId: project.projectId,
      readerId: "a",
      actId: agreement?.actId ?? "",
      activeMs: 900,
    });
    const counted = await database.$queryRaw`
      SELECT reader_id, answers, active_ms::int FROM round_readers WHERE project_id = ${project.projectId}::uuid ORDER BY 1`;
    const logged = await database.$queryRaw`
      SELECT reader_id, count(*)::int AS answers, sum(active_ms)::int AS active_ms FROM verdicts
       WHERE project_id = ${project.projectId}::uuid AND round_id IS NOT NULL GROUP BY 1 ORDER BY 1`;
    expect(logged).toHaveLength(2);
    expect(counted).toEqual(logged);
  });

  test("the same key again, also at the same moment, changes nothing", async () => {
    const [first] = await lend("a", 1);
    const trajectoryId = first?.trajectoryId ?? "";
    const answers = await Promise.all([1, 2, 3].map(() => restIsFine("a", trajectoryId, "one key of the browser")));
    expect(new Set(answers.map(({ agreement }) => agreement?.actId)).size).toBe(1);
    expect(await rows()).toHaveLength(15);
  });

  test("ends this reader's leases there and goes on elsewhere; others still read those units", async () => {
    const [first] = await lend("a", 3);
    const trajectoryId = first?.trajectoryId ?? "";
    await restIsFine("a", trajectoryId);
    const next = await lend("a", 5);
    expect(next).toHaveLength(5);
    expect(next.map((unit) => unit.trajectoryId)).not.toContain(trajectoryId);
    const others = await lend("b", 5);
    expect(new Set(others.map((unit) => unit.trajectoryId))).toEqual(new Set([trajectoryId]));
  });

  test("never changes the audit permutation: what it covers is still drawn, even for this reader", async () => {
    for (const trajectoryId of project.trajectoryIds) await restIsFine("a", trajectoryId);
    expect(await lend("a", 5)).toEqual([]);
    const audits = await lend("a", 3, AUDIT);
    const ranks = await database.roundUnit.findMany({
      where: { projectId: project.projectId, unitId: { in: audits.map(({ unitId }) => unitId) } },
      orderBy: { auditRank: "asc" },
    });
    expect(ranks.map(({ auditRank }) => auditRank)).toEqual([1, 2, 3]);
  });

  test("a direct answer later stands by itself, and the act can still be undone", async () => {
    const [first] = await lend("a", 1);
    if (first === undefined) throw new Error("Nothing was served.");
    const { agreement } = await restIsFine("a", first.trajectoryId);
    const turn = () => loadReviewTurn({ projectId: project.projectId, readerId: "a", turnId: first.turnId });
    expect((await turn()).weaklyAgreed).toContain(first.unitId);
    const answer = await agree("a", first);
    expect(answer.verdict).toMatchObject({ kind: "agree" });
    expect((await rows()).at(-1)?.supersedesId).toBeNull();
    expect((await turn()).weaklyAgreed).not.toContain(first.unitId);
    await withdrawWeakAgreement({
      projectId: project.projectId,
      readerId: "a",
      actId: agreement?.actId ?? "",
      activeMs: 1,
    });
    expect((await turn()).verdicts).toHaveLength(1);
    expect((await loadDecisions({ projectId: project.projectId, readerId: "a" })).decisions).toHaveLength(1);
  });
});

describe("undo of the whole act", () => {
  test("takes all of it back once, by superseding rows, and the units are served again", async () => {
    const [first] = await lend("a", 1);
    const trajectoryId = first?.trajectoryId ?? "";
    const { agreement } = await restIsFine("a", trajectoryId);
    const actId = agreement?.actId ?? "";
    const listed = async () => (await loadDecisions({ projectId: project.projectId, readerId: "a" })).weakAgreements;
    expect(await listed()).toEqual([agreement]);
    const undo = (readerId: string) =>
      withdrawWeakAgreement({ projectId: project.projectId, readerId, actId, activeMs: 1 });
    await expect(undo("b")).rejects.toThrow(/no such agreement of yours/);
    await Promise.all([undo("a"), undo("a")]);
    await undo("a");
    const stored = await rows();
    expect(stored.map(({ kind }) => kind)).toEqual([
      ...new Array(15).fill("weak_agree"),
      ...new Array(15).fill("withdrawn"),
    ]);
    expect(await listed()).toEqual([]);
    const again = await lend("a", 3);
    expect(new Set(again.map((unit) => unit.trajectoryId))).toEqual(new Set([trajectoryId]));
    // The same words afterwards, with a new key, are a new act.
    expect((await restIsFine("a", trajectoryId)).agreement?.actId).not.toBe(actId);
  });
});
