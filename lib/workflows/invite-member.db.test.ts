import { beforeAll, describe, expect, it } from "vitest";
import { makeMember, makePerson, makeProject } from "@/lib/auth/testing/people";
import { database } from "@/lib/db/client";
import { findMemberRole } from "@/lib/db/member-reads";
import { acceptInvitation, viewInvitation } from "@/lib/workflows/accept-invitation";
import { inviteMember, withdrawInvitation } from "@/lib/workflows/invite-member";
import { viewMembers } from "@/lib/workflows/view-members";

const now = new Date("2026-03-01T09:00:00Z");
const sixDaysLater = new Date("2026-03-07T09:00:00Z");
const sevenDaysLater = new Date("2026-03-08T09:00:00Z");
const account = { name: "Grace", password: "correct horse battery" };

let projectId = "";
let actorId = "";

beforeAll(async () => {
  projectId = await makeProject("Ward 7");
  actorId = await makeMember(projectId, "admin@example.org", "administrator");
});

const invite = (email: string, role: "clinician" | "researcher" = "clinician") =>
  inviteMember({ projectId, actorId, email, role, now });
const accept = (token: string, more: Partial<Parameters<typeof acceptInvitation>[0]> = {}) =>
  acceptInvitation({ token, signedIn: null, account, now: sixDaysLater, ...more });

describe("an invitation", () => {
  it("makes the account of its address and lets it in, once", async () => {
    const { token, invitationId } = await invite("grace@example.org");
    expect(await viewInvitation(token, sixDaysLater)).toEqual({
      state: "open",
      projectId,
      projectName: "Ward 7",
      email: "grace@example.org",
      role: "clinician",
      hasAccount: false,
    });
    expect(await accept(token)).toEqual({ projectId, email: "grace@example.org", accountCreated: true });
    const user = await database.user.findUniqueOrThrow({ where: { email: "grace@example.org" } });
    expect(user).toMatchObject({ name: "Grace", isOperator: false });
    expect(await findMemberRole(projectId, user.id)).toBe("clinician");

    await expect(accept(token)).rejects.toMatchObject({ kind: "conflict" });
    expect((await viewInvitation(token, sixDaysLater)).state).toBe("used");
    const actions = await database.auditEvent.findMany({
      where: { projectId, OR: [{ subjectId: invitationId }, { subjectId: user.id }] },
      select: { action: true, actorId: true },
      orderBy: { id: "asc" },
    });
    expect(actions).toEqual([
      { action: "member.invited", actorId },
      { action: "member.joined", actorId: user.id },
    ]);
  });

  it("keeps no token in the database", async () => {
    const { token, invitationId } = await invite("hash@example.org");
    const row = await database.invitation.findUniqueOrThrow({
      where: { projectId_id: { projectId, id: invitationId } },
    });
    expect(JSON.stringify(row)).not.toContain(token);
    expect(row.tokenHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it("used by two browsers at once lets one in", async () => {
    const { token } = await invite("twice@example.org");
    const outcomes = await Promise.allSettled([accept(token), accept(token)]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await database.user.count({ where: { email: "twice@example.org" } })).toBe(1);
  });

  it("ends after seven days", async () => {
    const { token, expiresAt } = await invite("late@example.org");
    expect(expiresAt).toEqual(sevenDaysLater);
    expect((await viewInvitation(token, sevenDaysLater)).state).toBe("expired");
    await expect(accept(token, { now: sevenDaysLater })).rejects.toMatchObject({ kind: "conflict" });
    expect(await database.user.count({ where: { email: "late@example.org" } })).toBe(0);
  });

  it("is not used up by a bad password", async () => {
    const { token } = await invite("typo@example.org");
    await expect(accept(token, { account: { name: "T", password: "short" } })).rejects.toMatchObject({
      kind: "invalid",
    });
    await expect(accept(token, { account: null })).rejects.toMatchObject({ kind: "invalid" });
    expect((await accept(token)).accountCreated).toBe(true);
  });

  it("for an address with an account asks its owner to sign in, and nobody else", async () => {
    const userId = await makePerson("known@example.org");
    const { token } = await invite("known@example.org", "researcher");
    expect(await viewInvitation(token, now)).toMatchObject({ state: "open", hasAccount: true });
    await expect(accept(token)).rejects.toMatchObject({ kind: "unauthenticated" });
    await expect(accept(token, { signedIn: { id: actorId, email: "admin@example.org" } })).rejects.toMatchObject({
      kind: "forbidden",
    });
    expect(await accept(token, { signedIn: { id: userId, email: "known@example.org" }, account: null })).toEqual({
      projectId,
      email: "known@example.org",
      accountCreated: false,
    });
    expect(await findMemberRole(projectId, userId)).toBe("researcher");
  });

  it("is replaced by a newer one of the same address, and works no more once withdrawn", async () => {
    const first = await invite("again@example.org");
    const second = await invite("again@example.org", "researcher");
    expect((await viewInvitation(first.token, now)).state).toBe("unknown");
    const open = (await viewMembers(projectId, now)).invitations.filter((row) => row.email === "again@example.org");
    expect(open).toEqual([
      {
        id: second.invitationId,
        email: "again@example.org",
        role: "researcher",
        expiresAt: "2026-03-08T09:00:00.000Z",
      },
    ]);
    await withdrawInvitation({ projectId, invitationId: second.invitationId, actorId });
    await expect(accept(second.token)).rejects.toMatchObject({ kind: "missing" });
    await expect(withdrawInvitation({ projectId, invitationId: second.invitationId, actorId })).rejects.toMatchObject({
      kind: "missing",
    });
  });

  it("of another project can't be withdrawn from this one", async () => {
    const other = await makeProject("Ward 8");
    const { invitationId } = await invite("crossed@example.org");
    await expect(withdrawInvitation({ projectId: other, invitationId, actorId })).rejects.toMatchObject({
      kind: "missing",
    });
  });

  it("is refused for a member", async () => {
    await expect(invite("admin@example.org")).rejects.toMatchObject({ kind: "conflict" });
  });
});
