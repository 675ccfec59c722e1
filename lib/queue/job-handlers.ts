import { advanceRoundHandler } from "@/lib/queue/handlers/advance-round";
import { buildExportHandler } from "@/lib/queue/handlers/build-export";
import { checkImportHandler } from "@/lib/queue/handlers/check-import";
import { gradeTrajectoryHandler } from "@/lib/queue/handlers/grade-trajectory";
import { gradeWithModelHandler } from "@/lib/queue/handlers/grade-with-model";
import { prepareRoundHandler } from "@/lib/queue/handlers/prepare-round";
import { proposeCandidateHandler } from "@/lib/queue/handlers/propose-candidate";
import { rescoreTurnsHandler } from "@/lib/queue/handlers/rescore-turns";
import { rescoreWithModelHandler } from "@/lib/queue/handlers/rescore-with-model";
import { runImportHandler } from "@/lib/queue/handlers/run-import";
import type { JobHandlers } from "@/lib/queue/job-handler";

/**
 * Who does which kind of job. What only one kind needs (readers of files, statistics, writers of exports) is loaded by
 * its handler with the first job of it: it takes as much memory as all the rest of a worker that grades.
 */
export const jobHandlers: JobHandlers = {
  "grade-trajectory": gradeTrajectoryHandler,
  "grade-with-model": gradeWithModelHandler,
  "rescore-turns": rescoreTurnsHandler,
  "rescore-with-model": rescoreWithModelHandler,
  "build-export": buildExportHandler,
  "check-import": checkImportHandler,
  "run-import": runImportHandler,
  "prepare-round": prepareRoundHandler,
  "propose-candidate": proposeCandidateHandler,
  "advance-round": advanceRoundHandler,
};
