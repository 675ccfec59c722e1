-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "export_kind" AS ENUM ('training', 'reward');

-- CreateEnum
CREATE TYPE "export_state" AS ENUM ('waiting', 'running', 'finished', 'failed');

-- CreateEnum
CREATE TYPE "grader_kind" AS ENUM ('offline', 'llm', 'imported');

-- CreateEnum
CREATE TYPE "criterion" AS ENUM ('decision', 'extraction', 'content', 'format');

-- CreateEnum
CREATE TYPE "grade_status" AS ENUM ('ok', 'failed', 'not_applicable');

-- CreateEnum
CREATE TYPE "failure_class" AS ENUM ('network', 'time_out', 'rate_limit', 'server_error', 'auth_or_quota', 'context_too_long', 'refused', 'unparsable', 'schema_mismatch', 'evidence_not_found');

-- CreateEnum
CREATE TYPE "grading_run_state" AS ENUM ('running', 'paused', 'finished', 'canceled');

-- CreateEnum
CREATE TYPE "grading_task_state" AS ENUM ('waiting', 'done', 'failed');

-- CreateEnum
CREATE TYPE "role" AS ENUM ('clinician', 'researcher', 'administrator');

-- CreateEnum
CREATE TYPE "round_state" AS ENUM ('preparing', 'open', 'finished', 'canceled');

-- CreateEnum
CREATE TYPE "lane" AS ENUM ('targeted', 'audit');

-- CreateEnum
CREATE TYPE "verdict_kind" AS ENUM ('agree', 'wrong', 'skip', 'withdrawn');

-- CreateEnum
CREATE TYPE "grade_visibility" AS ENUM ('shown', 'blind');

-- CreateEnum
CREATE TYPE "message_role" AS ENUM ('user', 'assistant');

-- CreateEnum
CREATE TYPE "stop_label" AS ENUM ('continue', 'stop');

-- CreateEnum
CREATE TYPE "import_state" AS ENUM ('running', 'finished', 'failed');

-- CreateEnum
CREATE TYPE "response_source" AS ENUM ('expert', 'policy');

-- CreateTable
CREATE TABLE "users" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "is_operator" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accounts" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verifications" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "verifications_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invitations" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "role" "role" NOT NULL,
    "token_hash" TEXT NOT NULL,
    "invited_by" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "invitations_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "exports" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" "export_kind" NOT NULL,
    "state" "export_state" NOT NULL DEFAULT 'waiting',
    "grader_version_id" UUID,
    "verdict_ordinal" BIGINT NOT NULL,
    "rows_written" INTEGER NOT NULL DEFAULT 0,
    "rows_total" INTEGER,
    "bytes" BIGINT,
    "sha256" TEXT,
    "manifest" JSONB,
    "failure" TEXT,
    "actor_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "exports_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "graders" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "grader_kind" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "graders_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "grader_versions" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "grader_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "content_hash" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "grader_versions_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "grading_runs" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "grader_version_id" UUID NOT NULL,
    "state" "grading_run_state" NOT NULL DEFAULT 'running',
    "state_reason" TEXT,
    "task_count" INTEGER NOT NULL,
    "actor_id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "grading_runs_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "grading_tasks" (
    "project_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "trajectory_id" UUID NOT NULL,
    "state" "grading_task_state" NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "failure" TEXT,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "grading_tasks_pkey" PRIMARY KEY ("project_id","run_id","trajectory_id")
);

-- CreateTable
CREATE TABLE "units" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "grader_version_id" UUID NOT NULL,
    "trajectory_id" UUID NOT NULL,
    "turn_id" UUID NOT NULL,
    "response_id" UUID,
    "criterion" "criterion" NOT NULL,
    "current_revision" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "units_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "grades" (
    "project_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "status" "grade_status" NOT NULL,
    "failure_class" "failure_class",
    "score" DOUBLE PRECISION,
    "stop_label" "stop_label",
    "confidence" DOUBLE PRECISION,
    "run_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "grades_pkey" PRIMARY KEY ("project_id","unit_id","revision")
);

-- CreateTable
CREATE TABLE "grade_texts" (
    "project_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "rationale" TEXT NOT NULL,
    "evidence" JSONB NOT NULL DEFAULT '[]',
    "raw_answer" TEXT,

    CONSTRAINT "grade_texts_pkey" PRIMARY KEY ("project_id","unit_id","revision")
);

-- CreateTable
CREATE TABLE "target_items" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "grader_version_id" UUID NOT NULL,
    "trajectory_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "ordinal" INTEGER NOT NULL,
    "attribute" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "first_round" INTEGER NOT NULL DEFAULT 1,
    "asked_round" INTEGER NOT NULL,
    "evidence" JSONB NOT NULL DEFAULT '[]',
    "verdict_id" UUID,

    CONSTRAINT "target_items_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "projects" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "domain_profile" TEXT NOT NULL DEFAULT 'medicine',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "projects_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "memberships" (
    "project_id" UUID NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" "role" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "memberships_pkey" PRIMARY KEY ("project_id","user_id")
);

-- CreateTable
CREATE TABLE "audit_events" (
    "project_id" UUID NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "actor_id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject_id" TEXT,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_events_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "rounds" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "grader_version_id" UUID NOT NULL,
    "state" "round_state" NOT NULL DEFAULT 'preparing',
    "budget_reads" INTEGER NOT NULL,
    "reads_done" INTEGER NOT NULL DEFAULT 0,
    "audit_probability" DOUBLE PRECISION NOT NULL DEFAULT 0.1,
    "seed" BIGINT NOT NULL,
    "unit_count" INTEGER NOT NULL DEFAULT 0,
    "actor_id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "rounds_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "round_units" (
    "project_id" UUID NOT NULL,
    "round_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "trajectory_id" UUID NOT NULL,
    "criterion" "criterion" NOT NULL,
    "audit_rank" INTEGER NOT NULL,
    "targeted_rank" INTEGER NOT NULL,
    "wrong_chance" DOUBLE PRECISION NOT NULL,
    "reads" INTEGER NOT NULL DEFAULT 0,
    "lease_id" UUID,
    "lease_expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "round_units_pkey" PRIMARY KEY ("project_id","round_id","unit_id")
);

-- CreateTable
CREATE TABLE "hand_outs" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "round_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "reader_id" TEXT NOT NULL,
    "lane" "lane" NOT NULL,
    "probability" DOUBLE PRECISION NOT NULL,
    "model_version" TEXT NOT NULL,
    "wrong_chance" DOUBLE PRECISION NOT NULL,
    "visibility" "grade_visibility" NOT NULL DEFAULT 'shown',
    "handed_out_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "hand_outs_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "verdicts" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "ordinal" BIGSERIAL NOT NULL,
    "unit_id" UUID NOT NULL,
    "grade_revision" INTEGER NOT NULL,
    "round_id" UUID,
    "hand_out_id" UUID,
    "reader_id" TEXT NOT NULL,
    "kind" "verdict_kind" NOT NULL,
    "value" JSONB,
    "reason_code" TEXT,
    "comment" TEXT,
    "lane" "lane",
    "probability" DOUBLE PRECISION,
    "model_version" TEXT,
    "visibility" "grade_visibility" NOT NULL DEFAULT 'shown',
    "active_ms" INTEGER NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "supersedes_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "verdicts_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "imports" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "file_name" TEXT NOT NULL,
    "state" "import_state" NOT NULL DEFAULT 'running',
    "bytes_read" BIGINT NOT NULL DEFAULT 0,
    "bytes_total" BIGINT,
    "trajectories" INTEGER NOT NULL DEFAULT 0,
    "messages" INTEGER NOT NULL DEFAULT 0,
    "turns" INTEGER NOT NULL DEFAULT 0,
    "unchanged" INTEGER NOT NULL DEFAULT 0,
    "refused_count" INTEGER NOT NULL DEFAULT 0,
    "refused" JSONB NOT NULL DEFAULT '[]',
    "left_out" JSONB NOT NULL DEFAULT '{}',
    "failure" TEXT,
    "actor_id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "imports_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "trajectories" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "session_key" TEXT NOT NULL,
    "diagnosis" TEXT NOT NULL DEFAULT '',
    "has_diagnosis" BOOLEAN NOT NULL DEFAULT true,
    "message_count" INTEGER NOT NULL,
    "turn_count" INTEGER NOT NULL,
    "content_hash" TEXT NOT NULL,
    "import_id" UUID NOT NULL,
    "ordinal" BIGSERIAL NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "trajectories_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "messages" (
    "project_id" UUID NOT NULL,
    "trajectory_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "role" "message_role" NOT NULL,
    "content" TEXT NOT NULL,

    CONSTRAINT "messages_pkey" PRIMARY KEY ("project_id","trajectory_id","position")
);

-- CreateTable
CREATE TABLE "turns" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "trajectory_id" UUID NOT NULL,
    "round" INTEGER NOT NULL,
    "context_message_count" INTEGER NOT NULL,
    "response_message_count" INTEGER NOT NULL,
    "stop_label" "stop_label" NOT NULL,

    CONSTRAINT "turns_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "responses" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "turn_id" UUID NOT NULL,
    "source" "response_source" NOT NULL,
    "sample_index" INTEGER NOT NULL DEFAULT 0,
    "content" TEXT NOT NULL,

    CONSTRAINT "responses_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_token_key" ON "sessions"("token");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE INDEX "accounts_user_id_idx" ON "accounts"("user_id");

-- CreateIndex
CREATE INDEX "verifications_identifier_idx" ON "verifications"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "invitations_token_hash_key" ON "invitations"("token_hash");

-- CreateIndex
CREATE INDEX "exports_project_id_created_at_idx" ON "exports"("project_id", "created_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "graders_project_id_name_key" ON "graders"("project_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "grader_versions_project_id_grader_id_number_key" ON "grader_versions"("project_id", "grader_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "grader_versions_project_id_grader_id_content_hash_key" ON "grader_versions"("project_id", "grader_id", "content_hash");

-- CreateIndex
CREATE INDEX "grading_runs_project_id_started_at_idx" ON "grading_runs"("project_id", "started_at" DESC);

-- CreateIndex
CREATE INDEX "grading_tasks_project_id_run_id_state_idx" ON "grading_tasks"("project_id", "run_id", "state");

-- CreateIndex
CREATE INDEX "units_project_id_turn_id_idx" ON "units"("project_id", "turn_id");

-- CreateIndex
CREATE INDEX "units_project_id_grader_version_id_trajectory_id_idx" ON "units"("project_id", "grader_version_id", "trajectory_id");

-- CreateIndex
CREATE INDEX "target_items_project_id_grader_version_id_trajectory_id_idx" ON "target_items"("project_id", "grader_version_id", "trajectory_id");

-- CreateIndex
CREATE UNIQUE INDEX "projects_name_key_key" ON "projects"("name_key");

-- CreateIndex
CREATE INDEX "memberships_user_id_idx" ON "memberships"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "rounds_project_id_number_key" ON "rounds"("project_id", "number");

-- CreateIndex
CREATE INDEX "round_units_project_id_round_id_reads_audit_rank_idx" ON "round_units"("project_id", "round_id", "reads", "audit_rank");

-- CreateIndex
CREATE INDEX "round_units_project_id_round_id_reads_targeted_rank_idx" ON "round_units"("project_id", "round_id", "reads", "targeted_rank");

-- CreateIndex
CREATE INDEX "hand_outs_project_id_round_id_reader_id_answered_at_idx" ON "hand_outs"("project_id", "round_id", "reader_id", "answered_at");

-- CreateIndex
CREATE INDEX "verdicts_project_id_unit_id_reader_id_idx" ON "verdicts"("project_id", "unit_id", "reader_id");

-- CreateIndex
CREATE INDEX "verdicts_project_id_reader_id_ordinal_idx" ON "verdicts"("project_id", "reader_id", "ordinal" DESC);

-- CreateIndex
CREATE INDEX "verdicts_project_id_round_id_ordinal_idx" ON "verdicts"("project_id", "round_id", "ordinal");

-- CreateIndex
CREATE UNIQUE INDEX "verdicts_project_id_reader_id_idempotency_key_key" ON "verdicts"("project_id", "reader_id", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "verdicts_project_id_supersedes_id_key" ON "verdicts"("project_id", "supersedes_id");

-- CreateIndex
CREATE INDEX "imports_project_id_started_at_idx" ON "imports"("project_id", "started_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "trajectories_project_id_session_key_key" ON "trajectories"("project_id", "session_key");

-- CreateIndex
CREATE UNIQUE INDEX "trajectories_project_id_ordinal_key" ON "trajectories"("project_id", "ordinal");

-- CreateIndex
CREATE UNIQUE INDEX "turns_project_id_trajectory_id_round_key" ON "turns"("project_id", "trajectory_id", "round");

-- CreateIndex
CREATE UNIQUE INDEX "responses_project_id_turn_id_source_sample_index_key" ON "responses"("project_id", "turn_id", "source", "sample_index");

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "exports" ADD CONSTRAINT "exports_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "graders" ADD CONSTRAINT "graders_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grader_versions" ADD CONSTRAINT "grader_versions_project_id_grader_id_fkey" FOREIGN KEY ("project_id", "grader_id") REFERENCES "graders"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grading_runs" ADD CONSTRAINT "grading_runs_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grading_runs" ADD CONSTRAINT "grading_runs_project_id_grader_version_id_fkey" FOREIGN KEY ("project_id", "grader_version_id") REFERENCES "grader_versions"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grading_tasks" ADD CONSTRAINT "grading_tasks_project_id_run_id_fkey" FOREIGN KEY ("project_id", "run_id") REFERENCES "grading_runs"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "units" ADD CONSTRAINT "units_project_id_grader_version_id_fkey" FOREIGN KEY ("project_id", "grader_version_id") REFERENCES "grader_versions"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "units" ADD CONSTRAINT "units_project_id_turn_id_fkey" FOREIGN KEY ("project_id", "turn_id") REFERENCES "turns"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "units" ADD CONSTRAINT "units_project_id_response_id_fkey" FOREIGN KEY ("project_id", "response_id") REFERENCES "responses"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grades" ADD CONSTRAINT "grades_project_id_unit_id_fkey" FOREIGN KEY ("project_id", "unit_id") REFERENCES "units"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grade_texts" ADD CONSTRAINT "grade_texts_project_id_unit_id_revision_fkey" FOREIGN KEY ("project_id", "unit_id", "revision") REFERENCES "grades"("project_id", "unit_id", "revision") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rounds" ADD CONSTRAINT "rounds_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rounds" ADD CONSTRAINT "rounds_project_id_grader_version_id_fkey" FOREIGN KEY ("project_id", "grader_version_id") REFERENCES "grader_versions"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "round_units" ADD CONSTRAINT "round_units_project_id_round_id_fkey" FOREIGN KEY ("project_id", "round_id") REFERENCES "rounds"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hand_outs" ADD CONSTRAINT "hand_outs_project_id_round_id_fkey" FOREIGN KEY ("project_id", "round_id") REFERENCES "rounds"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "verdicts" ADD CONSTRAINT "verdicts_project_id_unit_id_fkey" FOREIGN KEY ("project_id", "unit_id") REFERENCES "units"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "imports" ADD CONSTRAINT "imports_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trajectories" ADD CONSTRAINT "trajectories_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "messages" ADD CONSTRAINT "messages_project_id_trajectory_id_fkey" FOREIGN KEY ("project_id", "trajectory_id") REFERENCES "trajectories"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "turns" ADD CONSTRAINT "turns_project_id_trajectory_id_fkey" FOREIGN KEY ("project_id", "trajectory_id") REFERENCES "trajectories"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "responses" ADD CONSTRAINT "responses_project_id_turn_id_fkey" FOREIGN KEY ("project_id", "turn_id") REFERENCES "turns"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
