-- CreateTable
CREATE TABLE "trial_units" (
    "project_id" UUID NOT NULL,
    "round_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "current_revision" INTEGER NOT NULL,
    "candidate_unit_id" UUID NOT NULL,
    "candidate_revision" INTEGER NOT NULL,

    CONSTRAINT "trial_units_pkey" PRIMARY KEY ("project_id","round_id","unit_id")
);

-- AddForeignKey
ALTER TABLE "trial_units" ADD CONSTRAINT "trial_units_project_id_round_id_fkey" FOREIGN KEY ("project_id", "round_id") REFERENCES "rounds"("project_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
