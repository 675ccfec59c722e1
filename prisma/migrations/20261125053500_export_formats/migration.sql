-- AlterEnum
ALTER TYPE "export_kind" RENAME TO "export_format";
ALTER TYPE "export_format" ADD VALUE 'verl';
ALTER TYPE "export_format" ADD VALUE 'kto';
ALTER TYPE "export_format" ADD VALUE 'dpo';
ALTER TYPE "export_format" ADD VALUE 'sft';
ALTER TYPE "export_format" ADD VALUE 'process';
ALTER TYPE "export_format" ADD VALUE 'huggingface';
ALTER TYPE "export_format" ADD VALUE 'jsonl';
ALTER TYPE "export_format" ADD VALUE 'csv';
ALTER TYPE "export_format" ADD VALUE 'parquet';

-- AlterEnum
ALTER TYPE "export_state" ADD VALUE 'deleted';

-- AlterTable
-- Without and with again, so that the constraint is named after the column.
ALTER TABLE "exports" ALTER COLUMN "kind" DROP NOT NULL;
ALTER TABLE "exports" RENAME COLUMN "kind" TO "format";
ALTER TABLE "exports" ALTER COLUMN "format" SET NOT NULL;
ALTER TABLE "exports" ADD COLUMN     "settings" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "trajectory_ordinal" BIGINT;
