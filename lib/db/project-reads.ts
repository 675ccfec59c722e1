import { database, type Transaction } from "@/lib/db/client";
import type { Role } from "@/lib/db/generated/client";
import { projectNameKey } from "@/lib/db/project-name";
import { sql } from "@/lib/db/sql";

export type ProjectRow = { readonly id: string; readonly name: string };

const shown = { id: true, name: true } as const;

/** The project of a name, without regard to case: how the command line addresses it. */
export async function findProjectByName(name: string, client: Transaction = database): Promise<ProjectRow | null> {
  return client.project.findUnique({ where: { nameKey: projectNameKey(name) }, select: shown });
}

/** All projects by name; for the operator and the command line. */
export async function listProjects(): Promise<ProjectRow[]> {
  return database.project.findMany({ select: shown, orderBy: { nameKey: "asc" } });
}

/** The projects in which a person is a member, by name. */
export async function listProjectsOfMember(userId: string): Promise<ProjectRow[]> {
  return database.project.findMany({
    where: { memberships: { some: { userId } } },
    select: shown,
    orderBy: { nameKey: "asc" },
  });
}

/** A project and a person's role in it, null where the person is no member. */
export type ProjectWithRole = ProjectRow & { readonly role: Role | null };

/** One query; null where there is no such project. */
export async function findProjectWithRole(projectId: string, userId: string): Promise<ProjectWithRole | null> {
  const [row] = await sql.$queryRaw<ProjectWithRole[]>`/* prepared */
    SELECT p.id::text AS id, p.name, m.role::text AS role
    FROM projects p LEFT JOIN memberships m ON m.project_id = p.id AND m.user_id = ${userId}
    WHERE p.id = ${projectId}::uuid`;
  return row ?? null;
}

/** Whether lists of problems must tell no words of the project's dialogues. */
export async function findProjectSensitivity(projectId: string): Promise<boolean> {
  const project = await database.project.findUnique({ where: { id: projectId }, select: { sensitive: true } });
  return project?.sensitive ?? true;
}
