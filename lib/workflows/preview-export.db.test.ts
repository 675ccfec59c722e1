import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { database } from "@/lib/db/client";
import { EXPORT_FORMATS, type ExportFormat, requestedSettingsSchema } from "@/lib/export/export-settings";
import { exportPreviewSchema } from "@/lib/queries/export-contract";
import { exportTo } from "@/lib/workflows/export-to";
import { previewExport } from "@/lib/workflows/preview-export";
import { gradedProject } from "@/lib/workflows/testing/graded-project";

let folder = "";
let projectId = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "second-opinion-preview-"));
  projectId = await gradedProject(["a", "b", "c"], ["Do you smoke?", "<stop />"]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function built(format: ExportFormat, settings: ReturnType<typeof requestedSettingsSchema.parse>) {
  const place = path.join(folder, randomUUID());
  await exportTo({ projectId, actorId: "operator", format, settings, place: { layout: "folder", path: place } });
  const { rows } = JSON.parse(await readFile(path.join(place, "manifest.json"), "utf8"));
  const leftOut = Object.entries(rows.leftOut as Record<string, number>).filter(([, count]) => count > 0);
  return { in: rows.in, out: rows.out, leftOut: Object.fromEntries(leftOut) };
}

test.each(EXPORT_FORMATS)("%s: rows in, out and left out are those of the file that is built then", async (format) => {
  for (const wanted of [
    {},
    { filter: { source: "policy", reviewedOnly: false } },
    { filter: { source: "all", reviewedOnly: true } },
  ]) {
    const settings = requestedSettingsSchema.parse(wanted);
    const preview = exportPreviewSchema.parse(
      JSON.parse(JSON.stringify(await previewExport({ projectId, format, settings }))),
    );
    const { rowsIn, rowsOut, leftOut, trajectories, trajectoriesLookedAt } = preview;
    expect({ in: rowsIn, out: rowsOut, leftOut }).toEqual(await built(format, settings));
    expect([trajectories, trajectoriesLookedAt]).toEqual([3, 3]);
  }
});

test("what stays is set beside all of it", async () => {
  const all = await previewExport({ projectId, format: "reward" });
  // Twelve turns, of which three stop; three responses each. Whole numbers of rows: no interval.
  expect(all.before.stopShare).toEqual({ estimate: 0.25, lower: 0.25, upper: 0.25 });
  expect(all.before.turnPosition?.estimate).toBeCloseTo(0.5, 12);
  expect(all.after).toEqual(all.before);
  const shares = Object.values(all.before.outcomes).map((share) => share?.estimate ?? 0);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  expect(all.gradedReward).toEqual(all.before.reward);

  const source = { filter: { source: "expert", reviewedOnly: false } };
  const expert = await previewExport({ projectId, format: "reward", settings: requestedSettingsSchema.parse(source) });
  expect(expert.before).toEqual(all.before);
  // The expert decides as the label says; of the policy's two one always stops.
  expect(expert.after.outcomes.decision_wrong?.estimate).toBe(0);
  expect(all.before.outcomes.decision_wrong?.estimate).toBeGreaterThan(0.2);
  expect(expert.after.reward?.estimate).toBeGreaterThan(all.before.reward?.estimate ?? 0);
});

test("says why nothing can be built", async () => {
  const settings = requestedSettingsSchema.parse({ policy: { kind: "drop", threshold: 0.2 } });
  await expect(previewExport({ projectId, format: "reward", settings })).rejects.toThrow(/no round has estimated it/);
  await expect(previewExport({ projectId: randomUUID(), format: "reward" })).rejects.toThrow(/Nothing is graded yet/);
});

test("of many dialogues some are looked at, evenly spaced, and the estimates have intervals", async () => {
  const many = await gradedProject(["a", "b"]);
  await database.trajectory.createMany({
    data: Array.from({ length: 1_000 }, (_, at) => ({
      projectId: many,
      id: randomUUID(),
      sessionKey: `empty ${at}`,
      messageCount: 1,
      turnCount: 0,
      contentHash: "",
      importId: randomUUID(),
    })),
  });
  const preview = await previewExport({ projectId: many, format: "reward" });
  expect([preview.trajectories, preview.trajectoriesLookedAt]).toEqual([1_002, 300]);
  // The first dialogues, which alone have turns, are a page of the whole: one of them is looked at.
  const { estimate = 0, lower = 0, upper = 0 } = preview.before.stopShare ?? {};
  expect(lower).toBeLessThanOrEqual(estimate);
  expect(upper).toBeGreaterThanOrEqual(estimate);
});
