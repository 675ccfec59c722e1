import type { CommandOutput } from "@/bin/cli-run";
import { requireProject } from "@/bin/require-project";
import { loadOverview } from "@/lib/workflows/load-overview";

const count = (value: number): string => value.toLocaleString("en");
const percent = (share: number): string => (share * 100).toFixed(1);

export async function status(output: CommandOutput, projectName: string): Promise<void> {
  const project = await requireProject(projectName);
  const overview = await loadOverview({ projectId: project.id, readerId: null });
  const { graderAccuracy: accuracy, openRound } = overview;
  output.finish({ project, ...overview }, [
    `${project.name}: ${count(overview.trajectories)} trajectories, ${count(overview.turns)} turns (${count(overview.turnsLeftOut)} rounds left out).`,
    `Grades: ${count(overview.unitsOk)} ok, ${count(overview.unitsNotApplicable)} not applicable, ${count(overview.unitsFailed)} failed${overview.gradingRunning ? "; grading is running" : ""}.`,
    `Reads: ${count(overview.reads)} by ${count(overview.readers)} readers, ${count(overview.flags)} flags.`,
    openRound === null
      ? "No round is open."
      : `Round ${openRound.number} is open: ${count(openRound.readsDone)} of ${count(openRound.budgetReads)} reads.`,
    accuracy.estimate === null
      ? "Grader accuracy: not known before the first audit read."
      : `Grader accuracy: ${percent(accuracy.estimate)}% (${percent(accuracy.lower)} to ${percent(accuracy.upper)}, 95%, ${count(accuracy.total)} audit reads).`,
  ]);
}
