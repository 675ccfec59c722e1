import { database } from "@/lib/db/client";
import { findOtherTrajectory } from "@/lib/db/grading-material-reads";
import { findStoredTrajectory, hasVerdicts, type TaskIds } from "@/lib/db/grading-reads";
import { findTaskToGrade, type TaskToGrade } from "@/lib/db/grading-task-reads";
import { finishTask, noteTaskAttempt } from "@/lib/db/grading-task-writes";
import { type NewGrade, writeGrades } from "@/lib/db/grading-writes";
import type { Grader } from "@/lib/grading/grader";
import { llmGraderDefinitionSchema } from "@/lib/grading/llm/llm-grader-definition";
import { AppError } from "@/lib/kernel/app-error";
import { RunInterruptedError } from "@/lib/llm/run-interrupted";
import { describeError } from "@/lib/log";
import { enqueueRescore } from "@/lib/queue/enqueue";
import { withRunGrader } from "@/lib/workflows/active-runs";
import { finishGradingRun } from "@/lib/workflows/finish-grading-run";
import { type GradingMaterial, gradeTurns } from "@/lib/workflows/grade-turns";
import { type GraderOfVersion, graderOfVersion } from "@/lib/workflows/grader-of-version";
import { limitAtATime } from "@/lib/workflows/limit-at-a-time";
import { loadOtherVersions } from "@/lib/workflows/load-other-versions";

/** Writing the grades of one very long dialogue, ms. */
const WRITE_TIMEOUT_MS = 60_000;

/** Trajectories that end together write one after the other: paid answers must never wait for a connection behind them. */
const limitWriting = limitAtATime(3);

/**
 * Trajectories that begin together are read one after the other: the first of them shall ask its questions while the
 * rest are read, rather than all of them once the last is there.
 */
const limitReading = limitAtATime(3);

export interface GradingAttempt extends TaskIds {
  /** From 1. */
  readonly attempt: number;
  readonly isLastAttempt: boolean;
  /** Aborted where the worker has to end. */
  readonly signal?: AbortSignal;
  readonly graderOf?: GraderOfVersion;
}

/**
 * Grades one trajectory of a run. Its grades are written in one transaction under derived ids, so that a worker that
 * was killed, or a second one on the same task, changes nothing. A grade the grader could not give is written as
 * failed; where grading itself breaks, the task fails in words after its last attempt. Where the run was paused or
 * canceled meanwhile nothing is written and the task stays waiting: paid answers are kept, and asked for no more.
 */
export async function gradeTrajectory(attempt: GradingAttempt): Promise<void> {
  const { projectId, runId } = attempt;
  const task = await findTaskToGrade(attempt);
  if (task !== null) {
    try {
      const grades = await gradeAll(task, attempt);
      await limitWriting(() => writeAll(task, attempt, grades));
    } catch (error) {
      // Another worker takes it up, at the same attempt as far as the person is told.
      if (attempt.signal?.aborted === true) throw error;
      if (error instanceof RunInterruptedError) return;
      const isFinal = attempt.isLastAttempt || error instanceof AppError;
      await noteTaskAttempt(attempt, attempt.attempt, isFinal ? explain(error, attempt.attempt) : null);
      if (!isFinal) throw error;
    }
  }
  await finishGradingRun(projectId, runId);
}

/** A signal that never aborts, for callers that have none. */
const NEVER = new AbortController().signal;

async function gradeAll(task: TaskToGrade, attempt: GradingAttempt): Promise<NewGrade[]> {
  const { graderOf = graderOfVersion, signal = NEVER } = attempt;
  const work = async (grader: Grader) => {
    const { trajectory, material } = await limitReading(async () => ({
      trajectory: await findStoredTrajectory(attempt.projectId, attempt.trajectoryId),
      material: await loadMaterial(task, attempt),
    }));
    if (trajectory === null) throw new AppError("missing", "The trajectory is not in the project any more.");
    return gradeTurns(grader, trajectory, task.graderVersionId, material);
  };
  if (task.graderKind !== "llm") return work(graderOf(task));
  return withRunGrader({ ...task, projectId: attempt.projectId, runId: attempt.runId, signal }, graderOf, work);
}

async function loadMaterial(task: TaskToGrade, { projectId, trajectoryId }: TaskIds): Promise<GradingMaterial> {
  if (task.graderKind !== "llm") return {};
  const { probes } = llmGraderDefinitionSchema.parse(task.definition).scoring;
  const otherTrajectory = probes.otherFuture ? await findOtherTrajectory(projectId, trajectoryId) : null;
  const otherVersions = await loadOtherVersions(projectId, task, [trajectoryId]);
  return otherTrajectory === null ? { otherVersions } : { otherVersions, otherTrajectory };
}

async function writeAll(task: TaskToGrade, attempt: GradingAttempt, grades: readonly NewGrade[]): Promise<void> {
  const { projectId, runId, trajectoryId } = attempt;
  const { graderVersionId } = task;
  await database.$transaction(
    async (transaction) => {
      await writeGrades(transaction, { projectId, graderVersionId, trajectoryId, runId }, grades);
      await finishTask(transaction, attempt, graderVersionId, attempt.attempt);
      // Verdicts judge every version's grades: what clinicians have corrected before holds for these too.
      if (await hasVerdicts(transaction, projectId, trajectoryId)) {
        await enqueueRescore(transaction, { projectId, trajectoryId });
      }
    },
    { timeout: WRITE_TIMEOUT_MS },
  );
}

function explain(error: unknown, attempts: number): string {
  if (error instanceof AppError) return error.message;
  const { name } = describeError(error, false);
  return `Grading broke ${attempts === 1 ? "once" : `${attempts} times`} with an unexpected error (${name}); the worker's log has the place. Retry, or report it.`;
}
