import { database } from "@/lib/db/client";
import { findStoredTrajectory, hasVerdicts, type TaskIds } from "@/lib/db/grading-reads";
import { findTaskToGrade } from "@/lib/db/grading-task-reads";
import { finishTask, noteTaskAttempt } from "@/lib/db/grading-task-writes";
import { type NewGrade, writeGrades } from "@/lib/db/grading-writes";
import type { Grader } from "@/lib/grading/grader";
import { AppError } from "@/lib/kernel/app-error";
import { describeError } from "@/lib/log";
import { enqueueRescore } from "@/lib/queue/enqueue";
import { finishGradingRun } from "@/lib/workflows/finish-grading-run";
import { gradeTurns } from "@/lib/workflows/grade-turns";
import { type GraderOfVersion, graderOfVersion } from "@/lib/workflows/grader-of-version";

/** Writing the grades of one very long dialogue, ms. */
const WRITE_TIMEOUT_MS = 60_000;

export interface GradingAttempt extends TaskIds {
  /** From 1. */
  readonly attempt: number;
  readonly isLastAttempt: boolean;
  readonly graderOf?: GraderOfVersion;
}

/**
 * Grades one trajectory of a run. Its grades are written in one transaction under derived ids, so that a worker that
 * was killed, or a second one on the same task, changes nothing. A grade the grader could not give is written as
 * failed; where grading itself breaks, the task fails in words after its last attempt.
 */
export async function gradeTrajectory(attempt: GradingAttempt): Promise<void> {
  const { projectId, runId, trajectoryId } = attempt;
  const task = await findTaskToGrade(attempt);
  if (task !== null) {
    try {
      const graderOf = attempt.graderOf ?? graderOfVersion;
      const grades = await gradeAll(graderOf(task), attempt, task.graderVersionId);
      await database.$transaction(
        async (transaction) => {
          await writeGrades(
            transaction,
            { projectId, graderVersionId: task.graderVersionId, trajectoryId, runId },
            grades,
          );
          await finishTask(transaction, attempt, task.graderVersionId, attempt.attempt);
          // Verdicts judge every version's grades: what clinicians have corrected before holds for these too.
          if (await hasVerdicts(transaction, projectId, trajectoryId)) {
            await enqueueRescore(transaction, { projectId, trajectoryId });
          }
        },
        { timeout: WRITE_TIMEOUT_MS },
      );
    } catch (error) {
      const isFinal = attempt.isLastAttempt || error instanceof AppError;
      await noteTaskAttempt(attempt, attempt.attempt, isFinal ? explain(error, attempt.attempt) : null);
      if (!isFinal) throw error;
    }
  }
  await finishGradingRun(projectId, runId);
}

async function gradeAll(
  grader: Grader,
  { projectId, trajectoryId }: TaskIds,
  graderVersionId: string,
): Promise<NewGrade[]> {
  const trajectory = await findStoredTrajectory(projectId, trajectoryId);
  if (trajectory === null) throw new AppError("missing", "The trajectory is not in the project any more.");
  return gradeTurns(grader, trajectory, graderVersionId);
}

function explain(error: unknown, attempts: number): string {
  if (error instanceof AppError) return error.message;
  const { name } = describeError(error, false);
  return `Grading broke ${attempts === 1 ? "once" : `${attempts} times`} with an unexpected error (${name}); the worker's log has the place. Retry, or report it.`;
}
