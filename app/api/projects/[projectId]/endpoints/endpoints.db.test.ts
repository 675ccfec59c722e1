import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PATCH as change } from "@/app/api/projects/[projectId]/endpoints/[endpointId]/route";
import { POST as test } from "@/app/api/projects/[projectId]/endpoints/[endpointId]/test/route";
import { POST as add, GET as list } from "@/app/api/projects/[projectId]/endpoints/route";
import { makeMember, makePerson, makeProject, signInAs } from "@/lib/auth/testing/people";
import { database } from "@/lib/db/client";
import { type EndpointView, endpointTestSchema, endpointViewSchema } from "@/lib/queries/endpoint-contract";
import { startTestEndpoint, type TestEndpoint } from "@/testkit/llm-endpoint/start-test-endpoint";

const ORIGIN = "http://localhost:3000";
const KEY = "sk-a-key-that-nobody-sees";
const people = ["nobody", "stranger", "clinician", "researcher", "administrator", "operator"] as const;
type Person = (typeof people)[number];

const cookies: Partial<Record<Person, string>> = {};
let projectId = "";
let server: TestEndpoint;

beforeAll(async () => {
  server = await startTestEndpoint({ apiKey: KEY });
  projectId = await makeProject("Endpoints");
  cookies.clinician = await signInAs(await makeMember(projectId, "c@example.org", "clinician"));
  cookies.researcher = await signInAs(await makeMember(projectId, "r@example.org", "researcher"));
  cookies.administrator = await signInAs(await makeMember(projectId, "a@example.org", "administrator"));
  cookies.stranger = await signInAs(await makeMember(await makeProject("Else"), "s@example.org", "administrator"));
  cookies.operator = await signInAs(await makePerson("o@example.org", true));
});
afterAll(() => server.close());

function request(person: Person, method: string, body?: unknown): Request {
  return new Request(`${ORIGIN}/api`, {
    method,
    headers: { cookie: cookies[person] ?? "", host: "localhost:3000", origin: ORIGIN },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
}
const at = <More extends Record<string, string>>(more: More) => ({ params: Promise.resolve({ projectId, ...more }) });

async function addOne(name: string, more: object = {}): Promise<EndpointView> {
  const answer = await add(
    request("researcher", "POST", { name, baseUrl: server.url, model: "test-model", key: { source: "none" }, ...more }),
    at({}),
  );
  return endpointViewSchema.parse(await answer.json());
}
const errorOf = async (answer: Response) => [answer.status, (await answer.json()).error];

describe("who may", () => {
  const missing = randomUUID();
  it.each([
    ["see the endpoints", (person: Person) => list(request(person, "GET"), at({})), [401, 404, 403, 200, 200, 200]],
    ["add one", (person: Person) => add(request(person, "POST", {}), at({})), [401, 404, 403, 400, 400, 400]],
    [
      "change one",
      (person: Person) => change(request(person, "PATCH", {}), at({ endpointId: missing })),
      [401, 404, 403, 404, 404, 404],
    ],
    [
      "test one",
      (person: Person) => test(request(person, "POST", {}), at({ endpointId: missing })),
      [401, 404, 403, 404, 404, 404],
    ],
  ] as const)("%s", async (_door, open, statuses) => {
    const answers: number[] = [];
    for (const person of people) answers.push((await open(person)).status);
    expect(answers).toEqual(statuses);
  });
});

describe("an endpoint", () => {
  it("keeps its key to itself, in the list, in the row and in the audit log", async () => {
    const added = await addOne("Vendor", {
      key: { source: "stored", key: KEY },
      inputUsdPerMillionTokens: 0.15,
      outputUsdPerMillionTokens: 0.6,
    });
    expect(added).toMatchObject({
      key: { source: "stored", variable: null, isPresent: true },
      concurrency: 8,
      inputUsdPerMillionTokens: 0.15,
      outputUsdPerMillionTokens: 0.6,
      heldUntil: null,
    });
    const listed = await (await list(request("researcher", "GET"), at({}))).text();
    const rows = await database.endpoint.findMany({ where: { projectId } });
    const events = await database.auditEvent.findMany({ where: { projectId, action: "endpoint.added" } });
    expect(events).toHaveLength(1);
    const everything = JSON.stringify([added, listed, rows, events], (_key, value) =>
      typeof value === "bigint" ? String(value) : value,
    );
    expect(everything).not.toContain(KEY);
  });

  it("answers the test with what it can do, and says what is wrong where it can't", async () => {
    const good = await addOne("Good", { key: { source: "stored", key: KEY }, tokenProbabilities: true });
    const tried = await test(request("researcher", "POST", {}), at({ endpointId: good.id }));
    expect(endpointTestSchema.parse(await tried.json())).toMatchObject({
      outcome: "answered",
      model: "test-model",
      structured: true,
      tokenProbabilities: true,
      inputTokens: expect.any(Number),
    });
    const bad = await addOne("Bad", { key: { source: "stored", key: "sk-wrong" } });
    const refused = await test(request("researcher", "POST", {}), at({ endpointId: bad.id }));
    expect(endpointTestSchema.parse(await refused.json())).toMatchObject({
      outcome: "failed",
      failureClass: "auth_or_quota",
      httpStatus: 401,
    });
    const without = await addOne("Without", {
      key: { source: "environment", variable: "SECOND_OPINION_ENDPOINT_KEY_UNSET" },
    });
    expect(without.key.isPresent).toBe(false);
    const untried = await test(request("researcher", "POST", {}), at({ endpointId: without.id }));
    expect(await untried.json()).toMatchObject({
      outcome: "failed",
      failureClass: "auth_or_quota",
      httpStatus: null,
      message: expect.stringContaining("SECOND_OPINION_ENDPOINT_KEY_UNSET"),
    });
  });

  it("changes in all but address and model, and keeps what is left out", async () => {
    const { id, ...before } = await addOne("Changing", { key: { source: "stored", key: KEY }, requestsPerMinute: 60 });
    const patch = async (body: unknown) => change(request("researcher", "PATCH", body), at({ endpointId: id }));
    const changed = await (await patch({ concurrency: 3, requestsPerMinute: null, archived: true })).json();
    expect(changed).toEqual({ id, ...before, concurrency: 3, requestsPerMinute: null, archived: true });
    expect(await (await patch({ archived: false, key: { source: "none" }, name: "Changed" })).json()).toMatchObject({
      name: "Changed",
      archived: false,
      key: { source: "none", isPresent: true },
    });
    expect((await patch({ baseUrl: "http://elsewhere.example.org" })).status).toBe(400);
    expect((await patch({ model: "other" })).status).toBe(400);
    await addOne("Taken");
    expect(await errorOf(await patch({ name: "Taken" }))).toEqual([409, expect.stringContaining("“Taken”")]);
  });

  it.each([
    [{ baseUrl: "ftp://example.org" }, 400, "baseUrl: The address must begin with http"],
    [{ baseUrl: "http://169.254.169.254/v1" }, 400, "baseUrl: 169.254.169.254"],
    [{ concurrency: 0 }, 400, "concurrency:"],
    [{ key: { source: "environment", variable: "DATABASE_URL" } }, 400, "key.variable: The variable's name must begin"],
  ])("is refused with %j", async (more, status, sentence) => {
    const body = { name: "Refused", baseUrl: server.url, model: "m", key: { source: "none" }, ...more };
    const answer = await add(request("researcher", "POST", body), at({}));
    expect(await errorOf(answer)).toEqual([status, expect.stringContaining(sentence)]);
  });

  it("needs a name of its own", async () => {
    await addOne("Once");
    const body = { name: "Once", baseUrl: server.url, model: "m", key: { source: "none" } };
    expect(await errorOf(await add(request("researcher", "POST", body), at({})))).toEqual([
      409,
      expect.stringContaining("“Once”"),
    ]);
  });
});
