import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { APIRequestContext, APIResponse } from "@playwright/test";
import type { TrajectoryAnswer } from "@/e2e/expected-rewards";
import { expect } from "@/e2e/people";

const GRADED_MS = 300_000;
const CONCURRENCY = 32;

/** A project's API as somebody who is signed in. */
export interface ProjectApi {
  readonly projectId: string;
  get<Value>(path: string): Promise<Value>;
  post<Value>(path: string, data?: unknown): Promise<Value>;
}

async function read<Value>(answering: Promise<APIResponse>): Promise<Value> {
  const answer = await answering;
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as Value;
}

export function projectApi(request: APIRequestContext, projectId: string): ProjectApi {
  const base = `/api/projects/${projectId}`;
  return {
    projectId,
    get: (path) => read(request.get(`${base}${path}`)),
    post: (path, data = {}) => read(request.post(`${base}${path}`, { data })),
  };
}

/** A project with the sessions of a file, graded by the models that an endpoint plays. */
export async function gradedProject(
  request: APIRequestContext,
  scene: { readonly name: string; readonly file: string; readonly endpointUrl: string },
): Promise<ProjectApi> {
  const { id } = await read<{ id: string }>(request.post("/api/projects", { data: { name: scene.name } }));
  const api = projectApi(request, id);
  const place = `/api/projects/${id}/imports?id=${randomUUID()}&name=sessions.jsonl`;
  await read(request.post(place, { data: await readFile(scene.file), timeout: GRADED_MS }));
  const { id: endpointId } = await api.post<{ id: string }>("/endpoints", {
    name: "test",
    baseUrl: scene.endpointUrl,
    model: "test-model",
    key: { source: "none" },
    concurrency: CONCURRENCY,
  });
  const { id: grader } = await api.post<{ id: string }>("/graders", {
    name: "judge",
    extraction: { kind: "llm", endpointId },
    scoring: { votes: [{ name: "plain", endpointId }] },
  });
  await api.post("/grading-runs", { grader });
  const run = async () => (await api.get<{ runs: { state: string; gradesFailed: number }[] }>("/grading-runs")).runs[0];
  await expect.poll(async () => (await run())?.state, { timeout: GRADED_MS }).toBe("finished");
  expect((await run())?.gradesFailed).toBe(0);
  return api;
}

/** Every trajectory with its grades, as the pages are told. */
export async function allTrajectories(api: ProjectApi): Promise<TrajectoryAnswer[]> {
  const found: TrajectoryAnswer[] = [];
  let after: string | null = null;
  do {
    const page: { rows: { id: string }[]; next: string | null } = await api.get(
      `/trajectories?search=${after === null ? "" : `&after=${after}`}`,
    );
    for (const { id } of page.rows) found.push(await api.get<TrajectoryAnswer>(`/trajectories/${id}`));
    after = page.next;
  } while (after !== null);
  return found;
}

/** R by row, as the product exports it with the labels that hold now. */
export async function exportRewards(request: APIRequestContext, api: ProjectApi): Promise<Map<string, number>> {
  const { id } = await api.post<{ id: string }>("/exports", { format: "reward" });
  const state = async () => {
    const { exports } = await api.get<{ exports: { id: string; state: string }[] }>("/exports");
    return exports.find((one) => one.id === id)?.state;
  };
  await expect.poll(state, { timeout: 60_000 }).toBe("finished");
  const file = await request.get(`/api/projects/${api.projectId}/exports/${id}/file`);
  const lines = (await file.text()).trimEnd().split("\n");
  return new Map(lines.map((line) => JSON.parse(line)).map(({ cid, reward }) => [cid, reward]));
}
