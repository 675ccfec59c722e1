import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { database } from "@/lib/db/client";
import { findExport } from "@/lib/db/export-reads";
import { createTestProject } from "@/lib/db/testing/create-test-project";
import type { ExportFormat } from "@/lib/export/export-settings";
import { exportSchema } from "@/lib/queries/pipeline-contract";
import { buildExport } from "@/lib/workflows/build-export";
import { exportTo } from "@/lib/workflows/export-to";
import { graderOfVersion } from "@/lib/workflows/grader-of-version";
import { rescoreTurns } from "@/lib/workflows/rescore-turns";
import { createExportRow } from "@/lib/workflows/start-export";
import { gradedProject } from "@/lib/workflows/testing/graded-project";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "second-opinion-export-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function unitOf(projectId: string, sessionKey: string, round: number, criterion: VerdictValue["criterion"]) {
  return database.unit.findFirstOrThrow({
    where: { projectId, criterion, turn: { round, trajectory: { sessionKey } } },
  });
}

async function give(
  projectId: string,
  unitId: string,
  kind: "agree" | "wrong" | "withdrawn",
  value: VerdictValue | null,
  options: { readerId?: string; supersedesId?: string } = {},
): Promise<string> {
  const id = randomUUID();
  await database.verdict.create({
    data: {
      projectId,
      id,
      unitId,
      gradeRevision: 0,
      readerId: options.readerId ?? "reader-1",
      kind,
      ...(value === null ? {} : { value }),
      activeMs: 1000,
      idempotencyKey: id,
      supersedesId: options.supersedesId ?? null,
    },
  });
  return id;
}

async function rowsOf(file: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(file, "utf8");
  return text === ""
    ? []
    : text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
}

interface Expected {
  readonly stop?: "continue" | "stop";
  readonly content?: number;
  readonly items?: readonly { attribute: string; value: string; firstRound: number; askedRound: number }[];
  readonly provenance?: string;
  readonly leftOut?: true;
}

/**
 * The reward set as it should be, from the rows of the database and the test's own corrections, by the formula
 * R = decision · (1 + 2 · content) + format, without the product's code for labels, rewards and rows.
 */
async function expectedRows(projectId: string, corrections: Readonly<Record<string, Expected>>) {
  const rows: Record<string, unknown>[] = [];
  const version = await database.graderVersion.findFirstOrThrow({ where: { projectId } });
  const grader = graderOfVersion({ graderKind: "offline", definition: version.definition });
  const trajectories = await database.trajectory.findMany({
    where: { projectId },
    orderBy: { ordinal: "asc" },
    include: {
      messages: { orderBy: { position: "asc" } },
      turns: { orderBy: { round: "asc" }, include: { responses: true } },
    },
  });
  for (const trajectory of trajectories) {
    const stored = await database.targetItem.findMany({
      where: { projectId, trajectoryId: trajectory.id, revision: 0 },
      orderBy: [{ askedRound: "asc" }, { ordinal: "asc" }],
    });
    const own = stored.map(({ attribute, value, firstRound, askedRound }) => ({
      attribute,
      value,
      firstRound,
      askedRound,
    }));
    const items = trajectory.turns.flatMap(
      ({ round }) =>
        corrections[`${trajectory.sessionKey}_${round}`]?.items ?? own.filter(({ askedRound }) => askedRound === round),
    );
    const at = (list: typeof own, round: number) =>
      list.filter(({ firstRound, askedRound }) => firstRound <= round && round <= askedRound);
    for (const turn of trajectory.turns) {
      const cid = `${trajectory.sessionKey}_${turn.round}`;
      const correction = corrections[cid] ?? {};
      const info = at(items, turn.round);
      const response = turn.responses[0]?.content ?? "";
      const grades = await database.grade.findMany({
        where: { projectId, revision: 0, unit: { turnId: turn.id } },
        include: { unit: true },
      });
      const grade = (criterion: string) => grades.find(({ unit }) => unit.criterion === criterion);
      const stop = correction.stop ?? grade("decision")?.stopLabel;
      if (correction.leftOut) continue;
      if (stop === "continue" && info.length === 0) continue;
      let content = correction.content ?? grade("content")?.score ?? 0;
      if (
        correction.content === undefined &&
        JSON.stringify(info) !== JSON.stringify(at(own, turn.round)) &&
        stop === "continue"
      ) {
        const scores = await grader.score({
          trajectory,
          turn,
          response,
          stopLabel: "continue",
          targetInformation: info.map((item) => ({ ...item, evidence: [] })),
        });
        content = scores.content.status === "ok" ? scores.content.value : Number.NaN;
      }
      let [d, c, f] = [0, 0, 0];
      if (response.includes("<stop />") && stop === "stop") [d, c, f] = [1, 1, 1];
      if (!response.includes("<stop />") && stop === "continue")
        [d, c, f] = [1, content, grade("format")?.score ?? Number.NaN];
      rows.push({
        cid,
        session_id: Number(trajectory.sessionKey),
        diagn: "cold",
        messages: trajectory.messages
          .slice(0, turn.contextMessageCount)
          .map(({ role, content }) => ({ role, content })),
        decision_truth: stop,
        info_truth: info.map(({ attribute, value }) => `${attribute}: ${value}`).join(", "),
        response,
        reward: d * (1 + 2 * c) + f,
        decision_score: d,
        content_score: c,
        format_score: f,
        provenance: correction.provenance ?? "machine",
        grader_version: "offline 1",
        raw_reward: rawOf(grade, response),
        soft_reward: null,
        risk: null,
        weight: 1,
      });
    }
  }
  return rows;
}

/** R of the grader's own grades. */
function rawOf(
  grade: (criterion: string) => { stopLabel: string | null; score: number | null } | undefined,
  response: string,
) {
  const stop = grade("decision")?.stopLabel;
  if (response.includes("<stop />") !== (stop === "stop")) return 0;
  if (stop === "stop") return 4;
  const [content, format] = [grade("content")?.score ?? null, grade("format")?.score ?? null];
  return content === null || format === null ? null : 1 + 2 * content + format;
}

const request = (projectId: string, format: ExportFormat) => ({ projectId, actorId: "operator", format });
const asFile = (path: string) => ({ place: { layout: "file", path } as const });

test("there is nothing to export before anything is graded", async () => {
  const projectId = await createTestProject();
  await expect(createExportRow(request(projectId, "reward"), true)).rejects.toMatchObject({
    kind: "conflict",
    message: expect.stringContaining("Nothing is graded yet"),
  });
});

describe("a reward set", () => {
  test("without verdicts is the grader's, row by row, the same bytes each time", async () => {
    const projectId = await gradedProject();
    const first = path.join(folder, "first.jsonl");
    const view = exportSchema.parse(await exportTo({ ...request(projectId, "reward"), ...asFile(first) }));
    const expected = await expectedRows(projectId, {});
    expect(expected.length).toBeGreaterThan(6);
    expect(await rowsOf(first)).toEqual(expected);
    expect(view).toMatchObject({
      state: "finished",
      rowsWritten: expected.length,
      rowsTotal: 12,
      graderLabel: "offline 1",
    });

    const second = path.join(folder, "second.jsonl");
    await exportTo({ ...request(projectId, "reward"), ...asFile(second) });
    expect(await readFile(second)).toEqual(await readFile(first));
    expect(await readFile(`${second}.manifest.json`)).toEqual(await readFile(`${first}.manifest.json`));
    const manifest = JSON.parse(await readFile(`${first}.manifest.json`, "utf8"));
    expect(manifest).toMatchObject({
      rows: { in: 12, out: expected.length },
      file: { bytes: view.bytes, sha256: view.sha256 },
      verdictCut: { ordinal: "0" },
    });
    expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test("follows the verdicts that stand at its cut, and no later ones", async () => {
    const projectId = await gradedProject();
    // Session 1: a content score, and a stop label flipped by two readers.
    await give(projectId, (await unitOf(projectId, "1", 1, "content")).id, "wrong", {
      criterion: "content",
      score: 0.5,
    });
    const decision = (await unitOf(projectId, "1", 2, "decision")).id;
    const flipped = { criterion: "decision", stopLabel: "stop" } as const;
    await give(projectId, decision, "wrong", flipped);
    await give(projectId, decision, "wrong", flipped, { readerId: "reader-2" });
    // Session 2: what was asked at turn 3 is put right, which reaches turns 1 and 2; another verdict is taken back.
    const extraction = (await unitOf(projectId, "2", 3, "extraction")).id;
    const items = [{ attribute: "rash", value: "no" }];
    await give(projectId, extraction, "wrong", { criterion: "extraction", items });
    const undone = (await unitOf(projectId, "2", 1, "format")).id;
    const first = await give(projectId, undone, "wrong", { criterion: "format", score: 0 });
    await give(projectId, undone, "withdrawn", null, { supersedesId: first });
    // Session 3: two readers disagree; a grade has failed.
    const disputed = (await unitOf(projectId, "3", 1, "content")).id;
    await give(projectId, disputed, "wrong", { criterion: "content", score: 0 });
    await give(projectId, disputed, "wrong", { criterion: "content", score: 0.5 }, { readerId: "reader-2" });
    const failed = (await unitOf(projectId, "3", 2, "content")).id;
    await database.grade.updateMany({
      where: { projectId, unitId: failed },
      data: { status: "failed", failureClass: "unparsable", score: null },
    });

    const exportId = await createExportRow(request(projectId, "reward"), false);
    // After the cut.
    await give(projectId, (await unitOf(projectId, "1", 3, "content")).id, "wrong", { criterion: "content", score: 0 });

    const target = path.join(folder, "verdicts.jsonl");
    await buildExport({ projectId, exportId, ...asFile(target) });
    const added = [{ attribute: "rash", value: "no", firstRound: 1, askedRound: 3 }];
    expect(await rowsOf(target)).toEqual(
      await expectedRows(projectId, {
        "1_1": { content: 0.5, provenance: "human" },
        "1_2": { stop: "stop", provenance: "human_twice" },
        "2_1": { provenance: "propagated" },
        "2_2": { provenance: "propagated" },
        "2_3": { items: added, provenance: "human" },
        "3_1": { leftOut: true },
        "3_2": { leftOut: true },
      }),
    );
    const view = exportSchema.parse(await findExport(projectId, exportId));
    expect(view.leftOut).toMatchObject({ "ambiguous verdicts": 1, "failed grade": 1 });

    // The same cut gives the same labels after the re-score has run.
    for (const { id } of await database.trajectory.findMany({ where: { projectId } })) {
      await rescoreTurns({ projectId, trajectoryId: id });
    }
    const again = await createExportRow(request(projectId, "reward"), false);
    const cut = await database.export.findFirstOrThrow({ where: { id: exportId } });
    await database.export.updateMany({ where: { id: again }, data: { verdictOrdinal: cut.verdictOrdinal } });
    const repeated = path.join(folder, "repeated.jsonl");
    await buildExport({ projectId, exportId: again, ...asFile(repeated) });
    expect(await readFile(repeated)).toEqual(await readFile(target));
  });
});

test("a training set has the corrected labels, and no response", async () => {
  const projectId = await gradedProject();
  const items = [{ attribute: "rash", value: "no" }];
  await give(projectId, (await unitOf(projectId, "1", 3, "extraction")).id, "wrong", {
    criterion: "extraction",
    items,
  });
  const file = path.join(folder, "training.jsonl");
  await exportTo({ ...request(projectId, "training"), ...asFile(file) });
  const rows = await rowsOf(file);
  const expected = await expectedRows(projectId, {
    "1_3": { items: [{ attribute: "rash", value: "no", firstRound: 1, askedRound: 3 }] },
  });
  expect(rows).toEqual(
    expected.map(({ cid, session_id, diagn, messages, decision_truth, info_truth }) => ({
      cid,
      session_id,
      diagn,
      messages,
      decision_truth,
      info_truth,
    })),
  );
  expect(Object.keys(rows[0] ?? {})).toEqual([
    "cid",
    "session_id",
    "diagn",
    "messages",
    "decision_truth",
    "info_truth",
  ]);
});

test("an export that can't be written says why and leaves nothing behind", async () => {
  const projectId = await gradedProject();
  const blocked = path.join(folder, "first.jsonl", "below-a-file.jsonl");
  await expect(exportTo({ ...request(projectId, "reward"), ...asFile(blocked) })).rejects.toThrow(/Choose another/);
  const [failed] = await database.export.findMany({ where: { projectId } });
  expect(failed).toMatchObject({ state: "failed", failure: expect.stringContaining("Choose another") });
});
