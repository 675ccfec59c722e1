-- CreateEnum
CREATE TYPE "candidate_source" AS ENUM ('by_hand', 'proposed', 'existing_version');

-- CreateEnum
CREATE TYPE "candidate_state" AS ENUM ('draft', 'grading', 'graded', 'in_trial', 'won', 'lost', 'undecided', 'promoted', 'rejected', 'rolled_back');

-- CreateEnum
CREATE TYPE "proposal_state" AS ENUM ('none', 'asking', 'answered', 'failed');

-- CreateEnum
CREATE TYPE "round_purpose" AS ENUM ('calibration', 'trial');

-- AlterEnum
ALTER TYPE "llm_step" ADD VALUE 'proposal';

-- AlterTable
ALTER TABLE "projects" ADD COLUMN     "current_version_id" UUID;

-- AlterTable
ALTER TABLE "rounds" ADD COLUMN     "purpose" "round_purpose" NOT NULL DEFAULT 'calibration';

-- CreateTable
CREATE TABLE "candidates" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "state" "candidate_state" NOT NULL DEFAULT 'draft',
    "source" "candidate_source" NOT NULL,
    "parent_version_id" UUID NOT NULL,
    "version_id" UUID,
    "changes" JSONB,
    "edit_number" INTEGER NOT NULL DEFAULT 0,
    "cluster" JSONB,
    "proposal_state" "proposal_state" NOT NULL DEFAULT 'none',
    "proposal_endpoint_id" UUID,
    "proposal_tries" INTEGER NOT NULL DEFAULT 0,
    "proposal_failure" JSONB,
    "proposal_critique" TEXT,
    "grading_run_id" UUID,
    "trial_round_id" UUID,
    "trial_scope" JSONB,
    "trial_outcome" JSONB,
    "replaced_version_id" UUID,
    "actor_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "candidates_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "writing_verdicts" (
    "project_id" UUID NOT NULL,
    "candidate_id" UUID NOT NULL,
    "verdict_id" UUID NOT NULL,
    "trajectory_id" UUID NOT NULL,

    CONSTRAINT "writing_verdicts_pkey" PRIMARY KEY ("project_id","candidate_id","verdict_id")
);

-- CreateIndex
CREATE INDEX "candidates_project_id_grading_run_id_idx" ON "candidates"("project_id", "grading_run_id");

-- CreateIndex
CREATE UNIQUE INDEX "candidates_project_id_number_key" ON "candidates"("project_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "candidates_project_id_trial_round_id_key" ON "candidates"("project_id", "trial_round_id");

-- AddForeignKey
ALTER TABLE "candidates" ADD CONSTRAINT "candidates_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "candidates" ADD CONSTRAINT "candidates_project_id_parent_version_id_fkey" FOREIGN KEY ("project_id", "parent_version_id") REFERENCES "grader_versions"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "candidates" ADD CONSTRAINT "candidates_project_id_version_id_fkey" FOREIGN KEY ("project_id", "version_id") REFERENCES "grader_versions"("project_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "candidates" ADD CONSTRAINT "candidates_project_id_trial_round_id_fkey" FOREIGN KEY ("project_id", "trial_round_id") REFERENCES "rounds"("project_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "writing_verdicts" ADD CONSTRAINT "writing_verdicts_project_id_candidate_id_fkey" FOREIGN KEY ("project_id", "candidate_id") REFERENCES "candidates"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "writing_verdicts" ADD CONSTRAINT "writing_verdicts_project_id_verdict_id_fkey" FOREIGN KEY ("project_id", "verdict_id") REFERENCES "verdicts"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "projects" ADD CONSTRAINT "projects_id_current_version_id_fkey" FOREIGN KEY ("id", "current_version_id") REFERENCES "grader_versions"("project_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE;
