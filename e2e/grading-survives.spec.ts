import { randomUUID } from "node:crypto";
import type { APIResponse } from "@playwright/test";
import { ADMINISTRATOR, expect, signIn, test } from "@/e2e/people";
import { findDatabaseProcess, findWebProcess } from "@/e2e/server-processes";
import { makeDialogue } from "@/testkit/dialogues/make-dialogue";
import { type EndpointProgram, spawnEndpoint } from "@/testkit/processes/spawn-endpoint";

const TRAJECTORIES = 40;
const TURNS = 12;
/** One for each turn that goes on, and one extraction a trajectory. */
const CALLS = TRAJECTORIES * (TURNS + 1);

let endpoint: EndpointProgram;
test.beforeAll(async () => {
  endpoint = await spawnEndpoint({ latencyMs: 300, jitter: 0.2 });
});
test.afterAll(() => endpoint.end());

async function read<Value>(answering: Promise<APIResponse>): Promise<Value> {
  const answer = await answering;
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as Value;
}

test("a run goes on while the web server and PostgreSQL are killed under it; the open page shows its end", async ({
  page,
  baseURL,
  consoleErrors,
}) => {
  test.skip(process.platform !== "linux", "the processes to kill are found in /proc");
  test.setTimeout(240_000);
  await signIn(page, ADMINISTRATOR);
  const headers = { origin: baseURL ?? "" };
  const make = (address: string, data: object) => read<{ id: string }>(page.request.post(address, { data, headers }));
  const { id: projectId } = await make("/api/projects", { name: "Killed under a run" });
  const api = `/api/projects/${projectId}`;
  const lines = Array.from({ length: TRAJECTORIES }, (_, at) => makeDialogue(at + 1, TURNS)).join("\n");
  await read(
    page.request.post(`${api}/imports?id=${randomUUID()}&name=dialogues.jsonl`, { data: Buffer.from(lines), headers }),
  );
  const { id: endpointId } = await make(`${api}/endpoints`, {
    name: "test",
    baseUrl: endpoint.url,
    model: "test-model",
    key: { source: "none" },
    concurrency: 6,
  });
  const { id: grader } = await make(`${api}/graders`, {
    name: "judge",
    extraction: { kind: "llm", endpointId },
    scoring: { votes: [{ name: "plain", endpointId }] },
  });
  await make(`${api}/grading-runs`, { grader });
  await page.goto(`/projects/${projectId}/grading-runs`);
  await expect(page.getByRole("main").getByText("Running").first()).toBeVisible();

  /** How the run stands; null while nobody answers. */
  const stand = async () => {
    const answer = await page.request.get(`${api}/grading-runs`).catch(() => null);
    if (answer === null || !answer.ok()) return null;
    const { runs } = (await answer.json()) as { runs: { state: string; tasksDone: number }[] };
    return runs[0] ?? null;
  };
  const untilDone = (tasks: number) =>
    expect.poll(async () => (await stand())?.tasksDone ?? 0, { timeout: 120_000 }).toBeGreaterThanOrEqual(tasks);

  await untilDone(3);
  process.kill(findWebProcess(), "SIGKILL");
  await untilDone(10);
  process.kill(findDatabaseProcess(), "SIGKILL");
  await untilDone(TRAJECTORIES);

  await expect.poll(async () => (await stand())?.state, { timeout: 30_000 }).toBe("finished");
  expect(await stand()).toMatchObject({ tasksDone: TRAJECTORIES, tasksFailed: 0, gradesFailed: 0, calls: CALLS });
  expect((await endpoint.stats()).answered).toBe(CALLS);
  await expect(page.getByRole("main").getByText("Finished").first()).toBeVisible({ timeout: 60_000 });
  // While nobody answered, the page's own requests failed: that is what was tested.
  const other = consoleErrors.splice(0).filter((text) => !/Failed to load resource|net::ERR_/.test(text));
  expect(other).toEqual([]);
});
