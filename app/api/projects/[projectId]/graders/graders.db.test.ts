import { expect, it } from "vitest";
import { GET as COMPARE } from "@/app/api/projects/[projectId]/graders/compare/route";
import { GET as DEFAULTS } from "@/app/api/projects/[projectId]/graders/defaults/route";
import { POST as IMPORT } from "@/app/api/projects/[projectId]/graders/import/route";
import { GET, POST } from "@/app/api/projects/[projectId]/graders/route";
import { POST as TRY } from "@/app/api/projects/[projectId]/graders/try/route";
import { makeMember, makeProject, signInAs } from "@/lib/auth/testing/people";
import { database } from "@/lib/db/client";
import { graderDefaultsSchema, gradersSchema } from "@/lib/queries/grader-contract";

const ask = async (projectId: string, cookie: string) =>
  GET(new Request("http://localhost:3000/api/x", { headers: { cookie, host: "localhost:3000" } }), {
    params: Promise.resolve({ projectId }),
  });

it("lists the versions of this project alone, newest first, to those who may see the grading", async () => {
  const projectId = await makeProject("Graders");
  const elsewhere = await makeProject("Graders elsewhere");
  for (const [project, versions] of [
    [projectId, 2],
    [elsewhere, 1],
  ] as const) {
    const graderId = crypto.randomUUID();
    await database.grader.create({ data: { projectId: project, id: graderId, name: "offline", kind: "offline" } });
    for (let number = 1; number <= versions; number += 1) {
      await database.graderVersion.create({
        data: {
          projectId: project,
          id: crypto.randomUUID(),
          graderId,
          number,
          contentHash: String(number).repeat(64),
          definition: { kind: "offline", number },
          createdAt: new Date(Date.UTC(2026, 0, number)),
        },
      });
    }
  }
  const researcher = await signInAs(await makeMember(projectId, "r@example.org", "researcher"));
  const answer = await ask(projectId, researcher);
  const { versions } = gradersSchema.parse(await answer.json());
  expect(versions.map(({ label, unitsGraded, runs }) => [label, unitsGraded, runs])).toEqual([
    ["offline 2", 0, 0],
    ["offline 1", 0, 0],
  ]);

  const clinician = await signInAs(await makeMember(projectId, "c@example.org", "clinician"));
  const stranger = await signInAs(await makeMember(elsewhere, "s@example.org", "administrator"));
  expect((await ask(projectId, clinician)).status).toBe(403);
  expect((await ask(projectId, stranger)).status).toBe(404);
  expect((await ask(projectId, "")).status).toBe(401);
});

const call = async (
  handler: (request: Request, context: { params: Promise<{ projectId: string }> }) => Promise<Response>,
  projectId: string,
  cookie: string,
  init: { path?: string; body?: string } = {},
) =>
  handler(
    new Request(`http://localhost:3000/api/x${init.path ?? ""}`, {
      method: init.body === undefined ? "GET" : "POST",
      headers: { cookie, host: "localhost:3000", origin: "http://localhost:3000" },
      ...(init.body === undefined ? {} : { body: init.body }),
    }),
    { params: Promise.resolve({ projectId }) },
  );

it("lets keepers of the project alone make, try, compare and import", async () => {
  const projectId = await makeProject("Doors of graders");
  const researcher = await signInAs(await makeMember(projectId, "keeper@example.org", "researcher"));
  const clinician = await signInAs(await makeMember(projectId, "reader@example.org", "clinician"));
  const id = crypto.randomUUID();
  const doors = [
    [POST, { body: "{}" }, 400],
    [TRY, { body: "{}" }, 400],
    [COMPARE, { path: `?before=${id}&after=${id}` }, 404],
    [IMPORT, { path: `?id=${id}&name=grades.jsonl`, body: "no row" }, 400],
    [DEFAULTS, {}, 200],
  ] as const;
  for (const [handler, init, status] of doors) {
    expect((await call(handler, projectId, "", init)).status).toBe(401);
    expect((await call(handler, projectId, clinician, init)).status).toBe(403);
    expect((await call(handler, projectId, researcher, init)).status).toBe(status);
  }
  const defaults = graderDefaultsSchema.parse(await (await call(DEFAULTS, projectId, researcher)).json());
  expect(defaults.scoringInstructions).toContain("score");
});

it("takes evaluated rows as an upload", async () => {
  const projectId = await makeProject("Evaluated rows");
  const researcher = await signInAs(await makeMember(projectId, "uploads@example.org", "researcher"));
  const row = {
    cid: "a_1",
    session_id: "a",
    diagn: "",
    messages: [{ role: "user", content: "I cough." }],
    decision_truth: "stop",
    info_truth: "",
    rollouts: ["<stop />"],
    grades: [{ think: "Stops.", action_score: 1, format_score: 1, content_score: 1 }],
  };
  const answer = await call(IMPORT, projectId, researcher, {
    path: `?id=${crypto.randomUUID()}&name=grades.jsonl&grader=judge`,
    body: JSON.stringify(row),
  });
  expect(await answer.json()).toMatchObject({
    version: { label: "judge 1", kind: "imported" },
    import: { state: "finished", trajectories: 1 },
    responses: 1,
    gradesOk: 4,
  });
});
