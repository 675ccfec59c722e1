-- AlterTable
ALTER TABLE "round_readers" ADD COLUMN     "active_ms" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "answers" INTEGER NOT NULL DEFAULT 0,
ALTER COLUMN "reads" SET DEFAULT 0;

-- What was summed over the log at each answer.
INSERT INTO "round_readers" ("project_id", "round_id", "reader_id", "answers", "active_ms")
SELECT "project_id", "round_id", "reader_id", count(*), sum("active_ms")
  FROM "verdicts"
 WHERE "round_id" IS NOT NULL
 GROUP BY 1, 2, 3
ON CONFLICT ("project_id", "round_id", "reader_id") DO UPDATE
   SET "answers" = excluded."answers", "active_ms" = excluded."active_ms";

-- DropIndex
DROP INDEX "verdicts_project_id_round_id_reader_id_idx";

-- CreateIndex
CREATE INDEX "verdicts_project_id_round_id_reader_id_ordinal_idx" ON "verdicts"("project_id", "round_id", "reader_id", "ordinal" DESC);

-- DropIndex
DROP INDEX "standing_verdicts_project_id_round_id_reader_id_idx";

-- CreateIndex
CREATE INDEX "standing_verdicts_project_id_round_id_reader_id_kind_idx" ON "standing_verdicts"("project_id", "round_id", "reader_id", "kind");

-- Lending a unit changes no column that is indexed: with room on its page, no index is written.
ALTER TABLE "round_units" SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05);
