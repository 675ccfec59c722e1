import type { CommandOutput } from "@/bin/cli-run";
import { requireProject } from "@/bin/require-project";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { findGradingRun } from "@/lib/db/grading-run-reads";
import { AppError } from "@/lib/kernel/app-error";
import type { GradingRunView } from "@/lib/queries/run-contract";
import { runPendingJobs } from "@/lib/workflows/run-pending-jobs";
import { startGradingRun } from "@/lib/workflows/start-grading-run";

const count = (value: number): string => value.toLocaleString("en");

function tell(run: GradingRunView): string[] {
  const lines = [
    run.state === "running"
      ? `Grading ${count(run.tasksTotal)} trajectories with ${run.graderLabel}. A worker does it; --wait waits for it.`
      : `Graded ${count(run.tasksDone)} of ${count(run.tasksTotal)} trajectories with ${run.graderLabel}: ${count(run.gradesOk)} grades, ${count(run.gradesNotApplicable)} not applicable, ${count(run.gradesFailed)} failed.`,
  ];
  if (run.stateReason !== null) lines.push(run.stateReason);
  for (const { sessionLabel, failure } of run.failures) lines.push(`  ${sessionLabel}: ${failure}`);
  return lines;
}

export async function grade(
  output: CommandOutput,
  projectName: string,
  options: { graderName: "offline"; wait: boolean },
): Promise<void> {
  const { id: projectId } = await requireProject(projectName);
  let run = await startGradingRun({ projectId, actorId: OPERATOR_ACTOR, graderName: options.graderName });
  if (options.wait && run.state === "running") {
    await runPendingJobs({
      isDone: async () => {
        run = (await findGradingRun(projectId, run.id)) ?? run;
        output.progress(`Grading: ${count(run.tasksDone + run.tasksFailed)} of ${count(run.tasksTotal)} trajectories`);
        return run.state !== "running";
      },
    });
    if (run.tasksFailed > 0) {
      throw new AppError("unavailable", tell(run).join("\n"));
    }
  }
  output.finish(run, tell(run));
}
