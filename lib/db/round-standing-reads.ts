import { type VerdictValue, verdictValueSchema } from "@/lib/calibration/verdict-value";
import type { Transaction } from "@/lib/db/client";
import { readsDone } from "@/lib/db/reads-done";
import type { Criterion } from "@/lib/grading/criterion";

/** A reader's standing answer on a unit of a round. */
export interface StandingAnswer {
  readonly unitId: string;
  readonly trajectoryId: string;
  readonly auditRank: number;
  readonly readerId: string;
  readonly kind: "agree" | "wrong" | "skip";
  readonly value: VerdictValue | null;
  readonly lane: "targeted" | "audit" | null;
  readonly ordinal: bigint;
}

/** Every standing answer on the units of a round, whichever round it was given in, in order of arrival. */
export async function readStandingAnswers(
  tx: Transaction,
  projectId: string,
  roundId: string,
): Promise<StandingAnswer[]> {
  const rows = await tx.$queryRaw<(Omit<StandingAnswer, "value"> & { readonly value: unknown })[]>`
    SELECT s.unit_id AS "unitId", s.trajectory_id AS "trajectoryId", q.audit_rank AS "auditRank",
           s.reader_id AS "readerId", s.kind::text AS kind, v.value, s.lane::text AS lane, s.ordinal
      FROM standing_verdicts s
      JOIN round_units q ON q.project_id = s.project_id AND q.round_id = ${roundId}::uuid AND q.unit_id = s.unit_id
      JOIN verdicts v ON v.project_id = s.project_id AND v.id = s.verdict_id
     WHERE s.project_id = ${projectId}::uuid AND s.kind IN ('agree', 'wrong', 'skip')
     ORDER BY s.ordinal`;
  return rows.map((row) => ({ ...row, value: row.value === null ? null : verdictValueSchema.parse(row.value) }));
}

/** Units of a round that were scored again since its launch, with the revision that holds now. */
export async function readRescoredUnits(
  tx: Transaction,
  projectId: string,
  roundId: string,
): Promise<
  { readonly unitId: string; readonly trajectoryId: string; readonly revision: number; readonly isOk: boolean }[]
> {
  return tx.$queryRaw`
    SELECT q.unit_id AS "unitId", q.trajectory_id AS "trajectoryId", u.current_revision AS revision,
           g.status = 'ok' AS "isOk"
      FROM round_units q
      JOIN units u ON u.project_id = q.project_id AND u.id = q.unit_id
      JOIN grades g ON g.project_id = u.project_id AND g.unit_id = u.id AND g.revision = u.current_revision
     WHERE q.project_id = ${projectId}::uuid AND q.round_id = ${roundId}::uuid
       AND q.criterion <> 'extraction' AND u.current_revision <> q.grade_revision
       AND q.trajectory_id IN (SELECT trajectory_id FROM standing_verdicts
                                WHERE project_id = ${projectId}::uuid AND kind = 'wrong')
     ORDER BY q.unit_id`;
}

export interface RoundToAdvance {
  readonly graderVersionId: string;
  readonly state: "preparing" | "open" | "finished" | "canceled";
  readonly phase: "collecting" | "certifying";
  readonly seed: bigint;
  readonly unitCount: number;
  readonly budgetReads: number;
  readonly readsDone: number;
  readonly budgetMinutes: number | null;
  readonly criteria: readonly Criterion[];
  readonly readsPerUnit: number;
  readonly auditShare: number;
  readonly targetError: number;
  readonly refits: number;
  readonly readsAtFit: number;
  readonly fitInputs: unknown;
  readonly scoredTo: string | null;
}

/** A round as its engine starts from it; null where it has none (a trial, or a round of before). */
export async function findRoundToAdvance(
  tx: Transaction,
  projectId: string,
  roundId: string,
): Promise<RoundToAdvance | null> {
  const [row] = await tx.$queryRaw<RoundToAdvance[]>`
    SELECT r.grader_version_id AS "graderVersionId", r.state::text AS state, r.phase::text AS phase, r.seed,
           r.unit_count AS "unitCount", r.budget_reads AS "budgetReads", ${readsDone} AS "readsDone",
           r.budget_minutes AS "budgetMinutes", r.criteria::text[] AS criteria, r.reads_per_unit AS "readsPerUnit",
           r.audit_share AS "auditShare", r.target_error AS "targetError", m.refits, m.reads_at_fit AS "readsAtFit",
           m.state AS "fitInputs", m.scored_to AS "scoredTo"
      FROM rounds r
      JOIN round_models m ON m.project_id = r.project_id AND m.round_id = r.id
     WHERE r.project_id = ${projectId}::uuid AND r.id = ${roundId}::uuid AND r.purpose = 'calibration'`;
  return row ?? null;
}
