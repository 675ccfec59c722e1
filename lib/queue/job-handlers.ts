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

/** Who does which kind of job. */
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
