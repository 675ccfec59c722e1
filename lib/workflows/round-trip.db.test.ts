import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { database } from "@/lib/db/client";
import { findImport } from "@/lib/db/import-reads";
import { createTestProject } from "@/lib/db/testing/create-test-project";
import { defaultMapping, type ImportFormat } from "@/lib/trajectory/formats/import-options";
import { formatSegmentedRow, segmentRows } from "@/lib/trajectory/segment-rows";
import { exportTo } from "@/lib/workflows/export-to";
import { makeDraft, startImport, takePiece } from "@/lib/workflows/import-draft";
import { runImport } from "@/lib/workflows/run-import";
import { gradedProject } from "@/lib/workflows/testing/graded-project";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "second-opinion-round-trip-"));
  process.env.SECOND_OPINION_DATA_DIR = folder;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const actorId = "operator";

async function bringIn(text: string, format: ImportFormat): Promise<string> {
  const projectId = await createTestProject();
  const id = randomUUID();
  const bytes = Buffer.from(text);
  await makeDraft({ projectId, actorId, id, files: [{ name: "rows.jsonl", bytes: bytes.length }] });
  const source = (async function* () {
    yield bytes;
  })();
  await takePiece({ projectId, draftId: id, file: 0, offset: 0, source });
  const options = { mapping: defaultMapping(format), duplicates: "keep", pseudonymize: false } as const;
  await startImport({ projectId, actorId, draftId: id, options });
  await runImport({ projectId, importId: id, isLastAttempt: true });
  expect(await findImport(projectId, id)).toMatchObject({ state: "finished", refusedCount: 0 });
  return projectId;
}

async function takeOut(projectId: string): Promise<string> {
  const place = path.join(folder, randomUUID());
  await exportTo({ projectId, actorId, format: "training", place: { layout: "file", path: place } });
  return readFile(place, "utf8");
}

async function dialoguesOf(projectId: string) {
  const rows = await database.trajectory.findMany({
    where: { projectId },
    orderBy: { ordinal: "asc" },
    select: {
      sessionKey: true,
      diagnosis: true,
      messages: { orderBy: { position: "asc" }, select: { role: true, content: true } },
    },
  });
  return rows;
}

const EXTRAS = ["It began on Monday.", 'He said "ow", 嗓子疼', "שלום 🤒"];

test("training rows: out, in again and out again are the same bytes", async () => {
  const first = await takeOut(await gradedProject(EXTRAS));
  expect(first.trimEnd().split("\n")).toHaveLength(12);
  expect(await takeOut(await bringIn(first, "training"))).toBe(first);
});

test("dialogues: as sessions and as segmented rows the same are stored", async () => {
  const dialogues = await dialoguesOf(await gradedProject(EXTRAS));
  const sessions = dialogues.map(({ sessionKey, diagnosis, messages }) => ({
    session_id: JSON.parse(sessionKey),
    diagn: diagnosis,
    messages,
  }));
  const lines = sessions.map((session) => JSON.stringify(session)).join("\n");
  const segmented = dialogues.flatMap((dialogue) =>
    [...segmentRows(dialogue, { referenceRows: true })].map(formatSegmentedRow),
  );
  expect(await dialoguesOf(await bringIn(lines, "session"))).toEqual(dialogues);
  expect(await dialoguesOf(await bringIn(segmented.join("\n"), "segmented"))).toEqual(dialogues);
});
