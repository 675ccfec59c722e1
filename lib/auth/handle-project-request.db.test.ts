import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { makeMember, makePerson, makeProject, signInAs } from "@/lib/auth/testing/people";
import { database } from "@/lib/db/client";
import { AppError } from "@/lib/kernel/app-error";

const UNKNOWN_ID = "00000000-0000-4000-8000-000000000000";
const cookies: Record<"clinician" | "researcher" | "stranger" | "operator", string> = {
  clinician: "",
  researcher: "",
  stranger: "",
  operator: "",
};
let projectId = "";

/** How often the handler ran: a refusal must come before the work, not after it. */
let ran = 0;
const start = handleProjectRequest<"roundId">("round.manage", async ({ actor, request, params }) => {
  ran += 1;
  const { reads } = await parseBody(request, z.object({ reads: z.number({ error: "Give a number." }) }), 200);
  return { project: actor.project, role: actor.role, email: actor.user.email, roundId: params.roundId, reads };
});

type Call = { cookie?: string; project?: string; round?: string; headers?: Record<string, string>; body?: string };

async function call({ cookie, project = projectId, round = UNKNOWN_ID, headers = {}, body }: Call) {
  const before = ran;
  const answer = await start(
    new Request(`http://localhost:3000/api/projects/${project}/rounds/${round}`, {
      method: "POST",
      headers: { host: "localhost:3000", ...(cookie === undefined ? {} : { cookie }), ...headers },
      body: body ?? JSON.stringify({ reads: 20 }),
    }),
    { params: Promise.resolve({ projectId: project, roundId: round }) },
  );
  return { status: answer.status, body: await answer.json(), ran: ran > before, headers: answer.headers };
}

beforeAll(async () => {
  projectId = await makeProject("Wrapped");
  const other = await makeProject("Other");
  cookies.clinician = await signInAs(await makeMember(projectId, "clinician@example.org", "clinician"));
  cookies.researcher = await signInAs(await makeMember(projectId, "researcher@example.org", "researcher"));
  cookies.stranger = await signInAs(await makeMember(other, "stranger@example.org", "administrator"));
  cookies.operator = await signInAs(await makePerson("operator@example.org", true));
});

describe("handleProjectRequest", () => {
  it("answers the handler's result to the right role", async () => {
    const { status, body, headers } = await call({ cookie: cookies.researcher });
    expect(status).toBe(200);
    expect(body).toEqual({
      project: { id: projectId, name: "Wrapped" },
      role: "researcher",
      email: "researcher@example.org",
      roundId: UNKNOWN_ID,
      reads: 20,
    });
    expect(headers.get("cache-control")).toBe("private, no-store");
  });

  it("takes the operator for an administrator of every project", async () => {
    expect((await call({ cookie: cookies.operator })).body.role).toBe("administrator");
  });

  it.each([
    ["signed out", 401, () => ({})],
    ["a cookie nobody signed", 401, () => ({ cookie: `${cookies.researcher.slice(0, -12)}AAAAAAAAAA%3D` })],
    ["a stranger", 404, () => ({ cookie: cookies.stranger })],
    ["the wrong role", 403, () => ({ cookie: cookies.clinician })],
    ["an unknown project", 404, () => ({ cookie: cookies.researcher, project: UNKNOWN_ID })],
    ["an ill-formed project id", 404, () => ({ cookie: cookies.researcher, project: "1' OR 1=1" })],
    ["an ill-formed further id", 404, () => ({ cookie: cookies.researcher, round: "latest" })],
    ["another origin", 403, () => ({ cookie: cookies.researcher, headers: { origin: "https://evil.example" } })],
    ["another local port", 403, () => ({ cookie: cookies.researcher, headers: { origin: "http://localhost:4000" } })],
    ["a sandboxed frame", 403, () => ({ cookie: cookies.researcher, headers: { origin: "null" } })],
    ["a cross-site fetch", 403, () => ({ cookie: cookies.researcher, headers: { "sec-fetch-site": "cross-site" } })],
    ["a neighbour subdomain", 403, () => ({ cookie: cookies.researcher, headers: { "sec-fetch-site": "same-site" } })],
  ] satisfies [string, number, () => Call][])("%s: %i, and the handler does not run", async (who, status, make) => {
    const answer = await call(make());
    expect(answer.status).toBe(status);
    const isOutside = ["a stranger", "an unknown project", "an ill-formed project id"].includes(who);
    expect(answer.body).toEqual({
      error: expect.any(String),
      // Programs are told what never passes by trying again.
      ...(isOutside ? { reason: "not_a_member" } : {}),
    });
    expect(answer.ran).toBe(false);
  });

  it("answers a stranger and an unknown project alike", async () => {
    const stranger = await call({ cookie: cookies.stranger });
    const unknown = await call({ cookie: cookies.stranger, project: UNKNOWN_ID });
    expect(stranger.body).toEqual(unknown.body);
  });

  it.each([
    ["own origin", { origin: "http://localhost:3000" }],
    ["own fetch", { "sec-fetch-site": "same-origin", origin: "http://localhost:3000" }],
  ])("lets through: %s", async (_what, headers) => {
    expect((await call({ cookie: cookies.researcher, headers })).status).toBe(200);
  });

  it("lets a removed member do nothing more", async () => {
    const userId = await makeMember(projectId, "leaving@example.org", "researcher");
    const cookie = await signInAs(userId);
    expect((await call({ cookie })).status).toBe(200);
    await database.membership.delete({ where: { projectId_userId: { projectId, userId } } });
    expect((await call({ cookie })).status).toBe(404);
  });

  it("does not take an ended session, and says to drop its cookie", async () => {
    const userId = await makeMember(projectId, "idle@example.org", "researcher");
    const cookie = await signInAs(userId);
    await database.session.updateMany({ where: { userId }, data: { expiresAt: new Date(Date.now() - 1000) } });
    const answer = await call({ cookie });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("set-cookie")).toMatch(/session_token=;/);
  });

  it.each([
    ["{", "The request's body is not valid JSON."],
    ["", "The request has no body; send JSON."],
    ['{"reads":"twenty"}', "reads: Give a number."],
    [JSON.stringify({ reads: 1, padding: "x".repeat(200) }), "The request is larger than the 200 bytes it may have."],
  ])("refuses the body %s with its reason", async (body, error) => {
    expect(await call({ cookie: cookies.researcher, body })).toMatchObject({ status: 400, body: { error } });
  });

  it("maps refusals of the work to their status, and hides what is unexpected behind a number", async () => {
    const failing = (error: Error) =>
      handleProjectRequest("round.read", async () => {
        throw error;
      })(new Request("http://localhost:3000/", { headers: { cookie: cookies.clinician } }), {
        params: Promise.resolve({ projectId }),
      });
    const conflict = await failing(new AppError("conflict", "The round has ended."));
    expect([conflict.status, await conflict.json()]).toEqual([409, { error: "The round has ended." }]);
    const unexpected = await failing(new Error("patient said: my chest hurts"));
    expect(unexpected.status).toBe(500);
    expect((await unexpected.json()).error).toMatch(/this number: [0-9a-f-]{36}\.$/);
  });
});
