import { beforeEach, expect, test } from "vitest";
import { database } from "@/lib/db/client";
import { countFailures, countUnitsByStatus, countUnitsOfVersions } from "@/lib/db/grade-counts";
import { type NewGrade, raiseRevisions, writeGrades } from "@/lib/db/grading-writes";
import { makeReviewProject, type ReviewProject, type ReviewUnit } from "@/lib/db/testing/review-project";

let project: ReviewProject;

beforeEach(async () => {
  project = await makeReviewProject({ trajectories: 2, turns: 3 });
});

/** What the counts must come to: every grade that holds, looked at. */
async function countAll() {
  const rows = await database.$queryRaw<{ status: string; class: string | null; count: number }[]>`
    SELECT g.status::text AS status, g.failure_class::text AS class, count(*)::int AS count
      FROM units u
      JOIN grades g ON g.project_id = u.project_id AND g.unit_id = u.id AND g.revision = u.current_revision
     WHERE u.project_id = ${project.projectId}::uuid GROUP BY 1, 2`;
  const of = (status: string) => rows.reduce((sum, row) => (row.status === status ? sum + row.count : sum), 0);
  const failures = rows.flatMap((row) => (row.class === null ? [] : [{ failureClass: row.class, count: row.count }]));
  return { counts: { ok: of("ok"), failed: of("failed"), notApplicable: of("not_applicable") }, failures };
}

async function expectTrue(): Promise<void> {
  const { projectId, graderVersionId } = project;
  const { counts, failures } = await countAll();
  expect(await countUnitsByStatus(projectId, graderVersionId)).toEqual(counts);
  expect(await countFailures(projectId, graderVersionId)).toEqual(failures);
  const units = counts.ok + counts.failed + counts.notApplicable;
  expect(await countUnitsOfVersions(projectId)).toEqual(new Map([[graderVersionId, units]]));
}

async function revise(unit: ReviewUnit, revision: number, failureClass: NewGrade["failureClass"]): Promise<void> {
  const { projectId, graderVersionId } = project;
  const place = { projectId, graderVersionId, trajectoryId: unit.trajectoryId };
  const { responseId } = await database.unit.findUniqueOrThrow({ where: { projectId_id: { projectId, id: unit.id } } });
  const grade: NewGrade = {
    unitId: unit.id,
    turnId: unit.turnId,
    responseId,
    criterion: unit.criterion,
    revision,
    status: failureClass === null ? "ok" : "failed",
    failureClass,
    score: failureClass === null ? 1 : null,
    stopLabel: null,
    confidence: null,
    rationale: "",
    evidence: [],
    rawAnswer: null,
    items: [],
    signals: null,
    violations: [],
  };
  await database.$transaction(async (transaction) => {
    await writeGrades(transaction, { ...place, runId: null }, [grade]);
    await raiseRevisions(transaction, place, [grade]);
  });
}

test("counts are those of the grades that hold, through failures, retries and later revisions", async () => {
  const [first, second] = project.units.filter(({ criterion }) => criterion === "format");
  if (first === undefined || second === undefined) throw new Error("The fixture has no such units.");
  await expectTrue();
  await revise(first, 1, "time_out");
  await revise(second, 1, "time_out");
  await expectTrue();
  expect(await countFailures(project.projectId, project.graderVersionId)).toEqual([
    { failureClass: "time_out", count: 2 },
  ]);
  await revise(first, 1, null);
  await revise(second, 2, "unparsable");
  await expectTrue();
});

test("writers at the same moment lose no count", async () => {
  const units = project.units.filter(
    ({ criterion, trajectoryId }) => criterion === "format" && trajectoryId === project.trajectoryIds[0],
  );
  await Promise.all(units.map((unit) => revise(unit, 1, "time_out")));
  await expectTrue();
  expect((await countUnitsByStatus(project.projectId, project.graderVersionId)).failed).toBe(units.length);
});
