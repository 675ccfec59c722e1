import type { CommandOutput } from "@/bin/cli-run";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { createProject as create } from "@/lib/workflows/create-project";

export async function createProject(output: CommandOutput, name: string): Promise<void> {
  const project = await create({ name, actorId: OPERATOR_ACTOR, administratorId: null });
  output.finish(project, [`Made the project “${project.name}”.`]);
}
