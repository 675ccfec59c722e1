import type { CommandOutput } from "@/bin/cli-run";
import { requireProject } from "@/bin/require-project";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { findProjectSensitivity } from "@/lib/db/project-reads";
import { changeProject } from "@/lib/workflows/change-project";
import { createProject as create } from "@/lib/workflows/create-project";

export async function createProject(output: CommandOutput, name: string): Promise<void> {
  const project = await create({ name, actorId: OPERATOR_ACTOR, administratorId: null });
  output.finish(project, [`Made the project “${project.name}”.`]);
}

/** Changes what was said, and tells how the project is set. */
export async function setProject(output: CommandOutput, name: string, sensitive: string | undefined): Promise<void> {
  const project = await requireProject(name);
  if (sensitive !== undefined) {
    await changeProject({ projectId: project.id, actorId: OPERATOR_ACTOR, sensitive: sensitive === "yes" });
  }
  const isSensitive = await findProjectSensitivity(project.id);
  output.finish({ ...project, sensitive: isSensitive }, [
    isSensitive
      ? `“${project.name}” is sensitive: lists of problems tell no words of the dialogues.`
      : `“${project.name}” is not marked as sensitive: lists of problems show the beginning of a record.`,
  ]);
}
