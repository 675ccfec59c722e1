import { describe, expect, it } from "vitest";
import { makeMember, makeProject } from "@/lib/auth/testing/people";
import { database } from "@/lib/db/client";
import { findMemberRole } from "@/lib/db/member-reads";
import { changeMember } from "@/lib/workflows/change-member";

describe("changeMember", () => {
  it("changes and removes, and records who did it", async () => {
    const projectId = await makeProject("Changes");
    const actorId = await makeMember(projectId, "boss@example.org", "administrator");
    const userId = await makeMember(projectId, "worker@example.org", "clinician");
    await changeMember({ projectId, userId, role: "researcher", actorId });
    expect(await findMemberRole(projectId, userId)).toBe("researcher");
    await changeMember({ projectId, userId, role: null, actorId });
    expect(await findMemberRole(projectId, userId)).toBeNull();
    await expect(changeMember({ projectId, userId, role: "clinician", actorId })).rejects.toMatchObject({
      kind: "missing",
    });
    const events = await database.auditEvent.findMany({
      where: { projectId, subjectId: userId },
      select: { action: true, actorId: true, detail: true },
      orderBy: { id: "asc" },
    });
    expect(events).toEqual([
      { action: "member.changed", actorId, detail: { before: "clinician", role: "researcher" } },
      { action: "member.removed", actorId, detail: { before: "researcher" } },
    ]);
  });

  it.each([null, "clinician"] as const)("keeps the last administrator (asked: %s)", async (role) => {
    const projectId = await makeProject(`Last ${role}`);
    const userId = await makeMember(projectId, `last-${role}@example.org`, "administrator");
    await makeMember(projectId, `other-${role}@example.org`, "researcher");
    await expect(changeMember({ projectId, userId, role, actorId: userId })).rejects.toMatchObject({
      kind: "conflict",
    });
    expect(await findMemberRole(projectId, userId)).toBe("administrator");
  });

  it("of four administrators who step down at the same moment, one stays", async () => {
    const projectId = await makeProject("Exodus");
    const administrators = await Promise.all(
      [1, 2, 3, 4].map((number) => makeMember(projectId, `exodus-${number}@example.org`, "administrator")),
    );
    const outcomes = await Promise.allSettled(
      administrators.map((userId, place) =>
        changeMember({ projectId, userId, role: place % 2 === 0 ? null : "clinician", actorId: userId }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome.status === "rejected")).toHaveLength(1);
    expect(await database.membership.count({ where: { projectId, role: "administrator" } })).toBe(1);
  });
});
