import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { database } from "@/lib/db/client";
import { findExport } from "@/lib/db/export-reads";
import { findImport } from "@/lib/db/import-reads";
import { createTestProject } from "@/lib/db/testing/create-test-project";
import { defaultMapping, type ImportOptions } from "@/lib/trajectory/formats/import-options";
import { exportFolder, workFolder } from "@/lib/workflows/export-place";
import { exportTo } from "@/lib/workflows/export-to";
import { makeDraft, startImport, takePiece } from "@/lib/workflows/import-draft";
import { runImport } from "@/lib/workflows/run-import";
import { startExport } from "@/lib/workflows/start-export";
import { makeGradedProject } from "@/testkit/dialogues/graded-project";
import { makeDialogue } from "@/testkit/dialogues/make-dialogue";
import type { Program } from "@/testkit/processes/spawn-program";
import { spawnWorker } from "@/testkit/processes/spawn-worker";

const SESSIONS = 4_000;
const EXPORTED_DIALOGUES = 10_000;
const actorId = "operator";

let folder = "";
let worker: Program | null = null;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "second-opinion-transfer-"));
  process.env.SECOND_OPINION_DATA_DIR = folder;
});
afterAll(async () => {
  await worker?.end();
  await rm(folder, { recursive: true, force: true });
});

async function work(): Promise<Program> {
  worker = await spawnWorker(process.env.DATABASE_URL ?? "", { SECOND_OPINION_DATA_DIR: folder });
  return worker;
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 120_000; !(await holds()); ) {
    if (Date.now() > end) throw new Error(`Never: ${what}.\n${worker?.printed().slice(-2_000)}`);
    await wait(10);
  }
}

const text = Buffer.from(Array.from({ length: SESSIONS }, (_, at) => makeDialogue(at + 1, 5)).join("\n"));
const OPTIONS: ImportOptions = { mapping: defaultMapping("session"), duplicates: "keep", pseudonymize: false };

async function begin(): Promise<{ projectId: string; importId: string }> {
  const projectId = await createTestProject();
  const importId = randomUUID();
  await makeDraft({ projectId, actorId, id: importId, files: [{ name: "a.jsonl", bytes: text.length }] });
  const source = (async function* () {
    yield text;
  })();
  await takePiece({ projectId, draftId: importId, file: 0, offset: 0, source });
  await startImport({ projectId, actorId, draftId: importId, options: OPTIONS });
  return { projectId, importId };
}

/** Everything an import writes of dialogues, in order, as one hash. */
async function contentOf(projectId: string): Promise<string> {
  const hash = createHash("sha256");
  const trajectories = await database.trajectory.findMany({
    where: { projectId },
    orderBy: { ordinal: "asc" },
    include: {
      messages: { orderBy: { position: "asc" }, select: { position: true, role: true, content: true } },
      turns: {
        orderBy: { round: "asc" },
        select: { round: true, contextMessageCount: true, stopLabel: true, responses: { select: { content: true } } },
      },
    },
  });
  for (const { sessionKey, diagnosis, contentHash, messages, turns } of trajectories) {
    hash.update(JSON.stringify([sessionKey, diagnosis, contentHash, messages, turns]));
  }
  return `${trajectories.length} ${hash.digest("hex")}`;
}

test("an import whose worker is killed goes on where it stood: the same bytes, each once", async () => {
  const undisturbed = await begin();
  await runImport({ ...undisturbed, isLastAttempt: true });
  // That job is done, which the worker must find out for itself.
  const { projectId, importId } = await begin();
  const standing = async () => (await findImport(projectId, importId))?.trajectories ?? 0;
  const first = await work();
  await until("some dialogues are in", async () => (await standing()) > 0);
  await first.end("SIGKILL");
  const halfway = await standing();
  expect(halfway).toBeLessThan(SESSIONS);
  // What is counted is what is there: whole batches.
  expect(await database.trajectory.count({ where: { projectId } })).toBe(halfway);

  const second = await work();
  await until("the import has ended", async () => (await findImport(projectId, importId))?.state === "finished");
  await second.end();
  expect(await findImport(projectId, importId)).toMatchObject({
    trajectories: SESSIONS,
    unchanged: 0,
    refusedCount: 0,
  });
  expect(await contentOf(projectId)).toBe(await contentOf(undisturbed.projectId));
}, 240_000);

test("an export whose worker is killed goes on where it stood: the same bytes", async () => {
  const { projectId } = await makeGradedProject(EXPORTED_DIALOGUES, () => undefined);
  const file = path.join(folder, "undisturbed.jsonl");
  await exportTo({ projectId, actorId, format: "reward", place: { layout: "file", path: file } });

  const first = await work();
  const { id: exportId } = await startExport({ projectId, actorId, format: "reward" });
  const place = { layout: "folder", path: exportFolder(projectId, exportId) } as const;
  const noted = path.join(workFolder(place), ".state.json");
  await until("something is written for good", async () => existsSync(noted));
  await first.end("SIGKILL");
  expect((await findExport(projectId, exportId))?.state).toBe("running");
  const { position } = JSON.parse(await readFile(noted, "utf8"));
  expect(position).toBeGreaterThan(0);
  expect(position).toBeLessThan(EXPORTED_DIALOGUES);
  expect(existsSync(place.path)).toBe(false);

  const second = await work();
  await until("the export has ended", async () => (await findExport(projectId, exportId))?.state === "finished");
  await second.end();
  const [built, wanted] = await Promise.all([readFile(path.join(place.path, "reward.jsonl")), readFile(file)]);
  expect(built.equals(wanted)).toBe(true);
  const manifests = await Promise.all(
    [path.join(place.path, "manifest.json"), `${file}.manifest.json`].map(async (name) =>
      JSON.parse(await readFile(name, "utf8")),
    ),
  );
  expect(manifests[0].rows).toEqual(manifests[1].rows);
  expect(manifests[0].files.map(({ sha256, rowGroups }: Record<string, unknown>) => [sha256, rowGroups])).toEqual(
    manifests[1].files.map(({ sha256, rowGroups }: Record<string, unknown>) => [sha256, rowGroups]),
  );
}, 240_000);
