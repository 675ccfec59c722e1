import { beforeAll, describe, expect, it } from "vitest";
import { POST as acceptInvitation } from "@/app/api/invitations/route";
import { PATCH as changeMember, DELETE as removeMember } from "@/app/api/projects/[projectId]/members/[userId]/route";
import { DELETE as withdraw } from "@/app/api/projects/[projectId]/members/invitations/[invitationId]/route";
import { POST as invite, GET as listMembers } from "@/app/api/projects/[projectId]/members/route";
import { POST as createProject } from "@/app/api/projects/route";
import { POST as setUp } from "@/app/api/setup/route";
import { makeMember, makePerson, makeProject, signInAs } from "@/lib/auth/testing/people";
import { membersSchema } from "@/lib/queries/project-contract";

const ORIGIN = "http://localhost:3000";
const ANY_ID = "00000000-0000-4000-8000-000000000000";
const people = ["nobody", "stranger", "clinician", "researcher", "administrator", "operator"] as const;
type Person = (typeof people)[number];

const cookies: Record<Person, string> = {
  nobody: "",
  stranger: "",
  clinician: "",
  researcher: "",
  administrator: "",
  operator: "",
};
let projectId = "";
let clinicianId = "";

beforeAll(async () => {
  projectId = await makeProject("Members");
  clinicianId = await makeMember(projectId, "clinician@example.org", "clinician");
  cookies.clinician = await signInAs(clinicianId);
  cookies.researcher = await signInAs(await makeMember(projectId, "researcher@example.org", "researcher"));
  cookies.administrator = await signInAs(await makeMember(projectId, "administrator@example.org", "administrator"));
  cookies.stranger = await signInAs(
    await makeMember(await makeProject("Elsewhere"), "stranger@example.org", "administrator"),
  );
  cookies.operator = await signInAs(await makePerson("operator@example.org", true));
});

function request(person: Person, method: string, body?: unknown): Request {
  return new Request(`${ORIGIN}/api`, {
    method,
    headers: { cookie: cookies[person], host: "localhost:3000", origin: ORIGIN },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
}
const at = <More extends Record<string, string>>(more: More) => ({ params: Promise.resolve({ projectId, ...more }) });

/** One bad but well-formed try each, so that trying changes nothing: what counts is who gets past the door. */
const doors: Record<string, { open: (person: Person) => Promise<Response>; statuses: readonly number[] }> = {
  "list members": {
    open: (person) => listMembers(request(person, "GET"), at({})),
    statuses: [401, 404, 403, 200, 200, 200],
  },
  "invite a member": {
    open: (person) => invite(request(person, "POST", { email: "clinician@example.org", role: "researcher" }), at({})),
    statuses: [401, 404, 403, 403, 409, 409],
  },
  "change a role": {
    open: (person) => changeMember(request(person, "PATCH", { role: "researcher" }), at({ userId: "unknown" })),
    statuses: [401, 404, 403, 403, 404, 404],
  },
  "remove a member": {
    open: (person) => removeMember(request(person, "DELETE", {}), at({ userId: "unknown" })),
    statuses: [401, 404, 403, 403, 404, 404],
  },
  "withdraw an invitation": {
    open: (person) => withdraw(request(person, "DELETE"), at({ invitationId: ANY_ID })),
    statuses: [401, 404, 403, 403, 404, 404],
  },
  "make a project": {
    open: (person) => createProject(request(person, "POST", { name: "" })),
    statuses: [401, 403, 403, 403, 403, 400],
  },
  "set the server up again": {
    open: (person) => setUp(request(person, "POST", { name: "E", email: "e@example.org", password: "long enough 1" })),
    statuses: [409, 409, 409, 409, 409, 409],
  },
};

describe("who may", () => {
  it.each(Object.entries(doors))("%s", async (_door, { open, statuses }) => {
    const answers: number[] = [];
    for (const person of people) answers.push((await open(person)).status);
    expect(answers).toEqual(statuses);
  });
});

describe("an administrator", () => {
  it("invites by a link that carries the address they use, and the invited person gets in with it", async () => {
    const answer = await invite(
      request("administrator", "POST", { email: "New@Example.org", role: "researcher" }),
      at({}),
    );
    const { link } = await answer.json();
    expect(link).toMatch(/^http:\/\/localhost:3000\/invitation\/[\w-]{43}$/);
    const account = { name: "New", password: "long enough 1" };
    const accepted = await acceptInvitation(request("nobody", "POST", { token: link.split("/").at(-1), account }));
    expect(await accepted.json()).toEqual({ projectId, email: "new@example.org", accountCreated: true });
    const listed = membersSchema.parse(await (await listMembers(request("researcher", "GET"), at({}))).json());
    expect(listed.members.map((member) => [member.email, member.role])).toContainEqual([
      "new@example.org",
      "researcher",
    ]);
    expect(listed.invitations).toEqual([]);
  });

  it("changes a role and gets the members as they are then", async () => {
    const answer = await changeMember(
      request("administrator", "PATCH", { role: "researcher" }),
      at({ userId: clinicianId }),
    );
    const { members } = membersSchema.parse(await answer.json());
    expect(members.find((member) => member.userId === clinicianId)?.role).toBe("researcher");
  });

  it("hears where the input is wrong", async () => {
    const answer = await invite(request("administrator", "POST", { email: "new", role: "boss" }), at({}));
    expect(answer.status).toBe(400);
    expect((await answer.json()).error).toMatch(/^email: This is not an e-mail address\. role: /);
  });
});
