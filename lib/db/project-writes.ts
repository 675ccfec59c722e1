import type { Transaction } from "@/lib/db/client";
import { projectNameKey } from "@/lib/db/project-name";

/** Writes a project. False where one of that name exists. */
export async function insertProject(
  transaction: Transaction,
  project: { readonly id: string; readonly name: string },
): Promise<boolean> {
  const inserted = await transaction.project.createMany({
    data: [{ id: project.id, name: project.name, nameKey: projectNameKey(project.name) }],
    skipDuplicates: true,
  });
  return inserted.count === 1;
}

/** Whether lists of problems must tell no words of the project's dialogues. */
export async function updateProjectSensitivity(
  transaction: Transaction,
  projectId: string,
  sensitive: boolean,
): Promise<void> {
  await transaction.project.updateMany({ where: { id: projectId }, data: { sensitive } });
}
