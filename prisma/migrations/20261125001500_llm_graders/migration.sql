-- CreateEnum
CREATE TYPE "endpoint_key_source" AS ENUM ('none', 'environment', 'stored');

-- CreateEnum
CREATE TYPE "structured_output" AS ENUM ('json_schema', 'none');

-- CreateEnum
CREATE TYPE "llm_step" AS ENUM ('extraction', 'scoring', 'probe', 'test');

-- CreateEnum
CREATE TYPE "grader_step_kind" AS ENUM ('extraction', 'scoring');

-- AlterTable
ALTER TABLE "grader_versions" ADD COLUMN     "extraction_step_id" UUID,
ADD COLUMN     "scoring_step_id" UUID;

-- AlterTable
ALTER TABLE "grading_runs" ADD COLUMN     "active_ms" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "calls" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "calls_reused" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "cost_ceiling_micro_usd" BIGINT,
ADD COLUMN     "cost_micro_usd" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "input_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "output_tokens" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "resumed_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "retried_calls" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "retries" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "scope" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "grading_tasks" ADD COLUMN     "failure_classes" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "endpoints" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "base_url" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "key_source" "endpoint_key_source" NOT NULL DEFAULT 'none',
    "key_variable" TEXT,
    "key_ciphertext" TEXT,
    "structured_output" "structured_output" NOT NULL DEFAULT 'json_schema',
    "token_probabilities" BOOLEAN NOT NULL DEFAULT false,
    "timeout_ms" INTEGER NOT NULL DEFAULT 60000,
    "concurrency" INTEGER NOT NULL DEFAULT 8,
    "requests_per_minute" INTEGER,
    "tokens_per_minute" INTEGER,
    "input_price_micro_usd" BIGINT,
    "output_price_micro_usd" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "endpoints_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "endpoint_leases" (
    "project_id" UUID NOT NULL,
    "endpoint_id" UUID NOT NULL,
    "worker_id" UUID NOT NULL,
    "slots" INTEGER NOT NULL,
    "wanted" INTEGER NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "endpoint_leases_pkey" PRIMARY KEY ("project_id","endpoint_id","worker_id")
);

-- CreateTable
CREATE TABLE "endpoint_meters" (
    "project_id" UUID NOT NULL,
    "endpoint_id" UUID NOT NULL,
    "requests_left" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "tokens_left" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "refilled_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "held_until" TIMESTAMPTZ(3),
    "held_reason" TEXT,

    CONSTRAINT "endpoint_meters_pkey" PRIMARY KEY ("project_id","endpoint_id")
);

-- CreateTable
CREATE TABLE "llm_answers" (
    "project_id" UUID NOT NULL,
    "request_hash" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "run_id" UUID,
    "step" "llm_step" NOT NULL,
    "finish_reason" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "token_confidence" DOUBLE PRECISION,
    "input_tokens" INTEGER NOT NULL,
    "output_tokens" INTEGER NOT NULL,
    "cost_micro_usd" BIGINT NOT NULL,
    "latency_ms" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "llm_answers_pkey" PRIMARY KEY ("project_id","request_hash","attempt")
);

-- CreateTable
CREATE TABLE "grader_steps" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "grader_id" UUID NOT NULL,
    "kind" "grader_step_kind" NOT NULL,
    "number" INTEGER NOT NULL,
    "content_hash" TEXT NOT NULL,
    "definition" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "grader_steps_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "grade_signals" (
    "project_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "votes" JSONB NOT NULL DEFAULT '[]',
    "agreement" DOUBLE PRECISION,
    "token_confidence" DOUBLE PRECISION,
    "score_without_future" DOUBLE PRECISION,
    "score_other_future" DOUBLE PRECISION,
    "violations" TEXT[],

    CONSTRAINT "grade_signals_pkey" PRIMARY KEY ("project_id","unit_id","revision")
);

-- CreateIndex
CREATE UNIQUE INDEX "endpoints_project_id_name_key" ON "endpoints"("project_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "grader_steps_project_id_grader_id_kind_number_key" ON "grader_steps"("project_id", "grader_id", "kind", "number");

-- CreateIndex
CREATE UNIQUE INDEX "grader_steps_project_id_grader_id_kind_content_hash_key" ON "grader_steps"("project_id", "grader_id", "kind", "content_hash");

-- AddForeignKey
ALTER TABLE "endpoints" ADD CONSTRAINT "endpoints_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "endpoint_leases" ADD CONSTRAINT "endpoint_leases_project_id_endpoint_id_fkey" FOREIGN KEY ("project_id", "endpoint_id") REFERENCES "endpoints"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "endpoint_meters" ADD CONSTRAINT "endpoint_meters_project_id_endpoint_id_fkey" FOREIGN KEY ("project_id", "endpoint_id") REFERENCES "endpoints"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grader_steps" ADD CONSTRAINT "grader_steps_project_id_grader_id_fkey" FOREIGN KEY ("project_id", "grader_id") REFERENCES "graders"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grade_signals" ADD CONSTRAINT "grade_signals_project_id_unit_id_revision_fkey" FOREIGN KEY ("project_id", "unit_id", "revision") REFERENCES "grades"("project_id", "unit_id", "revision") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grader_versions" ADD CONSTRAINT "grader_versions_project_id_extraction_step_id_fkey" FOREIGN KEY ("project_id", "extraction_step_id") REFERENCES "grader_steps"("project_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grader_versions" ADD CONSTRAINT "grader_versions_project_id_scoring_step_id_fkey" FOREIGN KEY ("project_id", "scoring_step_id") REFERENCES "grader_steps"("project_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE;


-- AddForeignKey
ALTER TABLE "llm_answers" ADD CONSTRAINT "llm_answers_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;
