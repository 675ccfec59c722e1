import type { JobHandler } from "@/lib/queue/job-handler";
import { gradeTrajectory } from "@/lib/workflows/grade-trajectory";

/** Its sweep is that of grade-trajectory. */
export const gradeWithModelHandler: JobHandler<"grade-with-model"> = {
  handle: (payload, context) => gradeTrajectory({ ...payload, ...context }),
};
