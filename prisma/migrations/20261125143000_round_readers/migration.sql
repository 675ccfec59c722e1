-- CreateTable
CREATE TABLE "round_readers" (
    "project_id" UUID NOT NULL,
    "round_id" UUID NOT NULL,
    "reader_id" TEXT NOT NULL,
    "reads" INTEGER NOT NULL,

    CONSTRAINT "round_readers_pkey" PRIMARY KEY ("project_id","round_id","reader_id")
);

-- AddForeignKey
ALTER TABLE "round_readers" ADD CONSTRAINT "round_readers_project_id_round_id_fkey" FOREIGN KEY ("project_id", "round_id") REFERENCES "rounds"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What was one count of the round is one of each reader.
INSERT INTO "round_readers" ("project_id", "round_id", "reader_id", "reads")
SELECT "project_id", "round_id", "reader_id", count(*)
  FROM "standing_verdicts"
 WHERE "round_id" IS NOT NULL AND "lane" IS NOT NULL AND "kind" IN ('agree', 'wrong')
 GROUP BY 1, 2, 3;

-- AlterTable
ALTER TABLE "rounds" DROP COLUMN "reads_done";
