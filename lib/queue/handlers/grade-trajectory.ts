import { database } from "@/lib/db/client";
import { findEndedRuns, findTasksWithoutJob } from "@/lib/db/grading-task-reads";
import { noteTaskAttempt } from "@/lib/db/grading-task-writes";
import { enqueue } from "@/lib/queue/enqueue";
import type { JobHandler } from "@/lib/queue/job-handler";
import { gradingJob } from "@/lib/queue/jobs";
import { finishGradingRun } from "@/lib/workflows/finish-grading-run";
import { gradeTrajectory } from "@/lib/workflows/grade-trajectory";

/** Tasks a sweep looks at; what is left over comes with the next. */
const SWEPT_TASKS = 10_000;

const WORKER_DIED =
  "The worker ended every time it graded this trajectory; it may be out of memory. Its log may say more. Retry once that is put right.";

export const gradeTrajectoryHandler: JobHandler<"grade-trajectory"> = {
  handle: (payload, context) => gradeTrajectory({ ...payload, ...context }),

  /** Of both kinds of grading jobs: the tasks are in one table. */
  async sweep() {
    const lost = await findTasksWithoutJob(SWEPT_TASKS);
    // A job that used up its attempts without a word has killed its worker each time: don't let it do so for ever.
    for (const task of lost) if (task.gaveUp) await noteTaskAttempt(task, null, WORKER_DIED);
    for (const name of ["grade-trajectory", "grade-with-model"] as const) {
      const toQueue = lost
        .filter(({ gaveUp, graderKind }) => !gaveUp && gradingJob(graderKind) === name)
        .map(({ projectId, runId, trajectoryId }) => ({ projectId, runId, trajectoryId }));
      if (toQueue.length === 0) continue;
      await database.$transaction((transaction) => enqueue(transaction, name, toQueue), { timeout: 60_000 });
    }
    for (const { projectId, runId } of await findEndedRuns()) await finishGradingRun(projectId, runId);
    return lost.length;
  },
};
