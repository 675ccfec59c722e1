import type { CommandOutput } from "@/bin/cli-run";
import { findGradingRun } from "@/lib/db/grading-run-reads";
import { AppError } from "@/lib/kernel/app-error";
import type { GradingRunView } from "@/lib/queries/run-contract";
import { runPendingJobs } from "@/lib/workflows/run-pending-jobs";

const count = (value: number): string => value.toLocaleString("en");

const VERBS: Readonly<Record<GradingRunView["state"], string>> = {
  running: "Grading",
  paused: "Paused:",
  finished: "Graded",
  canceled: "Canceled:",
};

function money(run: GradingRunView): string {
  if (run.calls === 0 && run.callsReused === 0) return "";
  const cost = run.costUsd === null ? "" : `, $${run.costUsd.toLocaleString("en", { maximumFractionDigits: 4 })}`;
  return ` ${count(run.calls)} calls${cost}; ${count(run.callsReused)} answers were on hand.`;
}

/** A run in sentences: how far it is, why it stands still, what failed. */
export function tellRun(run: GradingRunView): string[] {
  const lines = [
    `${VERBS[run.state]} ${count(run.tasksDone)} of ${count(run.tasksTotal)} trajectories with ${run.graderLabel}: ${count(run.gradesOk)} grades, ${count(run.gradesNotApplicable)} not applicable, ${count(run.gradesFailed)} failed.${money(run)} Run ${run.id}.`,
  ];
  if (run.state === "running") lines.push("A worker does it; --wait waits for it.");
  if (run.stateReason !== null) lines.push(run.stateReason);
  for (const { failureClass, count: failed } of run.failureClasses) lines.push(`  ${failureClass}: ${count(failed)}`);
  for (const { sessionLabel, failure } of run.failures) lines.push(`  ${sessionLabel}: ${failure}`);
  return lines;
}

/**
 * Works in this process, beside whatever workers there are, until the run stands still; gives it as it ended.
 * @throws AppError unavailable where it was paused meanwhile or tasks of it failed.
 */
export async function waitForRun(
  output: CommandOutput,
  projectId: string,
  started: GradingRunView,
): Promise<GradingRunView> {
  if (started.state !== "running") return started;
  const seen = { run: started };
  await runPendingJobs({
    isDone: async () => {
      const run = (await findGradingRun(projectId, started.id)) ?? seen.run;
      seen.run = run;
      output.progress(
        `Grading: ${count(run.tasksDone + run.tasksFailed)} of ${count(run.tasksTotal)} trajectories, ${count(run.calls)} calls`,
      );
      return run.state !== "running";
    },
  });
  const { run } = seen;
  if (run.state !== "finished" || run.tasksFailed > 0) throw new AppError("unavailable", tellRun(run).join("\n"));
  return run;
}
