-- CreateEnum
CREATE TYPE "round_phase" AS ENUM ('collecting', 'certifying');

-- CreateEnum
CREATE TYPE "round_event" AS ENUM ('launched', 'refitted', 'certify_begun', 'walked', 'walk_restarted', 'certificate_issued', 'certificate_given_up', 'ended');

-- CreateEnum
CREATE TYPE "unit_holding" AS ENUM ('machine', 'model', 'human', 'human_twice', 'waiting', 'ambiguous');

-- CreateEnum
CREATE TYPE "certificate_state" AS ENUM ('walking', 'issued', 'out_of_reach', 'spent', 'restarted', 'ended');

-- AlterTable
ALTER TABLE "rounds" ADD COLUMN     "audit_share" DOUBLE PRECISION NOT NULL DEFAULT 0.1,
ADD COLUMN     "budget_minutes" DOUBLE PRECISION,
ADD COLUMN     "criteria" "criterion"[] DEFAULT ARRAY['decision', 'extraction', 'content']::"criterion"[],
ADD COLUMN     "phase" "round_phase" NOT NULL DEFAULT 'collecting',
ADD COLUMN     "target_error" DOUBLE PRECISION NOT NULL DEFAULT 0.05;

-- AlterTable
ALTER TABLE "round_units" ADD COLUMN     "grade_revision" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "impact" DOUBLE PRECISION NOT NULL DEFAULT 1,
ADD COLUMN     "turn_round" INTEGER NOT NULL DEFAULT 1;

-- CreateTable
CREATE TABLE "round_models" (
    "project_id" UUID NOT NULL,
    "round_id" UUID NOT NULL,
    "refits" INTEGER NOT NULL DEFAULT 0,
    "reads_at_fit" INTEGER NOT NULL DEFAULT 0,
    "verdict_ordinal" BIGINT NOT NULL DEFAULT 0,
    "state" JSONB,
    "figures" JSONB,
    "scored_to" UUID,
    "refitted_at" TIMESTAMPTZ(3),
    "duration_ms" INTEGER,
    "failure" TEXT,

    CONSTRAINT "round_models_pkey" PRIMARY KEY ("project_id","round_id")
);

-- CreateTable
CREATE TABLE "round_log_entries" (
    "project_id" UUID NOT NULL,
    "round_id" UUID NOT NULL,
    "ordinal" BIGSERIAL NOT NULL,
    "event" "round_event" NOT NULL,
    "verdict_ordinal" BIGINT NOT NULL DEFAULT 0,
    "detail" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "round_log_entries_pkey" PRIMARY KEY ("project_id","round_id","ordinal")
);

-- CreateTable
CREATE TABLE "unit_beliefs" (
    "project_id" UUID NOT NULL,
    "grader_version_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "trajectory_id" UUID NOT NULL,
    "round_id" UUID NOT NULL,
    "grade_revision" INTEGER NOT NULL,
    "log_odds" DOUBLE PRECISION NOT NULL,
    "variance" DOUBLE PRECISION NOT NULL,
    "wrong_chance" DOUBLE PRECISION NOT NULL,
    "is_changed" BOOLEAN NOT NULL,
    "held_by" "unit_holding" NOT NULL,
    "value" JSONB,
    "risk" DOUBLE PRECISION NOT NULL,
    "refit" INTEGER NOT NULL,

    CONSTRAINT "unit_beliefs_pkey" PRIMARY KEY ("project_id","grader_version_id","unit_id")
);

-- CreateTable
CREATE TABLE "certificates" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "round_id" UUID NOT NULL,
    "grader_version_id" UUID NOT NULL,
    "walk" INTEGER NOT NULL,
    "state" "certificate_state" NOT NULL DEFAULT 'walking',
    "target" DOUBLE PRECISION NOT NULL,
    "alpha" DOUBLE PRECISION NOT NULL,
    "units" INTEGER NOT NULL,
    "units_ahead" INTEGER NOT NULL,
    "from_rank" INTEGER NOT NULL,
    "passed" INTEGER NOT NULL DEFAULT 0,
    "wrong_at" INTEGER[],
    "fresh_reads" INTEGER NOT NULL DEFAULT 0,
    "flips_at_start" INTEGER NOT NULL,
    "bound" DOUBLE PRECISION NOT NULL DEFAULT 1,
    "verdict_ordinal" BIGINT NOT NULL DEFAULT 0,
    "actor_id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "certificates_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateIndex
CREATE INDEX "unit_beliefs_project_id_grader_version_id_trajectory_id_idx" ON "unit_beliefs"("project_id", "grader_version_id", "trajectory_id");

-- CreateIndex
CREATE INDEX "certificates_project_id_grader_version_id_started_at_idx" ON "certificates"("project_id", "grader_version_id", "started_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "certificates_project_id_round_id_walk_key" ON "certificates"("project_id", "round_id", "walk");

-- CreateIndex
CREATE INDEX "round_units_project_id_round_id_trajectory_id_idx" ON "round_units"("project_id", "round_id", "trajectory_id");

-- AddForeignKey
ALTER TABLE "round_models" ADD CONSTRAINT "round_models_project_id_round_id_fkey" FOREIGN KEY ("project_id", "round_id") REFERENCES "rounds"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "round_log_entries" ADD CONSTRAINT "round_log_entries_project_id_round_id_fkey" FOREIGN KEY ("project_id", "round_id") REFERENCES "rounds"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "unit_beliefs" ADD CONSTRAINT "unit_beliefs_project_id_grader_version_id_fkey" FOREIGN KEY ("project_id", "grader_version_id") REFERENCES "grader_versions"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_project_id_round_id_fkey" FOREIGN KEY ("project_id", "round_id") REFERENCES "rounds"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

