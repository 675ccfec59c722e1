import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { makeReviewProject, type ReviewProject } from "@/lib/db/testing/review-project";
import type { Criterion } from "@/lib/grading/criterion";
import { versionComparisonSchema } from "@/lib/queries/grader-contract";
import type { VerdictInput } from "@/lib/queries/review-contract";
import { compareVersions } from "@/lib/workflows/compare-versions";
import { recordVerdict } from "@/lib/workflows/record-verdict";

/** The same grades once more under a second version; returns it and its units by those of the first. */
async function copyVersion({ projectId, graderVersionId }: ReviewProject) {
  const { graderId } = await database.graderVersion.findUniqueOrThrow({
    where: { projectId_id: { projectId, id: graderVersionId } },
  });
  const id = randomUUID();
  await database.graderVersion.create({
    data: { projectId, id, graderId, number: 2, contentHash: "1".repeat(64), definition: { name: "other", number: 2 } },
  });
  await database.$executeRaw`
    INSERT INTO units (project_id, id, grader_version_id, trajectory_id, turn_id, response_id, criterion)
    SELECT project_id, md5(id::text)::uuid, ${id}::uuid, trajectory_id, turn_id, response_id, criterion
      FROM units WHERE project_id = ${projectId}::uuid AND grader_version_id = ${graderVersionId}::uuid`;
  await database.$executeRaw`
    INSERT INTO grades (project_id, unit_id, revision, status, failure_class, score, stop_label, confidence)
    SELECT project_id, md5(unit_id::text)::uuid, revision, status, failure_class, score, stop_label, confidence
      FROM grades WHERE project_id = ${projectId}::uuid`;
  await database.$executeRaw`
    INSERT INTO target_items (project_id, id, grader_version_id, trajectory_id, unit_id, revision, ordinal, attribute,
      value, first_round, asked_round, evidence)
    SELECT project_id, md5(id::text)::uuid, ${id}::uuid, trajectory_id, md5(unit_id::text)::uuid, revision, ordinal,
      -- Case and blanks are no difference.
      upper(attribute), value || ' ', first_round, asked_round, evidence
      FROM target_items WHERE project_id = ${projectId}::uuid`;
  return id;
}

async function setUp() {
  const project = await makeReviewProject({ trajectories: 2, turns: 3 });
  const { projectId } = project;
  const afterId = await copyVersion(project);
  const [trajectoryId] = project.trajectoryIds;
  const unit = (criterion: Criterion, round: number) => {
    const found = project.units.find(
      (one) => one.trajectoryId === trajectoryId && one.criterion === criterion && one.round === round,
    );
    if (found === undefined) throw new Error("No such unit.");
    return found.id;
  };
  /** Of the second version. */
  const change = (unitId: string, data: Parameters<typeof database.grade.updateMany>[0]["data"]) =>
    database.$transaction(async (transaction) => {
      const [row] = await transaction.$queryRaw<{ id: string }[]>`SELECT md5(${unitId})::uuid::text AS id`;
      await transaction.grade.updateMany({ where: { projectId, unitId: row?.id ?? "" }, data });
    });
  /** Null: the first version's grade is right. */
  const say = (readerId: string, unitId: string, value: Extract<VerdictInput, { kind: "wrong" }>["value"] | null) => {
    const idempotencyKey = randomUUID();
    const judged = { idempotencyKey, unitId, activeMs: 1_000, gradeRevision: 0, handOutId: null, comment: null };
    const input: VerdictInput =
      value === null ? { ...judged, kind: "agree" } : { ...judged, kind: "wrong", value, reasonCode: null };
    return recordVerdict({ projectId, readerId, input });
  };
  const compare = () => compareVersions({ projectId, beforeId: project.graderVersionId, afterId });
  return { project, projectId, afterId, unit, change, say, compare };
}

describe("compareVersions", () => {
  it("says the same of two versions that say the same", async () => {
    const { compare } = await setUp();
    const same = versionComparisonSchema.parse(await compare());
    // 2 trajectories of 3 turns; at the stop turn content is not applicable.
    expect(same.agreement.map(({ criterion, share, kappa }) => [criterion, share.right, share.total, kappa])).toEqual([
      ["decision", 6, 6, 1],
      ["extraction", 6, 6, null],
      // One and the same level throughout: kappa is not defined.
      ["content", 4, 4, null],
      ["format", 6, 6, null],
    ]);
    expect(same.changes).toEqual([]);
    expect(same.againstVerdicts[0]).toMatchObject({ fixed: 0, broke: 0, mcnemarP: null, before: { total: 0 } });
    expect(same.diff.filter(({ kind }) => kind !== "same").map(({ kind }) => kind)).toContain("added");
  });

  it("counts what clinicians' verdicts call fixed and broken, and lists the judged changes first", async () => {
    const { unit, change, say, compare } = await setUp();
    await change(unit("content", 1), { score: 1 });
    await change(unit("content", 2), { score: 0 });
    await change(unit("decision", 1), { stopLabel: "stop" });
    await change(unit("format", 1), { status: "failed", failureClass: "unparsable", score: null });
    // The first version says 0.5 to both: the new one is right at turn 1 and wrong at turn 2.
    await say("reader", unit("content", 1), { criterion: "content", score: 1 });
    await say("reader", unit("content", 2), { criterion: "content", score: 1 });
    await say("reader", unit("content", 2), null);
    // Readers disagree: nothing is held.
    await say("reader", unit("decision", 1), { criterion: "decision", stopLabel: "stop" });
    await say("other", unit("decision", 1), null);
    await say("reader", unit("extraction", 1), null);

    const { agreement, againstVerdicts, changes } = versionComparisonSchema.parse(await compare());
    expect(agreement.map(({ criterion, share }) => [criterion, share.right, share.total])).toEqual([
      ["decision", 5, 6],
      ["extraction", 6, 6],
      ["content", 2, 4],
      ["format", 5, 5],
    ]);
    expect(againstVerdicts.find(({ criterion }) => criterion === "content")).toMatchObject({
      fixed: 1,
      broke: 1,
      unchangedRight: 0,
      unchangedWrong: 0,
      before: { right: 1, total: 2 },
      after: { right: 1, total: 2 },
      mcnemarP: 1,
    });
    expect(againstVerdicts.find(({ criterion }) => criterion === "decision")?.before.total).toBe(0);
    expect(againstVerdicts.find(({ criterion }) => criterion === "extraction")).toMatchObject({ unchangedRight: 1 });
    expect(
      changes.map(({ change: kind, criterion, round, before, after, verdict }) => [
        kind,
        criterion,
        round,
        before,
        after,
        verdict,
      ]),
    ).toEqual([
      ["fixed", "content", 1, { status: "ok", words: "0.5" }, { status: "ok", words: "1" }, "1"],
      ["broke", "content", 2, { status: "ok", words: "0.5" }, { status: "ok", words: "0" }, "0.5"],
      ["unjudged", "decision", 1, { status: "ok", words: "continue" }, { status: "ok", words: "stop" }, null],
      ["unjudged", "format", 1, { status: "ok", words: "1" }, { status: "failed", failureClass: "unparsable" }, null],
    ]);
  });

  it("compares items as sets and shows them in words", async () => {
    const { projectId, afterId, compare } = await setUp();
    await database.targetItem.updateMany({
      where: { projectId, graderVersionId: afterId, askedRound: 2 },
      data: { value: "no" },
    });
    const { agreement, changes } = await compare();
    expect(agreement.find(({ criterion }) => criterion === "extraction")?.share).toMatchObject({ right: 4, total: 6 });
    expect(changes).toHaveLength(2);
    expect(changes[0]).toMatchObject({
      criterion: "extraction",
      round: 2,
      before: { words: "symptom 2: yes" },
      after: { words: "SYMPTOM 2: no" },
    });
  });

  it("knows nothing of another project's version", async () => {
    const { project, projectId } = await setUp();
    const elsewhere = await makeReviewProject({ trajectories: 1, turns: 2 });
    await expect(
      compareVersions({ projectId, beforeId: project.graderVersionId, afterId: elsewhere.graderVersionId }),
    ).rejects.toMatchObject({ kind: "missing" });
  });
});
