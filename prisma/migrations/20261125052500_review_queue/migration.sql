-- CreateEnum
CREATE TYPE "round_unit_state" AS ENUM ('waiting', 'settled', 'disputed');

-- AlterEnum
ALTER TYPE "verdict_kind" ADD VALUE 'weak_agree';

-- DropIndex
DROP INDEX "round_units_project_id_round_id_reads_audit_rank_idx";

-- DropIndex
DROP INDEX "round_units_project_id_round_id_reads_targeted_rank_idx";

-- AlterTable
ALTER TABLE "rounds" ADD COLUMN     "blind_share" DOUBLE PRECISION NOT NULL DEFAULT 0,
ADD COLUMN     "reads_per_unit" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "round_units" ADD COLUMN     "agreement" DOUBLE PRECISION,
ADD COLUMN     "reads_needed" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "state" "round_unit_state" NOT NULL DEFAULT 'waiting';

-- AlterTable
ALTER TABLE "hand_outs" ADD COLUMN     "is_adjudication" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "trajectory_id" UUID;

-- What was lent before is where its unit is.
UPDATE "hand_outs" h SET "trajectory_id" = u."trajectory_id"
  FROM "units" u WHERE u."project_id" = h."project_id" AND u."id" = h."unit_id";
DELETE FROM "hand_outs" WHERE "trajectory_id" IS NULL;
ALTER TABLE "hand_outs" ALTER COLUMN "trajectory_id" SET NOT NULL;

-- AlterTable
ALTER TABLE "verdicts" ADD COLUMN     "act_id" UUID;

-- Until now a unit needed one read. Disagreements of two are found when the unit is read again or undone.
UPDATE "round_units" SET "state" = 'settled' WHERE "reads" > 0;

-- CreateTable
CREATE TABLE "bookmarks" (
    "project_id" UUID NOT NULL,
    "reader_id" TEXT NOT NULL,
    "turn_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "bookmarks_pkey" PRIMARY KEY ("project_id","reader_id","turn_id")
);

-- CreateTable
CREATE TABLE "key_maps" (
    "user_id" TEXT NOT NULL,
    "bindings" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "key_maps_pkey" PRIMARY KEY ("user_id")
);

-- CreateIndex
CREATE INDEX "round_units_project_id_round_id_state_audit_rank_idx" ON "round_units"("project_id", "round_id", "state", "audit_rank");

-- CreateIndex
CREATE INDEX "round_units_project_id_round_id_state_targeted_rank_idx" ON "round_units"("project_id", "round_id", "state", "targeted_rank");

-- CreateIndex
CREATE INDEX "hand_outs_project_id_round_id_reader_id_ordinal_idx" ON "hand_outs"("project_id", "round_id", "reader_id", "ordinal" DESC);

-- CreateIndex
CREATE INDEX "verdicts_project_id_reader_id_act_id_idx" ON "verdicts"("project_id", "reader_id", "act_id");

-- AddForeignKey
ALTER TABLE "bookmarks" ADD CONSTRAINT "bookmarks_project_id_turn_id_fkey" FOREIGN KEY ("project_id", "turn_id") REFERENCES "turns"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bookmarks" ADD CONSTRAINT "bookmarks_reader_id_fkey" FOREIGN KEY ("reader_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "key_maps" ADD CONSTRAINT "key_maps_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
