import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { createTestProject } from "@/lib/db/testing/create-test-project";
import { gradeViewSchema } from "@/lib/queries/grade-contract";
import { retryFailedGrading } from "@/lib/workflows/change-grading-run";
import { exportTo } from "@/lib/workflows/export-to";
import { importEvaluatedRows } from "@/lib/workflows/import-evaluated-rows";
import { importFile } from "@/lib/workflows/import-file";
import { loadTrajectory } from "@/lib/workflows/load-trajectory";
import { startGradingRun } from "@/lib/workflows/start-grading-run";

const user = (content: string) => ({ role: "user", content });
const assistant = (content: string) => ({ role: "assistant", content });

const DIALOGUE = [
  user("I cough."),
  assistant("Since when?"),
  user("Since Monday."),
  assistant("Any fever?"),
  user("No."),
  assistant("Rest."),
];
const good = { think: "Asks for the fever.", action_score: 1, format_score: 1, content_score: 1 };

const row = (round: number, over: Record<string, unknown> = {}) => ({
  cid: `7_${round}`,
  session_id: 7,
  diagn: "cold",
  messages: DIALOGUE.slice(0, 2 * round - 1),
  decision_truth: round === 3 ? "stop" : "continue",
  info_truth: ["cough duration: since Monday, fever: none", "fever: none", ""][round - 1],
  rollouts: round === 3 ? ["<stop />"] : ["Any fever?", "<stop />"],
  grades: round === 3 ? [good] : [good, { think: "", action_score: 0, format_score: 0, content_score: 0 }],
  ...over,
});
const session = { session_id: 7, diagn: "cold", messages: DIALOGUE };

const fileOf = (...rows: unknown[]) =>
  rows.map((one) => (typeof one === "string" ? one : JSON.stringify(one))).join("\n");

let projectId: string;
let dataDirectory: string;
beforeAll(async () => {
  dataDirectory = await mkdtemp(path.join(os.tmpdir(), "second-opinion-evaluated-"));
  process.env.SECOND_OPINION_DATA_DIR = dataDirectory;
});
afterAll(() => rm(dataDirectory, { recursive: true, force: true }));
beforeEach(async () => {
  projectId = await createTestProject();
});

async function* bytesOf(text: string) {
  yield new TextEncoder().encode(text);
}

const requestOf = (text: string, fileName = "judge.jsonl") => ({
  projectId,
  importId: randomUUID(),
  actorId: "operator",
  fileName,
  bytesTotal: null,
  source: bytesOf(text),
});
const bring = (text: string, graderName: string | null = null) =>
  importEvaluatedRows({ ...requestOf(text), graderName });

async function readGrades() {
  const rows = await database.$queryRaw<
    { round: number; criterion: string; sample: number | null; status: string; says: string | null }[]
  >`
    SELECT t.round, u.criterion::text AS criterion, r.sample_index AS sample, g.status::text AS status,
      coalesce(g.stop_label::text, g.score::text, g.failure_class::text) AS says
    FROM units u JOIN turns t ON t.project_id = u.project_id AND t.id = u.turn_id
    JOIN grades g ON g.project_id = u.project_id AND g.unit_id = u.id
    LEFT JOIN responses r ON r.project_id = u.project_id AND r.id = u.response_id
    WHERE u.project_id = ${projectId}::uuid ORDER BY t.round, u.criterion, r.sample_index`;
  return rows.map(({ round, criterion, sample, status, says }) =>
    [round, criterion, sample, status, says].filter((part) => part !== null).join(" "),
  );
}

/** Everything that an import may change, as text. */
async function wholeState() {
  const tables = [
    "trajectories",
    "responses",
    "units",
    "grades",
    "target_items",
    "grading_runs",
    "grading_tasks",
    "grader_versions",
  ];
  const texts = [];
  for (const table of tables) {
    texts.push(
      await database.$queryRawUnsafe(
        `SELECT '${table}' AS name, to_jsonb(x) AS row FROM ${table} x WHERE project_id = '${projectId}' ORDER BY 2`,
      ),
    );
  }
  return JSON.stringify(texts);
}

describe("importEvaluatedRows", () => {
  it("adds responses and grades to a session that the project has", async () => {
    await importFile(requestOf(fileOf(session), "sessions.jsonl"));
    const outcome = await bring(fileOf(row(1), row(2), row(3)));
    expect(outcome).toMatchObject({ responses: 5, counts: { trajectories: 0, unchanged: 1, refusedCount: 0 } });
    expect(await readGrades()).toEqual([
      "1 decision ok continue",
      "1 extraction ok",
      "1 content 0 ok 1",
      "1 content 1 not_applicable",
      "1 format 0 ok 1",
      "1 format 1 not_applicable",
      "2 decision ok continue",
      "2 extraction ok",
      "2 content 0 ok 1",
      "2 content 1 not_applicable",
      "2 format 0 ok 1",
      "2 format 1 not_applicable",
      "3 decision ok stop",
      "3 extraction ok",
      "3 content 0 ok 1",
      "3 format 0 ok 1",
    ]);
    const items = await database.targetItem.findMany({ where: { projectId }, orderBy: { askedRound: "asc" } });
    expect(
      items.map(({ attribute, value, firstRound, askedRound }) => [attribute, value, firstRound, askedRound]),
    ).toEqual([
      ["cough duration", "since Monday", 1, 1],
      ["fever", "none", 1, 2],
    ]);
    const run = await database.gradingRun.findFirstOrThrow({ where: { projectId }, include: { tasks: true } });
    expect(run).toMatchObject({ state: "finished", taskCount: 1, tasks: [{ state: "done", gradesOk: 12 }] });
  });

  it("changes nothing when the same file comes again, and shares responses with another grader's file", async () => {
    const text = fileOf(row(1), row(2), row(3));
    await bring(text);
    const before = await wholeState();
    const again = await bring(text);
    expect(again).toMatchObject({ responses: 0, gradesOk: 0, gradesFailed: 0, gradesNotApplicable: 0 });
    expect(await wholeState()).toBe(before);

    const other = await bring(
      fileOf(row(1, { rollouts: ["<stop />", "Anything else?"], grades: [{ action_score: 0 }, good] })),
      "other",
    );
    // "<stop />" is a sample that is there; the other question is new.
    expect(other.responses).toBe(1);
    expect(await database.graderVersion.count({ where: { projectId } })).toBe(2);
  });

  it("makes the trajectory from the longest row where the session is not known", async () => {
    await bring(fileOf(row(2), row(1)));
    const trajectory = await database.trajectory.findFirstOrThrow({
      where: { projectId },
      include: { turns: { orderBy: { round: "asc" }, include: { responses: { orderBy: { source: "asc" } } } } },
    });
    expect(trajectory.messageCount).toBe(3);
    // The file says that the dialogue goes on, so the last turn is no stop, and the expert's words there are not known.
    expect(trajectory.turns.map(({ stopLabel }) => stopLabel)).toEqual(["continue", "continue"]);
    expect(trajectory.turns.map(({ responses }) => responses.map(({ source }) => source))).toEqual([
      ["expert", "policy", "policy"],
      ["policy", "policy"],
    ]);
  });

  it("refuses lines one by one and takes the rest", async () => {
    const changed = row(2, { messages: [user("Other."), assistant("Yes?"), user("No.")] });
    const outcome = await bring(fileOf("not json", row(1), changed, row(1), row(3)));
    expect(outcome.counts.refused.map(({ line }) => line)).toEqual([1, 3, 4]);
    expect(outcome.counts.refused[2]?.reason).toContain("Line 2 has the same cid");
    expect(outcome.counts.trajectories).toBe(1);
    // The turn without a row: nothing was asked there as far as the file knows.
    expect((await readGrades()).filter((grade) => grade.startsWith("2"))).toEqual(["2 extraction not_applicable"]);
  });

  it("makes failed grades of what can't be read, never zeros", async () => {
    await bring(
      fileOf(
        row(3),
        row(2, { grades: [{ think: "", action_score: 1, format_score: 2, content_score: null }, { action_score: 0 }] }),
      ),
    );
    expect((await readGrades()).filter((grade) => grade.startsWith("2") && grade.includes("failed"))).toEqual([
      "2 content 0 failed unparsable",
      "2 format 0 failed schema_mismatch",
    ]);
    const run = await database.gradingRun.findFirstOrThrow({ where: { projectId }, include: { tasks: true } });
    expect(run.tasks[0]?.failureClasses).toEqual({ unparsable: 1, schema_mismatch: 1 });
    await expect(retryFailedGrading({ projectId, actorId: "operator", runId: run.id })).rejects.toMatchObject({
      kind: "conflict",
    });
  });

  it("marks what no right grader says", async () => {
    // An item that is not there at the first turn and is at the second.
    await bring(fileOf(row(1, { info_truth: "cough duration: since Monday" }), row(2), row(3)));
    const signals = await database.gradeSignal.findMany({ where: { projectId } });
    expect(signals.map(({ violations }) => violations)).toEqual([["information_grows"]]);
    // The imported version is the one that pages speak of.
    const { id } = await database.trajectory.findFirstOrThrow({ where: { projectId } });
    const shown = await loadTrajectory({ projectId, trajectoryId: id, readerId: null });
    expect(shown.graderLabel).toBe("judge 1");
    const grades = shown.turns.flatMap(({ units }) => units.map(({ grade }) => gradeViewSchema.parse(grade)));
    const marked = grades.filter((grade) => grade.status === "ok" && grade.violations !== undefined);
    expect(marked).toMatchObject([{ violations: ["information_grows"], value: { items: [{ attribute: "fever" }] } }]);
  });

  it("takes the file for what its first line says", async () => {
    const evaluated = await importFile(requestOf(`\n${fileOf(row(1), row(2), row(3))}`));
    expect(evaluated).toMatchObject({ kind: "evaluated", responses: 5 });
    const grader = await database.grader.findFirstOrThrow({ where: { projectId } });
    expect(grader).toMatchObject({ name: "judge", kind: "imported" });
  });

  it("refuses a file of which nothing can be taken, and names that are another grader's", async () => {
    await expect(bring("nothing\n")).rejects.toMatchObject({ kind: "invalid" });
    const imports = await database.import.findMany({ where: { projectId } });
    expect(imports.map(({ state }) => state)).toEqual(["failed"]);
    await expect(bring(fileOf(row(1)), "Offline")).rejects.toMatchObject({ kind: "invalid" });
    await database.grader.create({ data: { projectId, id: randomUUID(), name: "judge", kind: "llm" } });
    await expect(bring(fileOf(row(1)))).rejects.toMatchObject({ kind: "conflict" });
    expect(await database.trajectory.count({ where: { projectId } })).toBe(0);
  });

  it("exports the policy's responses with the file's information and scores", async () => {
    await importFile(requestOf(fileOf(session), "sessions.jsonl"));
    const { graderVersionId } = await bring(fileOf(row(1), row(2), row(3)));
    const target = path.join(dataDirectory, `${randomUUID()}.jsonl`);
    await exportTo({
      projectId,
      actorId: "operator",
      format: "reward",
      place: { layout: "file", path: target },
      graderVersionId,
    });
    const lines = (await readFile(target, "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ cid, response, reward, info_truth }) => [cid, response, reward, info_truth])).toEqual([
      ["7_1", "Any fever?", 4, "cough duration: since Monday, fever: none"],
      ["7_1", "<stop />", 0, "cough duration: since Monday, fever: none"],
      ["7_2", "Any fever?", 4, "fever: none"],
      ["7_2", "<stop />", 0, "fever: none"],
      ["7_3", "<stop />", 4, ""],
      // The expert's own responses are left out: the file says nothing of them.
    ]);
  });

  it("lets other graders grade the policy's responses too", async () => {
    await bring(fileOf(row(1), row(2), row(3)));
    const run = await startGradingRun({ projectId, actorId: "operator" });
    expect(run).toMatchObject({ tasksTotal: 1, state: "running" });
  });
});
