import { beforeEach, describe, expect, test } from "vitest";
import { database } from "@/lib/db/client";
import { countRoundReads } from "@/lib/db/testing/count-round-reads";
import { makeReviewProject, type ReviewProject } from "@/lib/db/testing/review-project";
import type { ReviewTurn, ServedUnit, VerdictInput } from "@/lib/queries/review-contract";
import { endRound } from "@/lib/workflows/end-round";
import { handOutUnits } from "@/lib/workflows/hand-out-units";
import { loadReviewTurn } from "@/lib/workflows/load-review-turn";
import { loadTrajectory } from "@/lib/workflows/load-trajectory";
import { recordVerdict } from "@/lib/workflows/record-verdict";
import { startRound } from "@/lib/workflows/start-round";

let project: ReviewProject;
let roundId: string;

async function open(blindShare: number, reads = 20) {
  project = await makeReviewProject({ trajectories: 2, turns: 5 });
  roundId = (await startRound({ projectId: project.projectId, actorId: "operator", reads, blindShare, seed: 3n })).id;
}

async function lend(readerId: string, count: number): Promise<ServedUnit[]> {
  return (await handOutUnits({ projectId: project.projectId, readerId, count })).units;
}

const turnOf = (readerId: string, turnId: string): Promise<ReviewTurn> =>
  loadReviewTurn({ projectId: project.projectId, readerId, turnId });

function send(readerId: string, unit: { unitId: string; handOutId: string | null }, rest: object) {
  const base = { idempotencyKey: crypto.randomUUID(), activeMs: 1_000, gradeRevision: 0, comment: null };
  const input = { ...base, unitId: unit.unitId, handOutId: unit.handOutId, reasonCode: null, ...rest } as VerdictInput;
  return recordVerdict({ projectId: project.projectId, readerId, input });
}

describe("where everything is hidden", () => {
  beforeEach(() => open(1));

  test("no grade leaves the server before the answer, whichever way it is asked for", async () => {
    const served = await lend("a", 12);
    expect(new Set(served.map(({ visibility }) => visibility))).toEqual(new Set(["blind"]));
    for (const { id: turnId } of (
      await loadTrajectory({
        projectId: project.projectId,
        trajectoryId: project.trajectoryIds[0] ?? "",
        readerId: "a",
      })
    ).trajectory.turns) {
      const turn = await turnOf("a", turnId);
      // Format is not queued and not hidden; it tells nothing of the others.
      expect(turn.units.map(({ criterion }) => criterion)).toEqual(["format"]);
      expect(turn.blindUnits.map(({ criterion }) => criterion)).toEqual(["decision", "extraction", "content"]);
      expect(turn.targetInformation).toEqual([]);
      expect(JSON.stringify(turn)).not.toMatch(/Why (decision|extraction|content)|symptom|0\.5|not_applicable/);
    }
    const page = await loadTrajectory({
      projectId: project.projectId,
      trajectoryId: project.trajectoryIds[0] ?? "",
      readerId: "a",
    });
    expect(page.turns.flatMap(({ units }) => units.map(({ criterion }) => criterion))).toEqual(
      new Array(5).fill("format"),
    );
    expect(JSON.stringify(page.turns)).not.toMatch(/Why (decision|extraction|content)|symptom/);
  });

  test("an answer must be the reader's own value, is logged as blind, and tells the grade", async () => {
    const unit = (await lend("a", 20)).find(({ criterion }) => criterion === "content");
    if (unit === undefined) throw new Error("No content was served.");
    await expect(send("a", unit, { kind: "agree" })).rejects.toThrow(/hidden here until you have answered/);
    const value = { criterion: "content", score: 1 };
    await expect(send("a", unit, { kind: "wrong", value })).rejects.toThrow(/hidden here/);
    const skipped = await send("a", unit, { kind: "skip" });
    expect([skipped.verdict?.visibility, skipped.revealed]).toEqual(["blind", null]);
    const input = { kind: "value", value, idempotencyKey: "the first answer" };
    const answer = await send("a", unit, input);
    expect(answer.verdict).toMatchObject({ kind: "wrong", value, visibility: "blind" });
    expect(answer.revealed).toMatchObject({ status: "ok", value: { criterion: "content", score: 0.5 } });
    expect(await send("a", unit, input)).toEqual(answer);
    const turn = await turnOf("a", unit.turnId);
    expect(turn.units.map(({ criterion }) => criterion)).toEqual(["content", "format"]);

    // A changed mind is a row of its own; the blind one stays in the log.
    const changed = await send("a", unit, { kind: "agree" });
    expect([changed.verdict?.visibility, changed.revealed]).toEqual(["shown", null]);
    const log = await database.verdict.findMany({ where: { unitId: unit.unitId }, orderBy: { ordinal: "asc" } });
    expect(log.map(({ kind, visibility }) => `${kind} ${visibility}`)).toEqual([
      "skip blind",
      "wrong blind",
      "agree shown",
    ]);
    expect(log[2]?.supersedesId).toBe(log[1]?.id);
    expect(await countRoundReads(project.projectId, roundId)).toBe(1);

    // Taken back, the grade has been seen: what follows is not blind.
    for (const row of [changed, answer]) {
      await send("a", unit, { kind: "withdrawn", supersedesId: row.verdict?.id });
    }
    expect((await turnOf("a", unit.turnId)).units.map(({ criterion }) => criterion)).toContain("content");
    const again = await send("a", unit, { kind: "value", value: { criterion: "content", score: 0.5 } });
    expect(again.verdict).toMatchObject({ kind: "agree", visibility: "shown" });
  });

  test("another reader's answer reveals nothing to this one, and a closed round hides nothing", async () => {
    const unit = (await lend("a", 20)).find(({ criterion }) => criterion === "decision");
    if (unit === undefined) throw new Error("No decision was served.");
    await send("a", unit, { kind: "value", value: { criterion: "decision", stopLabel: "stop" } });
    expect((await turnOf("b", unit.turnId)).blindUnits).toHaveLength(3);
    await endRound({ projectId: project.projectId, actorId: "operator", roundId });
    expect((await turnOf("b", unit.turnId)).blindUnits).toEqual([]);
  });
});

describe("where a share is hidden", () => {
  test("it is drawn by turn and reader, for decision and content together, never for extraction", async () => {
    await open(0.5);
    const hidden = async (reader: string) => {
      const turns = [...new Set(project.units.map(({ turnId }) => turnId))];
      const loaded = await Promise.all(turns.map((turnId) => turnOf(reader, turnId)));
      for (const { blindUnits } of loaded) {
        expect(blindUnits.map(({ criterion }) => criterion)).toEqual(
          blindUnits.length === 0 ? [] : ["decision", "content"],
        );
      }
      return loaded.map(({ blindUnits }) => blindUnits.length > 0);
    };
    const draws: boolean[] = [];
    for (const reader of ["a", "b", "c", "d", "e", "f"]) draws.push(...(await hidden(reader)));
    // 60 fair draws: below 15 or above 45 has a chance of 1 in 14,000.
    const count = draws.filter((isHidden) => isHidden).length;
    expect(count).toBeGreaterThanOrEqual(15);
    expect(count).toBeLessThanOrEqual(45);
    expect(await hidden("a")).toEqual(draws.slice(0, 10));
    expect(await hidden("b")).not.toEqual(draws.slice(0, 10));

    // A few for each reader: one alone may well be drawn nothing hidden.
    const seen = new Set<string>();
    for (const reader of ["a", "b", "c", "d", "e", "f"]) {
      for (const unit of await lend(reader, 4)) {
        const turn = await turnOf(reader, unit.turnId);
        expect(unit.visibility).toBe(turn.blindUnits.some(({ unitId }) => unitId === unit.unitId) ? "blind" : "shown");
        seen.add(unit.visibility);
      }
    }
    expect([...seen].sort()).toEqual(["blind", "shown"]);
  });

  test("nothing is hidden unless asked for", async () => {
    await open(0);
    const [unit] = await lend("a", 1);
    expect((await turnOf("a", unit?.turnId ?? "")).blindUnits).toEqual([]);
  });
});
