import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { database } from "@/lib/db/client";
import { type RequestedSettings, requestedSettingsSchema } from "@/lib/export/export-settings";
import type { HeldBelief } from "@/lib/export/held-label";
import { exportTo } from "@/lib/workflows/export-to";
import { startRound } from "@/lib/workflows/start-round";
import { gradedProject } from "@/lib/workflows/testing/graded-project";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "second-opinion-beliefs-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const actorId = "operator";
const RISK = 0.02;

async function unitOf(projectId: string, sessionKey: string, round: number, criterion: VerdictValue["criterion"]) {
  return database.unit.findFirstOrThrow({
    where: { projectId, criterion, turn: { round, trajectory: { sessionKey } } },
  });
}

/** A project whose units a round holds as graded, each with the same small risk, but for those that `believe` is told of. */
async function believedProject() {
  const projectId = await gradedProject();
  const round = await startRound({ projectId, actorId, reads: 10 });
  const units = await database.unit.findMany({ where: { projectId } });
  await database.roundModel.upsert({
    where: { projectId_roundId: { projectId, roundId: round.id } },
    create: { projectId, roundId: round.id, refits: 3 },
    update: { refits: 3 },
  });
  await database.unitBelief.createMany({
    data: units.map(({ id, trajectoryId, graderVersionId, currentRevision }) => ({
      projectId,
      graderVersionId,
      unitId: id,
      trajectoryId,
      roundId: round.id,
      gradeRevision: currentRevision,
      logOdds: 0,
      variance: 1,
      wrongChance: RISK,
      isChanged: false,
      heldBy: "machine",
      risk: RISK,
      refit: 3,
    })),
  });
  const believe = async (unitId: string, { value, ...belief }: Partial<HeldBelief>) =>
    database.unitBelief.updateMany({
      where: { projectId, unitId },
      data: { ...belief, ...(value === undefined || value === null ? {} : { value }) },
    });
  return { projectId, roundId: round.id, believe };
}

async function rowsOf(projectId: string, policy: RequestedSettings["policy"] = { kind: "relabel" }) {
  const file = path.join(folder, `${randomUUID()}.jsonl`);
  const settings = requestedSettingsSchema.parse({ policy });
  const view = await exportTo({
    projectId,
    actorId,
    format: "reward",
    settings,
    place: { layout: "file", path: file },
  });
  const text = await readFile(file, "utf8");
  const rows = new Map(
    text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line))
      .map((row) => [String(row.cid), row]),
  );
  return { rows, view, manifest: JSON.parse(await readFile(`${file}.manifest.json`, "utf8")) };
}

async function give(projectId: string, unitId: string, value: VerdictValue) {
  const id = randomUUID();
  const common = { projectId, id, unitId, gradeRevision: 0, readerId: "reader", activeMs: 1000 };
  await database.verdict.create({ data: { ...common, kind: "wrong", value, idempotencyKey: id, supersedesId: null } });
}

describe("what a round believes reaches the export", () => {
  test("a label that the model has turned is exported with its risk and provenance; a stale belief turns nothing", async () => {
    const { projectId, believe } = await believedProject();
    const before = await rowsOf(projectId);
    expect(before.rows.get("1_1")).toMatchObject({ provenance: "machine", content_score: 1 });
    const value = { criterion: "content", score: 0.5 } as const;
    const turned = { isChanged: true, heldBy: "model", value, risk: 0.3 } as const;
    await believe((await unitOf(projectId, "1", 1, "content")).id, turned);
    // It speaks of a grade that does not hold any more.
    await believe((await unitOf(projectId, "2", 1, "content")).id, { ...turned, gradeRevision: 4 });

    const { rows, manifest } = await rowsOf(projectId);
    // R = 1 · (1 + 2 · 0.5) + format
    const format = before.rows.get("1_1").format_score;
    expect(rows.get("1_1")).toMatchObject({ provenance: "model", content_score: 0.5, reward: 2 + format });
    expect(rows.get("1_1").raw_reward).toBe(before.rows.get("1_1").reward);
    // Decision, own extraction, two later ones that ask on, the last one, and format: .02 each; content .3.
    const others = rows.get("1_1").risk;
    expect(1 - (1 - others) / 0.7).toBeGreaterThan(1 - (1 - RISK) ** 3);
    expect(rows.get("2_1")).toMatchObject({ provenance: "machine", content_score: 1 });
    expect(manifest).toMatchObject({ round: { number: 1, modelVersion: "refit 3" }, certificate: null });
  });

  test("a lone surprising verdict waits for a second reader: the grade stands until then", async () => {
    const { projectId, believe } = await believedProject();
    const content = (await unitOf(projectId, "1", 1, "content")).id;
    await give(projectId, content, { criterion: "content", score: 0 });
    expect((await rowsOf(projectId)).rows.get("1_1")).toMatchObject({ provenance: "human", content_score: 0 });
    await believe(content, { heldBy: "waiting", isChanged: false, risk: 0.4 });
    expect((await rowsOf(projectId)).rows.get("1_1")).toMatchObject({ provenance: "machine", content_score: 1 });
    await believe(content, { heldBy: "human", isChanged: true, risk: 0.1 });
    expect((await rowsOf(projectId)).rows.get("1_1")).toMatchObject({ provenance: "human", content_score: 0 });
  });

  test("risk weighs rows down, or drops them with that reason", async () => {
    const { projectId, believe } = await believedProject();
    await believe((await unitOf(projectId, "1", 1, "content")).id, { risk: 0.3 });
    const weighed = await rowsOf(projectId, { kind: "down_weight" });
    const row = weighed.rows.get("1_1");
    expect(row.weight).toBeCloseTo(1 - 2 * row.risk, 12);
    const dropped = await rowsOf(projectId, { kind: "drop", threshold: 0.25 });
    expect(dropped.rows.has("1_1")).toBe(false);
    expect(dropped.rows.has("2_1")).toBe(true);
    expect(dropped.view.leftOut).toMatchObject({ "risk above the threshold": 1 });
    await expect(rowsOf(projectId, { kind: "drop_audited", target: 0.05 })).rejects.toMatchObject({
      kind: "conflict",
      message: expect.stringMatching(/^The 0 random audits .* takes 59 without an error/),
    });
  });

  test("the threshold is read off random audits alone", async () => {
    const { projectId, roundId, believe } = await believedProject();
    await believe((await unitOf(projectId, "1", 1, "content")).id, { risk: 0.3 });
    // Five audits of little risk without an error: .5^5 = .031 ≤ .05. With the risky one that erred: 7 of 64 = .109 > .05.
    const units = await database.unit.findMany({
      where: { projectId, criterion: "format" },
      orderBy: { id: "asc" },
      take: 6,
    });
    for (const [at, { id: unitId, trajectoryId }] of units.entries()) {
      const isRisky = at === 5;
      const handOut = await database.handOut.create({
        data: {
          ...{ projectId, id: randomUUID(), roundId, unitId, trajectoryId, readerId: "reader" },
          ...{ lane: "audit", probability: 0.1, modelVersion: "refit 2", wrongChance: isRisky ? 0.3 : 0.02 },
          expiresAt: new Date(),
        },
      });
      const id = randomUUID();
      await database.verdict.create({
        data: {
          ...{ projectId, id, unitId, gradeRevision: 0, readerId: "reader", activeMs: 1, idempotencyKey: id },
          ...{ kind: isRisky ? "wrong" : "agree", handOutId: handOut.id, supersedesId: null },
          value: { criterion: "format", score: 1 },
        },
      });
    }
    const { rows, manifest, view } = await rowsOf(projectId, { kind: "drop_audited", target: 0.5 });
    expect(manifest.policy).toEqual({
      kind: "drop",
      threshold: 0.02,
      audited: { target: 0.5, alpha: 0.05, audits: 5, wrong: 0 },
    });
    expect(rows.has("1_1")).toBe(false);
    expect(view.leftOut).toMatchObject({ "risk above the threshold": 1 });
  });
});
