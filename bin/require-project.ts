import { findProjectByName } from "@/lib/db/project-reads";
import { AppError } from "@/lib/kernel/app-error";

/** @throws AppError invalid where there is no project of that name (upper and lower case are one). */
export async function requireProject(name: string): Promise<{ id: string; name: string }> {
  const project = await findProjectByName(name);
  if (project === null) {
    throw new AppError("invalid", `There is no project called “${name}”. \`project create "${name}"\` makes it.`);
  }
  return project;
}
