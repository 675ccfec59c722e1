import { expect, it } from "vitest";
import { GET } from "@/app/api/projects/[projectId]/graders/route";
import { makeMember, makeProject, signInAs } from "@/lib/auth/testing/people";
import { database } from "@/lib/db/client";
import { gradersSchema } from "@/lib/queries/grader-contract";

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
