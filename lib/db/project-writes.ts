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
