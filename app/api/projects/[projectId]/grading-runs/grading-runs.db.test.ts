import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { POST as cancel } from "@/app/api/projects/[projectId]/grading-runs/[runId]/cancel/route";
import { GET as failures } from "@/app/api/projects/[projectId]/grading-runs/[runId]/failures/route";
import { POST as pause } from "@/app/api/projects/[projectId]/grading-runs/[runId]/pause/route";
import { POST as resume } from "@/app/api/projects/[projectId]/grading-runs/[runId]/resume/route";
import { POST as estimate } from "@/app/api/projects/[projectId]/grading-runs/estimate/route";
import { GET as events } from "@/app/api/projects/[projectId]/grading-runs/events/route";
import { POST as start } from "@/app/api/projects/[projectId]/grading-runs/route";
import { makeMember, makePerson, makeProject, signInAs } from "@/lib/auth/testing/people";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { database } from "@/lib/db/client";
import { findGradingRun } from "@/lib/db/grading-run-reads";
import { graderDraftSchema } from "@/lib/queries/grader-contract";
import { failedGradeSchema, gradingRunSchema, runEstimateSchema, runsSchema } from "@/lib/queries/run-contract";
import { createGraderVersion } from "@/lib/workflows/create-grader-version";
import { importSessions } from "@/lib/workflows/import-sessions";
import { runPendingJobs } from "@/lib/workflows/run-pending-jobs";
import { makeDialogue } from "@/testkit/dialogues/make-dialogue";
import { startTestEndpoint, type TestEndpoint } from "@/testkit/llm-endpoint/start-test-endpoint";

const ORIGIN = "http://localhost:3000";
const people = ["nobody", "stranger", "clinician", "researcher", "administrator", "operator"] as const;
type Person = (typeof people)[number];

const TRAJECTORIES = 4;
const TURNS = 5;

const cookies = new Map<Person, string>();
let projectId = "";
let endpoint: TestEndpoint;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  projectId = await makeProject("Runs");
  for (const role of ["clinician", "researcher", "administrator"] as const) {
    cookies.set(role, await signInAs(await makeMember(projectId, `${role}@example.org`, role)));
  }
  const elsewhere = await makeProject("Elsewhere");
  cookies.set("stranger", await signInAs(await makeMember(elsewhere, "stranger@example.org", "administrator")));
  cookies.set("operator", await signInAs(await makePerson("operator@example.org", true)));
});
afterAll(() => endpoint.close());

function request(
  person: Person,
  method: "GET" | "POST",
  options: { query?: string; body?: unknown; signal?: AbortSignal } = {},
): Request {
  return new Request(`${ORIGIN}/api${options.query ?? ""}`, {
    method,
    headers: { cookie: cookies.get(person) ?? "", host: "localhost:3000", origin: ORIGIN },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
}

const at = <More extends Record<string, string>>(more: More) => ({ params: Promise.resolve({ projectId, ...more }) });

describe("who may", () => {
  const run = { runId: randomUUID() };
  const post = { body: {} };
  const doors: Record<string, { open: (person: Person) => Promise<Response>; statuses: readonly number[] }> = {
    pause: {
      open: (person) => pause(request(person, "POST", post), at(run)),
      statuses: [401, 404, 403, 404, 404, 404],
    },
    resume: {
      open: (person) => resume(request(person, "POST", post), at(run)),
      statuses: [401, 404, 403, 404, 404, 404],
    },
    cancel: {
      open: (person) => cancel(request(person, "POST", post), at(run)),
      statuses: [401, 404, 403, 404, 404, 404],
    },
    "see failures": {
      open: (person) => failures(request(person, "GET"), at(run)),
      statuses: [401, 404, 403, 404, 404, 404],
    },
    estimate: {
      open: (person) => estimate(request(person, "POST", post), at({})),
      statuses: [401, 404, 403, 200, 200, 200],
    },
    "follow runs": {
      open: async (person) => {
        const answer = await events(request(person, "GET"), at({}));
        if (answer.status === 200) await answer.body?.cancel();
        return answer;
      },
      statuses: [401, 404, 403, 200, 200, 200],
    },
  };
  it.each(Object.entries(doors))("%s", async (_name, { open, statuses }) => {
    const got: number[] = [];
    for (const person of people) got.push((await open(person)).status);
    expect(got).toEqual(statuses);
  });
});

describe("with a grader that calls a model", () => {
  beforeAll(async () => {
    await importSessions({
      projectId,
      importId: randomUUID(),
      actorId: OPERATOR_ACTOR,
      fileName: "dialogues.jsonl",
      bytesTotal: null,
      source: (async function* () {
        for (let id = 1; id <= TRAJECTORIES; id += 1) yield Buffer.from(`${makeDialogue(id, TURNS)}\n`);
      })(),
    });
    const endpointId = randomUUID();
    await database.endpoint.create({
      data: {
        projectId,
        id: endpointId,
        name: "test",
        baseUrl: endpoint.url,
        model: "test-model",
        inputPriceMicroUsd: 500_000n,
        outputPriceMicroUsd: 1_500_000n,
      },
    });
    const draft = graderDraftSchema.parse({
      name: "judge",
      extraction: { kind: "llm", endpointId },
      scoring: { votes: [{ name: "plain", endpointId }] },
    });
    await createGraderVersion({ projectId, actorId: OPERATOR_ACTOR, draft });
  });

  const ask = async (body: object) =>
    runEstimateSchema.parse(await (await estimate(request("researcher", "POST", { body }), at({}))).json());
  const work = (runId: string) =>
    runPendingJobs({ isDone: async () => (await findGradingRun(projectId, runId))?.state !== "running" });

  it("estimates, streams, fails by class and is refused in words", async () => {
    const before = await ask({ grader: "judge" });
    expect(before).toMatchObject({ trajectories: TRAJECTORIES, turns: TRAJECTORIES * (TURNS + 1) });
    expect(before.calls.estimate).toBe(TRAJECTORIES + TRAJECTORIES * TURNS);
    expect(before.basis).toMatch(/four bytes.*assumed/);
    expect((await ask({ grader: "judge", votes: 3, scope: { sample: 1 } })).calls.estimate).toBe(1 + 3 * TURNS);
    expect(await ask({})).toMatchObject({ calls: { estimate: 0 }, basis: expect.stringMatching(/asks nobody/) });
    expect((await estimate(request("researcher", "POST", { body: { grader: "nobody" } }), at({}))).status).toBe(404);

    const leaving = new AbortController();
    const stream = await events(request("researcher", "GET", { signal: leaving.signal }), at({}));
    expect(stream.headers.get("content-type")).toMatch(/^text\/event-stream/);
    expect(stream.headers.get("cache-control")).toContain("no-transform");
    const seen: z.infer<typeof runsSchema>[] = [];
    const reading = readEvents(stream, (data) => seen.push(runsSchema.parse(data)));
    await vi.waitFor(() => expect(seen).toHaveLength(1));
    expect(seen[0]?.runs).toEqual([]);

    // Two of three responses meet a refusal, and none is asked again on its own.
    endpoint.set({ faults: { refusal: 0.6 } });
    const answer = await start(request("researcher", "POST", { body: { grader: "judge", costCeilingUsd: 5 } }), at({}));
    const run = gradingRunSchema.parse(await answer.json());
    await vi.waitFor(() => expect(seen.at(-1)?.runs[0]).toMatchObject({ id: run.id, state: "running" }));
    await work(run.id);
    await vi.waitFor(() => expect(seen.at(-1)?.runs[0]?.state).toBe("finished"), { timeout: 5000 });
    leaving.abort();
    await reading;

    const done = await findGradingRun(projectId, run.id);
    const failed = done?.gradesFailed ?? 0;
    expect(failed).toBeGreaterThan(0);
    const page = async (query: string) => {
      const got = await failures(request("researcher", "GET", { query }), at({ runId: run.id }));
      return z.object({ failures: z.array(failedGradeSchema), next: z.string().nullable() }).parse(await got.json());
    };
    const first = await page("?class=refused");
    expect(first.failures).toHaveLength(Math.min(50, failed));
    expect(first.failures.find(({ criterion }) => criterion === "format")?.rawAnswer).toEqual(expect.any(String));
    expect(await page("?class=unparsable")).toEqual({ failures: [], next: null });
    expect((await failures(request("researcher", "GET", { query: "?after=x" }), at({ runId: run.id }))).status).toBe(
      400,
    );

    // What is on hand is taken off; what is left rests on measured answers.
    endpoint.set({ faults: {} });
    const again = await ask({ grader: "judge", scope: { only: "failed" } });
    expect(again.calls.estimate).toBeLessThan(before.calls.estimate);
    expect(again.basis).toMatch(/this grader was given before|on hand/);
    const second = await start(
      request("researcher", "POST", { body: { grader: "judge", scope: { only: "failed" } } }),
      at({}),
    );
    const retried = gradingRunSchema.parse(await second.json());
    await work(retried.id);
    const end = await findGradingRun(projectId, retried.id);
    expect(end).toMatchObject({ state: "finished" });
    expect(await (await pause(request("researcher", "POST", { body: {} }), at({ runId: run.id }))).json()).toEqual({
      error: expect.stringMatching(/finished/),
    });
    const refused = await resume(
      request("researcher", "POST", { body: { costCeilingUsd: -1 } }),
      at({ runId: run.id }),
    );
    expect(refused.status).toBe(400);
  }, 60_000);
});

/** Reads server-sent events until the stream ends. */
async function readEvents(response: Response, onEvent: (data: unknown) => void): Promise<void> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) throw new Error("There is no body.");
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const data = /^event: runs\ndata: (.*)$/m.exec(text.slice(0, end))?.[1];
      text = text.slice(end + 2);
      if (data !== undefined) onEvent(JSON.parse(data));
    }
  }
}
