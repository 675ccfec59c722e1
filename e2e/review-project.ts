import { randomUUID } from "node:crypto";
import type { APIRequestContext, APIResponse } from "@playwright/test";
import { expect } from "@/e2e/people";
import { makeDialogue } from "@/testkit/dialogues/make-dialogue";

export interface ReviewScene {
  readonly projectId: string;
  readonly path: string;
  readonly api: string;
  /** Reads that the round asks for. */
  readonly reads: number;
}

async function read<Value>(answering: Promise<APIResponse>): Promise<Value> {
  const answer = await answering;
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as Value;
}

/** A project of its own with graded dialogues and, if asked for, an open round, made by an administrator through the API. */
export async function makeReviewScene(
  request: APIRequestContext,
  scene: {
    readonly name: string;
    readonly lines: readonly string[];
    readonly round: (Readonly<Record<string, unknown>> & { readonly reads: number }) | null;
  },
): Promise<ReviewScene> {
  const post = <Value>(address: string, data: unknown) => read<Value>(request.post(address, { data }));
  const { id: projectId } = await post<{ id: string }>("/api/projects", { name: scene.name });
  const api = `/api/projects/${projectId}`;
  const file = Buffer.from(scene.lines.join("\n"));
  await read(request.post(`${api}/imports?id=${randomUUID()}&name=dialogues.jsonl`, { data: file }));
  await post(`${api}/grading-runs`, { grader: "offline" });
  const state = async () => {
    const { runs } = await read<{ runs: { state: string }[] }>(request.get(`${api}/grading-runs`));
    return runs[0]?.state;
  };
  await expect.poll(state, { timeout: 60_000 }).toBe("finished");
  if (scene.round !== null) await post(`${api}/rounds`, scene.round);
  return { projectId, path: `/projects/${projectId}/review`, api, reads: scene.round?.reads ?? 0 };
}

export function dialogues(count: number, turns: number): string[] {
  return Array.from({ length: count }, (_, at) => makeDialogue(at + 1, turns));
}

export interface StoredDecision {
  readonly unitId: string;
  readonly kind: string;
  readonly criterion: string;
  readonly visibility: string;
}

/** A reader's standing decisions, newest first. */
export async function decisionsOf(request: APIRequestContext, scene: ReviewScene): Promise<StoredDecision[]> {
  return (await read<{ decisions: StoredDecision[] }>(request.get(`${scene.api}/review/decisions`))).decisions;
}
