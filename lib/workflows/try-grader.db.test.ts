import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { createTestProject } from "@/lib/db/testing/create-test-project";
import { type GraderDraftInput, graderDraftSchema, graderTrialSchema } from "@/lib/queries/grader-contract";
import { createEndpoint } from "@/lib/workflows/create-endpoint";
import { createGraderVersion } from "@/lib/workflows/create-grader-version";
import { importSessions } from "@/lib/workflows/import-sessions";
import { startGradingRun } from "@/lib/workflows/start-grading-run";
import { tryGrader } from "@/lib/workflows/try-grader";
import { startTestEndpoint, type TestEndpoint } from "@/testkit/llm-endpoint/start-test-endpoint";

const SESSION = {
  session_id: 7,
  diagn: "cold",
  messages: [
    { role: "user", content: "I have a cough." },
    { role: "assistant", content: "How long have you had the cough?" },
    { role: "user", content: "Since Monday." },
    { role: "assistant", content: "Do you have a fever?" },
    { role: "user", content: "No fever." },
    { role: "assistant", content: "Please rest." },
  ],
};

let server: TestEndpoint;
let projectId: string;
let endpointId: string;
let trajectoryId: string;
beforeAll(async () => {
  server = await startTestEndpoint({});
});
afterAll(() => server.close());

async function* bytesOf(value: unknown) {
  yield new TextEncoder().encode(JSON.stringify(value));
}

beforeEach(async () => {
  projectId = await createTestProject();
  const endpoint = await createEndpoint({
    projectId,
    actorId: "operator",
    endpoint: {
      name: "local",
      baseUrl: server.url,
      model: "test-model",
      key: { source: "none" },
      inputUsdPerMillionTokens: 1,
      outputUsdPerMillionTokens: 2,
    },
  });
  endpointId = endpoint.id;
  const request = { projectId, importId: randomUUID(), actorId: "operator", fileName: "s.jsonl", bytesTotal: null };
  await importSessions({ ...request, source: bytesOf(SESSION) });
  trajectoryId = (await database.trajectory.findFirstOrThrow({ where: { projectId } })).id;
});

const draftOf = (over: Partial<GraderDraftInput> = {}, votes = 1) =>
  graderDraftSchema.parse({
    name: "judge",
    extraction: { kind: "llm", endpointId },
    scoring: { votes: Array.from({ length: votes }, (_, index) => ({ name: `vote ${index + 1}`, endpointId })) },
    ...over,
  });
const create = (draft = draftOf(), votes?: number) =>
  createGraderVersion({ projectId, actorId: "operator", draft, ...(votes === undefined ? {} : { votes }) });

describe("createGraderVersion", () => {
  it("freezes a draft; the same words are the same version, others the next", async () => {
    const first = await create();
    expect(first).toMatchObject({ label: "judge 1", kind: "llm" });
    expect(first.definition).toMatchObject({
      name: "llm",
      extraction: {
        kind: "llm",
        baseUrl: server.url,
        model: "test-model",
        profileId: "medicine",
        answerFormat: "json_schema",
      },
    });
    expect((await create()).id).toBe(first.id);

    const second = await create(draftOf({}, 2));
    expect(second).toMatchObject({ label: "judge 2" });
    expect(second.steps?.extraction.id).toBe(first.steps?.extraction.id);
    expect(second.steps?.scoring).toMatchObject({ number: 2 });
    const third = await create(draftOf(), 3);
    expect(third.definition).toMatchObject({
      scoring: { temperature: 0.7, votes: [{ itemOrder: "asked" }, { itemOrder: "reversed" }, { itemOrder: "asked" }] },
    });
    expect(await database.graderStep.count({ where: { projectId } })).toBe(4);
    const events = await database.auditEvent.count({ where: { projectId, action: "grader.created" } });
    expect(events).toBe(3);
  });

  it("says what is the matter with a draft", async () => {
    await expect(create(draftOf({ name: "Offline" }))).rejects.toMatchObject({ kind: "invalid" });
    await expect(create(draftOf({ extraction: { kind: "llm", endpointId: randomUUID() } }))).rejects.toThrow(
      "extraction.endpointId: this project has no endpoint",
    );
    await database.endpoint.updateMany({ where: { projectId }, data: { archivedAt: new Date() } });
    await expect(create()).rejects.toThrow("archived");
    await database.grader.create({ data: { projectId, id: randomUUID(), name: "judge", kind: "imported" } });
    await database.endpoint.updateMany({ where: { projectId }, data: { archivedAt: null, structuredOutput: "none" } });
    await expect(create()).rejects.toMatchObject({ kind: "conflict" });
    const other = await create(draftOf({ name: "other" }));
    expect(other.definition).toMatchObject({ scoring: { answerFormat: "tags" } });
  });
});

describe("tryGrader", () => {
  it("tries a draft on one turn and keeps nothing but the paid answers", async () => {
    const trial = graderTrialSchema.parse(
      await tryGrader({ projectId, grader: { draft: draftOf({}, 2) }, trajectoryId, round: 1 }),
    );
    expect(trial).toMatchObject({ sessionLabel: "7", round: 1, stopLabel: "continue", calls: 3, reusedCalls: 0 });
    expect(trial.response).toBe("How long have you had the cough?");
    expect(trial.grades.map(({ criterion, grade }) => [criterion, grade.status])).toEqual([
      ["decision", "ok"],
      ["extraction", "ok"],
      ["content", "ok"],
      ["format", "ok"],
    ]);
    expect(trial.grades[2]?.votes.map(({ name }) => name)).toEqual(["vote 1", "vote 2"]);
    expect(trial.grades[2]?.agreement).toBe(1);
    expect(trial.prompts.map(({ step, name }) => `${step} ${name}`)).toEqual([
      "extraction extraction 1",
      "scoring vote 1",
      "scoring vote 2",
    ]);
    expect(trial.costUsd).toBeGreaterThan(0);
    expect(await database.unit.count({ where: { projectId } })).toBe(0);
    expect(await database.graderVersion.count({ where: { projectId } })).toBe(0);

    const again = await tryGrader({ projectId, grader: { draft: draftOf({}, 2) }, trajectoryId, round: 1 });
    expect(again).toMatchObject({ calls: 3, reusedCalls: 3, costUsd: 0 });
  });

  it("tries a version on another response, and the offline grader without a call", async () => {
    const version = await create();
    const trial = await tryGrader({
      projectId,
      grader: { versionId: version.id },
      trajectoryId,
      round: 1,
      response: "Do you like music? And films? And books?",
    });
    expect(trial.response).toContain("music");
    expect(trial.grades.find(({ criterion }) => criterion === "content")?.grade).toMatchObject({
      status: "ok",
      value: { score: 0 },
    });

    const run = await startGradingRun({ projectId, actorId: "operator" });
    const offline = await tryGrader({ projectId, grader: { versionId: run.graderVersionId }, trajectoryId, round: 3 });
    expect(offline).toMatchObject({ stopLabel: "stop", response: "<stop />", calls: 0, costUsd: 0, prompts: [] });
  });

  it("refuses what is not there", async () => {
    const grader = { versionId: (await create()).id };
    await expect(tryGrader({ projectId, grader, trajectoryId, round: 9 })).rejects.toMatchObject({ kind: "missing" });
    await expect(tryGrader({ projectId, grader, trajectoryId: randomUUID(), round: 1 })).rejects.toMatchObject({
      kind: "missing",
    });
    await expect(
      tryGrader({ projectId, grader: { versionId: randomUUID() }, trajectoryId, round: 1 }),
    ).rejects.toMatchObject({ kind: "missing" });
  });
});
