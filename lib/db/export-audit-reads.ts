import { database, type Transaction } from "@/lib/db/client";
import type { Criterion } from "@/lib/grading/criterion";

/** A unit that nobody had read when a random audit drew it: what had been told of it, and what its reader said. */
export interface AuditedUnit {
  readonly criterion: Criterion;
  /** The chance that the grade is wrong, as logged at the draw. */
  readonly wrongChance: number;
  readonly isFlag: boolean;
}

/** The audits of all rounds of a grader version, each unit's first. */
export async function readAuditedUnits(
  tx: Transaction,
  projectId: string,
  graderVersionId: string,
): Promise<AuditedUnit[]> {
  return tx.$queryRaw`
    SELECT DISTINCT ON (h.unit_id) u.criterion::text AS criterion, h.wrong_chance AS "wrongChance",
           v.kind = 'wrong' AS "isFlag"
      FROM rounds r
      JOIN hand_outs h ON h.project_id = r.project_id AND h.round_id = r.id
      JOIN units u ON u.project_id = h.project_id AND u.id = h.unit_id
      JOIN verdicts v ON v.project_id = h.project_id AND v.unit_id = h.unit_id AND v.hand_out_id = h.id
     WHERE r.project_id = ${projectId}::uuid AND r.grader_version_id = ${graderVersionId}::uuid
       AND r.purpose = 'calibration' AND h.lane = 'audit' AND NOT h.is_adjudication AND v.kind IN ('agree', 'wrong')
     ORDER BY h.unit_id, h.ordinal, v.ordinal`;
}

/** Whether a round's engine has estimated how the labels of a version stand. */
export async function hasBeliefs(projectId: string, graderVersionId: string): Promise<boolean> {
  return (await database.unitBelief.findFirst({ where: { projectId, graderVersionId } })) !== null;
}
