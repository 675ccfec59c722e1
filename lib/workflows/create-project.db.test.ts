import { describe, expect, it } from "vitest";
import { makePerson } from "@/lib/auth/testing/people";
import { findMemberRole } from "@/lib/db/member-reads";
import { findProjectByName, listProjects } from "@/lib/db/project-reads";
import { createProject } from "@/lib/workflows/create-project";

const create = (name: string) => createProject({ name, actorId: "operator", administratorId: null });

describe("createProject", () => {
  it("tidies the name and finds it again without regard to case", async () => {
    const project = await create("  Primary   care ");
    expect(project.name).toBe("Primary care");
    expect(await findProjectByName("PRIMARY CARE")).toEqual(project);
  });

  it("refuses a name that differs in case, width or spaces alone, and of two at once makes one", async () => {
    await expect(create("primary  CARE")).rejects.toMatchObject({ kind: "conflict" });
    await expect(create("Ｐrimary care")).rejects.toMatchObject({ kind: "conflict" });
    const outcomes = await Promise.allSettled([create("Twins"), create("twins")]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await listProjects()).map((project) => project.name.toLowerCase())).toEqual(["primary care", "twins"]);
  });

  it.each([
    ["", "Give the project a name."],
    ["   ", "Give the project a name."],
    ["x".repeat(81), "The project's name must have at most 80 characters."],
    ["zero\u200bwidth", "The project's name has characters that can't be seen. Type it anew."],
    ["nul\u0000", "The project's name has characters that can't be seen. Type it anew."],
  ])("refuses %j", async (name, message) => {
    await expect(create(name)).rejects.toMatchObject({ kind: "invalid", message });
  });

  it("counts characters, not code units", async () => {
    expect((await create("🩺".repeat(80))).name).toBe("🩺".repeat(80));
  });

  it("makes the person who asked its administrator", async () => {
    const userId = await makePerson("owner@example.org");
    const { id } = await createProject({ name: "Owned", actorId: userId, administratorId: userId });
    expect(await findMemberRole(id, userId)).toBe("administrator");
  });
});
