-- Grades a task wrote, by status: the progress of a run is summed from its tasks.
ALTER TABLE "grading_tasks" ADD COLUMN     "grades_failed" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "grades_not_applicable" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "grades_ok" INTEGER NOT NULL DEFAULT 0;
