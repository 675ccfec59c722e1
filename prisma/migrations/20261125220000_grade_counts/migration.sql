-- CreateTable
CREATE TABLE "grade_counts" (
    "project_id" UUID NOT NULL,
    "grader_version_id" UUID NOT NULL,
    "trajectory_id" UUID NOT NULL,
    "ok" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "not_applicable" INTEGER NOT NULL,
    "failures" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "grade_counts_pkey" PRIMARY KEY ("project_id","grader_version_id","trajectory_id")
);

-- AddForeignKey
ALTER TABLE "grade_counts" ADD CONSTRAINT "grade_counts_project_id_grader_version_id_fkey" FOREIGN KEY ("project_id", "grader_version_id") REFERENCES "grader_versions"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grade_counts" ADD CONSTRAINT "grade_counts_project_id_trajectory_id_fkey" FOREIGN KEY ("project_id", "trajectory_id") REFERENCES "trajectories"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What is graded already.
INSERT INTO "grade_counts" ("project_id", "grader_version_id", "trajectory_id", "ok", "failed", "not_applicable", "failures")
SELECT "project_id", "grader_version_id", "trajectory_id",
       (coalesce(sum("count") FILTER (WHERE "status" = 'ok'), 0))::int,
       (coalesce(sum("count") FILTER (WHERE "status" = 'failed'), 0))::int,
       (coalesce(sum("count") FILTER (WHERE "status" = 'not_applicable'), 0))::int,
       coalesce(jsonb_object_agg("failure_class", "count") FILTER (WHERE "failure_class" IS NOT NULL), '{}')
  FROM (
    SELECT u."project_id", u."grader_version_id", u."trajectory_id", g."status", g."failure_class", count(*) AS "count"
      FROM "units" u
      JOIN "grades" g ON g."project_id" = u."project_id" AND g."unit_id" = u."id" AND g."revision" = u."current_revision"
     GROUP BY 1, 2, 3, 4, 5
  ) by_class
 GROUP BY 1, 2, 3;
