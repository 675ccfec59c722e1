import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { GET as downloadFile } from "@/app/api/projects/[projectId]/exports/[exportId]/file/route";
import { GET as downloadManifest } from "@/app/api/projects/[projectId]/exports/[exportId]/manifest/route";
import { GET as listExports, POST as startExport } from "@/app/api/projects/[projectId]/exports/route";
import { POST as retry } from "@/app/api/projects/[projectId]/grading-runs/[runId]/retry/route";
import { GET as listRuns, POST as startRun } from "@/app/api/projects/[projectId]/grading-runs/route";
import { GET as getImport } from "@/app/api/projects/[projectId]/imports/[importId]/route";
import { POST as importDemo } from "@/app/api/projects/[projectId]/imports/demo/route";
import { GET as listImports, POST as upload } from "@/app/api/projects/[projectId]/imports/route";
import { makeMember, makePerson, makeProject, signInAs } from "@/lib/auth/testing/people";
import { findExport } from "@/lib/db/export-reads";
import { findGradingRun } from "@/lib/db/grading-run-reads";
import { exportSchema, importSchema } from "@/lib/queries/pipeline-contract";
import { gradingRunSchema } from "@/lib/queries/run-contract";
import { runPendingJobs } from "@/lib/workflows/run-pending-jobs";

const ORIGIN = "http://localhost:3000";
const people = ["nobody", "stranger", "clinician", "researcher", "administrator", "operator"] as const;
type Person = (typeof people)[number];

const cookies = new Map<Person, string>();
let projectId = "";
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "second-opinion-routes-"));
  process.env.SECOND_OPINION_DATA_DIR = folder;
  projectId = await makeProject("Sore throats, été");
  for (const role of ["clinician", "researcher", "administrator"] as const) {
    cookies.set(role, await signInAs(await makeMember(projectId, `${role}@example.org`, role)));
  }
  const elsewhere = await makeProject("Elsewhere");
  cookies.set("stranger", await signInAs(await makeMember(elsewhere, "stranger@example.org", "administrator")));
  cookies.set("operator", await signInAs(await makePerson("operator@example.org", true)));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function request(
  person: Person,
  method: "GET" | "POST",
  options: { path?: string; body?: BodyInit; headers?: Record<string, string> } = {},
): Request {
  return new Request(`${ORIGIN}/api${options.path ?? ""}`, {
    method,
    headers: { cookie: cookies.get(person) ?? "", host: "localhost:3000", origin: ORIGIN, ...options.headers },
    body: options.body,
    // A stream as body goes out as it comes.
    ...(options.body instanceof ReadableStream ? { duplex: "half" } : {}),
  });
}

const at = <More extends Record<string, string>>(more: More) => ({ params: Promise.resolve({ projectId, ...more }) });

const DIALOGUE = JSON.stringify({
  session_id: "one",
  messages: [
    { role: "user", content: "I have a cough." },
    { role: "assistant", content: "How long have you had the cough?" },
    { role: "user", content: "Three days." },
  ],
});

function sendFile(person: Person, name: string, content: string, id: string = randomUUID()): Promise<Response> {
  const body = new ReadableStream({
    start(controller) {
      for (const byte of Buffer.from(content)) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  const query = new URLSearchParams({ id, name });
  return upload(request(person, "POST", { path: `?${query}`, body }), at({}));
}

describe("who may", () => {
  const ANY = randomUUID();
  const doors: Record<string, { open: (person: Person) => Promise<Response>; statuses: readonly number[] }> = {
    "list imports": {
      open: (person) => listImports(request(person, "GET"), at({})),
      statuses: [401, 404, 403, 200, 200, 200],
    },
    "see an import": {
      open: (person) => getImport(request(person, "GET"), at({ importId: ANY })),
      statuses: [401, 404, 403, 404, 404, 404],
    },
    upload: { open: (person) => sendFile(person, "empty.jsonl", ""), statuses: [401, 404, 403, 400, 400, 400] },
    "import the demo": {
      open: (person) => importDemo(request(person, "POST"), { params: Promise.resolve({ projectId: ANY }) }),
      statuses: [401, 404, 404, 404, 404, 404],
    },
    "list grading runs": {
      open: (person) => listRuns(request(person, "GET"), at({})),
      statuses: [401, 404, 403, 200, 200, 200],
    },
    "start a run": {
      open: (person) => startRun(request(person, "POST", { body: `{"grader":"offline"}` }), at({})),
      statuses: [401, 404, 403, 409, 409, 409],
    },
    "retry a run": {
      open: (person) => retry(request(person, "POST", { body: "{}" }), at({ runId: ANY })),
      statuses: [401, 404, 403, 404, 404, 404],
    },
    "list exports": {
      open: (person) => listExports(request(person, "GET"), at({})),
      statuses: [401, 404, 403, 200, 200, 200],
    },
    "start an export": {
      open: (person) => startExport(request(person, "POST", { body: `{"format":"reward"}` }), at({})),
      statuses: [401, 404, 403, 409, 409, 409],
    },
    "download a file": {
      open: (person) => downloadFile(request(person, "GET"), at({ exportId: ANY })),
      statuses: [401, 404, 403, 404, 404, 404],
    },
    "download a manifest": {
      open: (person) => downloadManifest(request(person, "GET"), at({ exportId: ANY })),
      statuses: [401, 404, 403, 404, 404, 404],
    },
  };
  it.each(Object.entries(doors))("%s", async (_name, { open, statuses }) => {
    const got: number[] = [];
    for (const person of people) got.push((await open(person)).status);
    expect(got).toEqual(statuses);
  });
});

it("upload, grading, export and download over HTTP", async () => {
  const id = randomUUID();
  const uploaded = await sendFile("researcher", "päts.jsonl", `${DIALOGUE}\nbad line\n`, id);
  expect(uploaded.status).toBe(200);
  expect(importSchema.parse(await uploaded.json())).toMatchObject({
    id,
    fileName: "päts.jsonl",
    state: "finished",
    trajectories: 1,
    turns: 2,
    refused: [{ line: 2, reason: expect.stringContaining("Not JSON") }],
  });
  const refused = await sendFile("researcher", "bad.jsonl", "bad line");
  expect([refused.status, await refused.json()]).toEqual([
    400,
    { error: expect.stringMatching(/^Nothing of bad\.jsonl could be imported/) },
  ]);
  expect((await upload(request("researcher", "POST", { path: "?id=1&name=x", body: DIALOGUE }), at({}))).status).toBe(
    400,
  );
  const imports = z
    .object({ imports: z.array(importSchema) })
    .parse(await (await listImports(request("researcher", "GET"), at({}))).json());
  expect(imports.imports.map(({ fileName }) => fileName)).toContain("bad.jsonl");

  const run = gradingRunSchema.parse(
    await (await startRun(request("researcher", "POST", { body: `{"grader":"offline"}` }), at({}))).json(),
  );
  await runPendingJobs({ isDone: async () => (await findGradingRun(projectId, run.id))?.state === "finished" });

  const started = await startExport(request("researcher", "POST", { body: `{"format":"reward"}` }), at({}));
  const { id: exportId } = exportSchema.parse(await started.json());
  await runPendingJobs({ isDone: async () => (await findExport(projectId, exportId))?.state === "finished" });

  const get = (headers: Record<string, string> = {}) =>
    downloadFile(request("researcher", "GET", { headers }), at({ exportId }));
  const whole = await get();
  const text = await whole.text();
  const name = `sore-throats-e-te-reward-${exportId.slice(0, 8)}.jsonl`;
  expect(whole.status).toBe(200);
  expect(whole.headers.get("content-disposition")).toBe(`attachment; filename="${name}"`);
  expect(whole.headers.get("content-length")).toBe(String(Buffer.byteLength(text)));
  expect(
    text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).cid),
  ).toContain("one_2");

  const etag = whole.headers.get("etag") ?? "";
  const rest = await get({ range: "bytes=10-", "if-range": etag });
  expect([rest.status, await rest.text()]).toEqual([206, text.slice(10)]);
  expect(rest.headers.get("content-range")).toBe(`bytes 10-${text.length - 1}/${text.length}`);
  const end = await get({ range: "bytes=-5" });
  expect([end.status, await end.text()]).toEqual([206, text.slice(-5)]);
  const middle = await get({ range: "bytes=2-4" });
  expect([middle.status, await middle.text()]).toEqual([206, text.slice(2, 5)]);
  expect((await get({ range: `bytes=${text.length}-` })).status).toBe(416);
  expect((await get({ range: "bytes=10-", "if-range": '"other"' })).status).toBe(200);

  const manifest = await downloadManifest(request("researcher", "GET"), at({ exportId }));
  expect(JSON.parse(await manifest.text())).toMatchObject({ project: "Sore throats, été", kind: "reward" });
  const exports = z
    .object({ exports: z.array(exportSchema) })
    .parse(await (await listExports(request("researcher", "GET"), at({}))).json());
  expect(exports.exports[0]).toMatchObject({ id: exportId, state: "finished", bytes: text.length });
});
