import type { CommandOutput } from "@/bin/cli-run";
import { requireProject } from "@/bin/require-project";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { AppError } from "@/lib/kernel/app-error";
import { startRound as start } from "@/lib/workflows/start-round";

export async function startRound(output: CommandOutput, projectName: string, readsText: string): Promise<void> {
  if (!/^\d{1,9}$/.test(readsText)) {
    throw new AppError("invalid", `--reads takes a whole number, at least 1; ${JSON.stringify(readsText)} is none.`);
  }
  const project = await requireProject(projectName);
  const round = await start({ projectId: project.id, actorId: OPERATOR_ACTOR, reads: Number(readsText) });
  output.finish(round, [
    `Round ${round.number} is ${round.state}: ${round.budgetReads.toLocaleString("en")} reads over ${round.unitCount.toLocaleString("en")} units of ${round.graderLabel}.`,
  ]);
}
