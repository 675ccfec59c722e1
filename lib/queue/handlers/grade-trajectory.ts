import { database } from "@/lib/db/client";
import { findEndedRuns, findTasksWithoutJob } from "@/lib/db/grading-run-reads";
import { noteTaskAttempt } from "@/lib/db/grading-writes";
import { enqueue } from "@/lib/queue/enqueue";
import type { JobHandler } from "@/lib/queue/job-handler";
import { finishGradingRun } from "@/lib/workflows/finish-grading-run";
import { gradeTrajectory } from "@/lib/workflows/grade-trajectory";

/** Tasks a sweep looks at; what is left over comes with the next. */
const SWEPT_TASKS = 10_000;

const WORKER_DIED =
  "The worker ended every time it graded this trajectory; it may be out of memory. Its log may say more. Retry once that is put right.";

export const gradeTrajectoryHandler: JobHandler<"grade-trajectory"> = {
  handle: (payload, { attempt, isLastAttempt }) => gradeTrajectory({ ...payload, attempt, isLastAttempt }),

  async sweep() {
    const lost = await findTasksWithoutJob(SWEPT_TASKS);
    // A job that used up its attempts without a word has killed its worker each time: don't let it do so for ever.
    for (const { gaveUp, ...task } of lost) if (gaveUp) await noteTaskAttempt(task, null, WORKER_DIED);
    const toQueue = lost
      .filter(({ gaveUp }) => !gaveUp)
      .map(({ projectId, runId, trajectoryId }) => ({ projectId, runId, trajectoryId }));
    if (toQueue.length > 0) {
      await database.$transaction((transaction) => enqueue(transaction, "grade-trajectory", toQueue), {
        timeout: 60_000,
      });
    }
    for (const { projectId, runId } of await findEndedRuns()) await finishGradingRun(projectId, runId);
    return lost.length;
  },
};
