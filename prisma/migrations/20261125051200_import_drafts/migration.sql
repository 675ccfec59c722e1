-- CreateEnum
CREATE TYPE "import_draft_state" AS ENUM ('uploading', 'ready', 'checking', 'checked');

-- AlterEnum
ALTER TYPE "import_state" ADD VALUE 'waiting';
ALTER TYPE "import_state" ADD VALUE 'canceling';
ALTER TYPE "import_state" ADD VALUE 'canceled';

-- AlterTable
ALTER TABLE "projects" ADD COLUMN     "sensitive" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "imports" ADD COLUMN     "duplicates" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "files" JSONB,
ADD COLUMN     "kept" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "options" JSONB,
ADD COLUMN     "replaced" JSONB,
ADD COLUMN     "settled" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "import_drafts" (
    "project_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "state" "import_draft_state" NOT NULL DEFAULT 'uploading',
    "files" JSONB NOT NULL,
    "options" JSONB,
    "report" JSONB,
    "failure" TEXT,
    "bytes_read" BIGINT NOT NULL DEFAULT 0,
    "actor_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "import_drafts_pkey" PRIMARY KEY ("project_id","id")
);

-- CreateTable
CREATE TABLE "import_problems" (
    "project_id" UUID NOT NULL,
    "import_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "file_name" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "column" INTEGER,
    "reason" TEXT NOT NULL,
    "excerpt" TEXT,

    CONSTRAINT "import_problems_pkey" PRIMARY KEY ("project_id","import_id","ordinal")
);

-- CreateTable
CREATE TABLE "import_mappings" (
    "project_id" UUID NOT NULL,
    "format" TEXT NOT NULL,
    "mapping" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "import_mappings_pkey" PRIMARY KEY ("project_id","format")
);

-- CreateIndex
CREATE INDEX "trajectories_project_id_content_hash_idx" ON "trajectories"("project_id", "content_hash");

-- CreateIndex
CREATE INDEX "trajectories_project_id_import_id_idx" ON "trajectories"("project_id", "import_id");

-- AddForeignKey
ALTER TABLE "import_drafts" ADD CONSTRAINT "import_drafts_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_problems" ADD CONSTRAINT "import_problems_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_mappings" ADD CONSTRAINT "import_mappings_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE ON UPDATE CASCADE;
