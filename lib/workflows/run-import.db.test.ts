import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { database } from "@/lib/db/client";
import { findImport } from "@/lib/db/import-reads";
import { createTestProject } from "@/lib/db/testing/create-test-project";
import { defaultMapping, type ImportMapping, type ImportOptions } from "@/lib/trajectory/formats/import-options";
import { checkImport } from "@/lib/workflows/check-import";
import {
  cancelImport,
  discardDraft,
  listDrafts,
  makeDraft,
  startCheck,
  startImport,
  takePiece,
} from "@/lib/workflows/import-draft";
import { previewImport } from "@/lib/workflows/preview-import";
import { runImport } from "@/lib/workflows/run-import";
import { receivedBytes, scratchFolder, storedFiles } from "@/lib/workflows/stored-files";
import { writeProblems } from "@/lib/workflows/write-problems";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "second-opinion-run-import-"));
  process.env.SECOND_OPINION_DATA_DIR = folder;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 5000) yield bytes.subarray(at, at + 5000);
}

async function upload(projectId: string, contents: Readonly<Record<string, string | Uint8Array>>) {
  const id = randomUUID();
  const files = Object.entries(contents).map(([name, content]) => ({
    name,
    bytes: Buffer.from(content as string).length,
  }));
  await makeDraft({ projectId, actorId: "operator", id, files });
  for (const [file, content] of Object.values(contents).entries()) {
    const bytes = Buffer.from(content as string);
    await takePiece({ projectId, draftId: id, file, offset: 0, source: pieces(bytes) });
  }
  return id;
}

const optionsFor = (mapping: ImportMapping, more: Partial<ImportOptions> = {}): ImportOptions => ({
  mapping,
  duplicates: "keep",
  pseudonymize: false,
  ...more,
});
const SESSION = optionsFor(defaultMapping("session"));

function session(id: unknown, ...contents: string[]): string {
  const messages = contents.map((content, at) => ({ role: at % 2 === 0 ? "user" : "assistant", content }));
  return JSON.stringify({ session_id: id, diagn: "cold", messages });
}

async function run(projectId: string, importId: string, options: ImportOptions) {
  await startImport({ projectId, actorId: "operator", draftId: importId, options });
  await runImport({ projectId, importId, isLastAttempt: true });
  return findImport(projectId, importId);
}

async function problemsOf(projectId: string, importId: string): Promise<string> {
  let text = "";
  for await (const part of writeProblems(projectId, importId)) text += Buffer.from(part).toString("utf8");
  return text;
}

test("a table comes in: uploaded in pieces, previewed, checked without a trace, imported, its mapping kept", async () => {
  const projectId = await createTestProject();
  const rows = ["1,patient,It hurts", "1,doctor,Since when?", "2,nurse,Hello", "1,patient,Monday", "3,patient,=1+1"];
  const table = `id,speaker,text\n${rows.join("\n")}\n`;
  const id = randomUUID();
  const bytes = Buffer.from(table);
  await makeDraft({ projectId, actorId: "operator", id, files: [{ name: "logs.csv", bytes: bytes.length }] });
  const piece = (offset: number, end: number) =>
    takePiece({ projectId, draftId: id, file: 0, offset, source: pieces(bytes.subarray(offset, end)) });
  await piece(0, 30);
  await expect(piece(40, 50)).rejects.toMatchObject({ kind: "conflict" });
  await expect(startCheck(projectId, id, SESSION)).rejects.toMatchObject({ kind: "conflict" });
  // Sent again from too early on, as after a lost answer.
  expect(await piece(20, bytes.length)).toEqual({ received: bytes.length });
  const [draft] = await listDrafts(projectId);
  expect(draft).toMatchObject({ state: "ready", files: [{ received: bytes.length }] });

  const files = storedFiles(id, [{ name: "logs.csv", bytes: bytes.length }]);
  const look = (mapping: ImportMapping | null) =>
    previewImport({ projectId, files, scratchFolder: scratchFolder(id, "preview"), mapping });
  const preview = await look(null);
  expect(preview).toMatchObject({
    isFromProject: false,
    mapping: { format: "message_rows", fields: { id: "id", role: "speaker", content: "text" } },
    unmappedRoles: ["nurse"],
    missing: [],
    problems: [{ line: 4 }],
  });
  expect(preview.dialogues[0]).toMatchObject({ label: "1", messageCount: 3 });

  const mapping: ImportMapping = { ...preview.mapping, roles: { ...preview.mapping.roles, nurse: "skip" } };
  await startCheck(projectId, id, optionsFor(preview.mapping));
  await checkImport(projectId, id);
  expect((await listDrafts(projectId))[0]).toMatchObject({
    state: "checked",
    report: { dialogues: 2, messages: 4, problems: 1, unchanged: 0 },
  });
  expect(await problemsOf(projectId, id)).toMatch(/"logs.csv","4",(?:"")?,"The row has the role ""nurse""/);
  expect(await database.trajectory.count({ where: { projectId } })).toBe(0);

  expect(await run(projectId, id, optionsFor(mapping))).toMatchObject({
    state: "finished",
    trajectories: 2,
    messages: 4,
    refusedCount: 1,
    refused: [{ line: 4, file: "logs.csv", reason: expect.stringContaining("no message") }],
  });
  expect(await listDrafts(projectId)).toEqual([]);
  expect(await receivedBytes(id, [{ name: "", bytes: 0 }])).toEqual([0]);
  // The next file is read the same way.
  const next = await upload(projectId, { "more.csv": table });
  const again = await previewImport({
    projectId,
    files: storedFiles(next, [{ name: "more.csv", bytes: bytes.length }]),
    scratchFolder: scratchFolder(next, "preview"),
    mapping: null,
  });
  expect(again).toMatchObject({ isFromProject: true, mapping: { roles: { nurse: "skip" } }, unmappedRoles: [] });
  await discardDraft(projectId, next);
  expect(await receivedBytes(next, [{ name: "", bytes: 0 }])).toEqual([0]);
});

test("duplicates under another id are counted by the check, and skipped where that was chosen", async () => {
  const projectId = await createTestProject();
  const text = [session(1, "a", "b?", "c"), session(2, "x", "y?", "z")].join("\n");
  await run(projectId, await upload(projectId, { "a.jsonl": text }), SESSION);
  const more = [
    session(1, "a", "b?", "c"),
    session("one", "a", "b?", "c"),
    session(5, "n"),
    session(6, "n"),
    session(2, "changed"),
  ];
  const id = await upload(projectId, { "b.jsonl.gz": gzipSync(more.join("\n")) });
  await startCheck(projectId, id, SESSION);
  await checkImport(projectId, id);
  expect((await listDrafts(projectId))[0]?.report).toMatchObject({
    dialogues: 3,
    unchanged: 1,
    duplicates: 2,
    problems: 1,
  });
  expect(await run(projectId, id, optionsFor(SESSION.mapping, { duplicates: "skip" }))).toMatchObject({
    trajectories: 1,
    unchanged: 1,
    duplicates: 2,
    refusedCount: 1,
  });
  expect(await database.trajectory.count({ where: { projectId } })).toBe(3);
});

test("pseudonyms are put in before anything is stored, and a second import finds the same", async () => {
  const projectId = await createTestProject();
  const text = session(1, "My name is Ada Lovelace, call 020 7946 0958", "Thank you, Ada.");
  const options = optionsFor(SESSION.mapping, { pseudonymize: true });
  const first = await run(projectId, await upload(projectId, { "a.jsonl": text }), options);
  expect(first).toMatchObject({ trajectories: 1, replaced: { name: 2, phone: 1 } });
  const messages = await database.message.findMany({ where: { projectId }, orderBy: { position: "asc" } });
  expect(messages.map(({ content }) => content)).toEqual([
    "My name is [name 1], call [phone 1]",
    "Thank you, [name 1].",
  ]);
  expect(await run(projectId, await upload(projectId, { "a.jsonl": text }), options)).toMatchObject({ unchanged: 1 });
});

test("problems of a sensitive project tell no words", async () => {
  const projectId = await createTestProject();
  await database.project.update({ where: { id: projectId }, data: { sensitive: true } });
  const text = `${session(1, "a")}\n{"session_id": 2, "messages": [{"role": "Mary Jones", "content": "my secret"}]}`;
  const id = await upload(projectId, { "a.jsonl": text });
  expect(await run(projectId, id, SESSION)).toMatchObject({ trajectories: 1, refusedCount: 1 });
  const list = await problemsOf(projectId, id);
  expect(list).toContain('"a.jsonl","2"');
  expect(list).not.toMatch(/Mary|Jones|secret/);
});

test("a canceled import leaves nothing but what was graded meanwhile; one that has ended can't be canceled", async () => {
  const projectId = await createTestProject();
  const lines = Array.from({ length: 700 }, (_, at) => session(at, "a", "b?", `c${at}`));
  const id = await upload(projectId, { "a.jsonl": lines.join("\n") });
  await startImport({ projectId, actorId: "operator", draftId: id, options: SESSION });
  await runImport({ projectId, importId: id, isLastAttempt: true });
  expect(await database.trajectory.count({ where: { projectId } })).toBe(700);
  await expect(cancelImport(projectId, "operator", id)).rejects.toMatchObject({ kind: "conflict" });

  const other = await createTestProject();
  const canceled = await upload(other, { "a.jsonl": lines.join("\n") });
  await startImport({ projectId: other, actorId: "operator", draftId: canceled, options: SESSION });
  await cancelImport(other, "operator", canceled);
  await runImport({ projectId: other, importId: canceled, isLastAttempt: true });
  expect(await findImport(other, canceled)).toMatchObject({ state: "canceled", kept: 0, trajectories: 0 });
  expect(await database.trajectory.count({ where: { projectId: other } })).toBe(0);
  expect(await receivedBytes(canceled, [{ name: "", bytes: 0 }])).toEqual([0]);
});

test("training rows come in with the labels of the grader that made them", async () => {
  const projectId = await createTestProject();
  const messages = [{ role: "user", content: "It hurts" }];
  const rows = [
    {
      cid: "7_1",
      session_id: 7,
      diagn: "cold",
      messages,
      decision_truth: "continue",
      info_truth: "pain duration: two days",
    },
    {
      cid: "7_2",
      session_id: 7,
      diagn: "cold",
      messages: [...messages, { role: "assistant", content: "Since when?" }, { role: "user", content: "Two days" }],
      decision_truth: "stop",
      info_truth: "",
    },
  ];
  const id = await upload(projectId, { "rows.json": JSON.stringify(rows) });
  const view = await run(projectId, id, optionsFor(defaultMapping("training")));
  expect(view).toMatchObject({ state: "finished", trajectories: 1, refused: [] });
  expect(await database.message.count({ where: { projectId } })).toBe(3);
  expect(await database.targetItem.count({ where: { projectId } })).toBe(1);
});

test("a dialogue of ten thousand messages, empty ones, several scripts and emoji among them, comes in as it is", async () => {
  const projectId = await createTestProject();
  const words = ["", "嗓子疼", "שלום, it hurts", "🤒 since\r\nMonday", "plain"];
  const contents = Array.from(
    { length: 10_000 },
    (_, at) => `${words[at % words.length]}${at % 5 === 0 ? "" : ` ${at}`}`,
  );
  const id = await upload(projectId, { "long.jsonl": session("long", ...contents) });
  expect(await run(projectId, id, SESSION)).toMatchObject({ state: "finished", trajectories: 1, messages: 10_000 });
  const stored = await database.message.findMany({ where: { projectId }, orderBy: { position: "asc" } });
  expect(stored.map(({ content }) => content)).toEqual(contents);
  expect(await database.turn.count({ where: { projectId } })).toBe(5_000);
});

test("files of which nothing can be taken end as failed, with the first reason", async () => {
  const projectId = await createTestProject();
  const id = await upload(projectId, { "a.pdf": "%PDF-1.7", "b.jsonl": "{}" });
  expect(await run(projectId, id, SESSION)).toMatchObject({
    state: "failed",
    failure: expect.stringMatching(
      /Nothing of a.pdf \+ 1 could be imported; all 2 records were refused. Line 1: .*PDF/,
    ),
  });
});

test("rows with grades are not pseudonymised, and say so before anything is read", async () => {
  const projectId = await createTestProject();
  const id = await upload(projectId, { "rows.json": "[]" });
  for (const format of ["training", "evaluated"] as const) {
    const options = optionsFor(defaultMapping(format), { pseudonymize: true });
    await expect(startCheck(projectId, id, options)).rejects.toThrow(/can't be pseudonymised/);
    await expect(startImport({ projectId, actorId: "operator", draftId: id, options })).rejects.toThrow(
      /can't be pseudonymised/,
    );
  }
});
