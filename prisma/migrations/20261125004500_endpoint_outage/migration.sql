-- AlterTable
ALTER TABLE "endpoint_meters" ADD COLUMN     "failing_since" TIMESTAMPTZ(3);
