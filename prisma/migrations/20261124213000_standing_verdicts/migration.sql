-- DropIndex
DROP INDEX "verdicts_project_id_reader_id_ordinal_idx";

-- DropIndex
DROP INDEX "verdicts_project_id_round_id_ordinal_idx";

-- AlterTable
ALTER TABLE "hand_outs" ADD COLUMN     "ordinal" BIGSERIAL NOT NULL;

-- AlterTable
ALTER TABLE "verdicts" ADD COLUMN     "rescored_turns" INTEGER NOT NULL DEFAULT 0;

-- Leases come and go on rows that were copied in side by side: room on the page keeps those updates out of the indexes.
ALTER TABLE "round_units" SET (fillfactor = 85);

-- CreateTable
CREATE TABLE "standing_verdicts" (
    "project_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "reader_id" TEXT NOT NULL,
    "verdict_id" UUID NOT NULL,
    "kind" "verdict_kind" NOT NULL,
    "ordinal" BIGINT NOT NULL,
    "criterion" "criterion" NOT NULL,
    "trajectory_id" UUID NOT NULL,
    "round_id" UUID,
    "hand_out_id" UUID,
    "lane" "lane",
    "first_round" INTEGER NOT NULL,
    "last_round" INTEGER NOT NULL,

    CONSTRAINT "standing_verdicts_pkey" PRIMARY KEY ("project_id","unit_id","reader_id")
);

-- CreateIndex
CREATE INDEX "standing_verdicts_project_id_reader_id_ordinal_idx" ON "standing_verdicts"("project_id", "reader_id", "ordinal" DESC);

-- CreateIndex
CREATE INDEX "standing_verdicts_project_id_round_id_reader_id_idx" ON "standing_verdicts"("project_id", "round_id", "reader_id");

-- CreateIndex
CREATE INDEX "standing_verdicts_project_id_trajectory_id_idx" ON "standing_verdicts"("project_id", "trajectory_id");

-- CreateIndex
CREATE UNIQUE INDEX "standing_verdicts_project_id_verdict_id_key" ON "standing_verdicts"("project_id", "verdict_id");

-- CreateIndex
CREATE INDEX "hand_outs_project_id_round_id_answered_at_expires_at_idx" ON "hand_outs"("project_id", "round_id", "answered_at", "expires_at");

-- CreateIndex
CREATE INDEX "verdicts_project_id_round_id_reader_id_idx" ON "verdicts"("project_id", "round_id", "reader_id");

-- AddForeignKey
ALTER TABLE "standing_verdicts" ADD CONSTRAINT "standing_verdicts_project_id_verdict_id_fkey" FOREIGN KEY ("project_id", "verdict_id") REFERENCES "verdicts"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
