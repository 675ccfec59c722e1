import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import { createTestProject } from "@/lib/db/testing/create-test-project";
import { graderDraftSchema } from "@/lib/queries/grader-contract";
import { createEndpoint } from "@/lib/workflows/create-endpoint";
import { createGraderVersion } from "@/lib/workflows/create-grader-version";
import { exportTo } from "@/lib/workflows/export-to";
import { importSessions } from "@/lib/workflows/import-sessions";
import { startGradingRun } from "@/lib/workflows/start-grading-run";
import { untilRun } from "@/testkit/faults/grading-scene";

export const RESEARCHER = "operator";
const CONCURRENCY = 32;
const RUN_PATIENCE_MS = 300_000;

/** A project with the sessions of a file, graded by the models that the endpoint plays. */
export async function gradedProject(
  file: string,
  baseUrl: string,
): Promise<{ readonly projectId: string; readonly graderVersionId: string }> {
  const actorId = RESEARCHER;
  const projectId = await createTestProject();
  await importSessions({
    projectId,
    importId: randomUUID(),
    actorId,
    fileName: path.basename(file),
    bytesTotal: null,
    source: (async function* () {
      yield readFileSync(file);
    })(),
  });
  const { id: endpointId } = await createEndpoint({
    projectId,
    actorId,
    endpoint: { name: "test", baseUrl, model: "test-model", key: { source: "none" }, concurrency: CONCURRENCY },
  });
  const draft = graderDraftSchema.parse({
    name: "judge",
    extraction: { kind: "llm", endpointId },
    scoring: { votes: [{ name: "plain", endpointId }] },
  });
  const { id: graderVersionId } = await createGraderVersion({ projectId, actorId, draft });
  const run = await startGradingRun({ projectId, actorId, grader: graderVersionId });
  await untilGraded(projectId, run.id);
  return { projectId, graderVersionId };
}

export async function untilGraded(projectId: string, runId: string): Promise<void> {
  const ended = await untilRun({ projectId }, runId, ({ state }) => state !== "running", RUN_PATIENCE_MS);
  expect(ended).toMatchObject({ state: "finished", gradesFailed: 0 });
}

/** R by row id, as the product exports it with the labels that hold now. */
export async function exportRewards(projectId: string, folder: string): Promise<Map<string, number>> {
  const file = path.join(folder, `${randomUUID()}.jsonl`);
  const place = { layout: "file", path: file } as const;
  await exportTo({ projectId, actorId: RESEARCHER, format: "reward", place });
  const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
  return new Map(lines.map((line) => JSON.parse(line)).map(({ cid, reward }) => [cid, reward]));
}
