import { z } from "zod";
import { type VerdictValue, verdictValueSchema } from "@/lib/calibration/verdict-value";
import { database } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import type { Criterion } from "@/lib/grading/criterion";

/** Of more flagged units than this the newest are looked at. */
const MOST_FLAGGED_UNITS = 5_000;

export interface FlaggedUnit {
  readonly unitId: string;
  readonly criterion: Criterion;
  readonly trajectoryId: string;
  readonly turnId: string;
  readonly sessionKey: string;
  readonly round: number;
  /** What was graded: the response of the unit, else the expert's at its turn; "" where it is not known. */
  readonly response: string;
  /** The grade that the earliest standing verdict judged; null where it gave no value. */
  readonly graded: VerdictValue | null;
  /** Standing verdicts that judge, one per reader, in order of arrival. */
  readonly verdicts: readonly {
    readonly verdictId: string;
    readonly kind: "agree" | "wrong";
    readonly value: VerdictValue;
    readonly comment: string;
  }[];
}

const gradeColumn = z.object({
  status: z.enum(["ok", "failed", "not_applicable"]),
  score: z.number().nullable(),
  stopLabel: z.enum(["continue", "stop"]).nullable(),
  items: z.array(z.object({ attribute: z.string(), value: z.string() })),
});

const verdictsColumn = z.array(
  z.object({
    verdictId: z.string(),
    kind: z.enum(["agree", "wrong"]),
    value: verdictValueSchema,
    comment: z.string(),
  }),
);

type FlaggedRow = Omit<FlaggedUnit, "graded" | "verdicts"> & { readonly grade: unknown; readonly verdicts: unknown };

/** A stored grade in the form of a verdict's value; null where it has none. */
export function gradedValue(criterion: Criterion, column: unknown): VerdictValue | null {
  const { status, score, stopLabel, items } = gradeColumn.parse(column);
  if (status !== "ok") return null;
  switch (criterion) {
    case "decision":
      return stopLabel === null ? null : { criterion, stopLabel };
    case "extraction":
      return { criterion, items };
    case "content":
    case "format":
      return score === 0 || score === 0.5 || score === 1 ? { criterion, score } : null;
  }
}

/** The grade of the unit `alias` at a revision, as {@link gradedValue} reads it. */
export const gradeJson = (alias: "u" | "c", revision: Prisma.Sql) => {
  const unit = (column: string) => Prisma.raw(`${alias}.${column}`);
  return Prisma.sql`(
    SELECT jsonb_build_object('status', g.status, 'score', g.score, 'stopLabel', g.stop_label, 'items', coalesce((
             SELECT jsonb_agg(jsonb_build_object('attribute', i.attribute, 'value', i.value) ORDER BY i.ordinal)
               FROM target_items i
              WHERE ${unit("criterion")} = 'extraction' AND i.project_id = ${unit("project_id")}
                AND i.grader_version_id = ${unit("grader_version_id")} AND i.trajectory_id = ${unit("trajectory_id")}
                AND i.unit_id = ${unit("id")} AND i.revision = g.revision), '[]'::jsonb))
      FROM grades g
     WHERE g.project_id = ${unit("project_id")} AND g.unit_id = ${unit("id")} AND g.revision = ${revision})`;
};

/** The units of a version that some reader holds to be wrong, newest first, with everything that was said of them. */
export async function readFlaggedUnits(projectId: string, graderVersionId: string): Promise<FlaggedUnit[]> {
  const rows = await database.$queryRaw<FlaggedRow[]>`
    WITH flagged AS (
      SELECT s.unit_id, max(s.ordinal) AS newest FROM standing_verdicts s
        JOIN units u ON u.project_id = s.project_id AND u.id = s.unit_id
       WHERE s.project_id = ${projectId}::uuid AND s.kind = 'wrong' AND u.grader_version_id = ${graderVersionId}::uuid
       GROUP BY s.unit_id ORDER BY newest DESC LIMIT ${MOST_FLAGGED_UNITS}
    )
    SELECT u.id AS "unitId", u.criterion::text AS criterion, u.trajectory_id AS "trajectoryId", u.turn_id AS "turnId",
           j.session_key AS "sessionKey", t.round,
           coalesce((SELECT r.content FROM responses r
                      WHERE r.project_id = u.project_id AND r.turn_id = u.turn_id
                        AND (r.id = u.response_id OR (u.response_id IS NULL AND r.source = 'expert')) LIMIT 1), '')
             AS response,
           ${gradeJson("u", Prisma.sql`v.first_revision`)} AS grade,
           v.verdicts
      FROM flagged f
      JOIN units u ON u.project_id = ${projectId}::uuid AND u.id = f.unit_id
      JOIN turns t ON t.project_id = u.project_id AND t.id = u.turn_id
      JOIN trajectories j ON j.project_id = u.project_id AND j.id = u.trajectory_id
      JOIN LATERAL (
        SELECT (array_agg(w.grade_revision ORDER BY s.ordinal))[1] AS first_revision,
               jsonb_agg(jsonb_build_object('verdictId', w.id, 'kind', w.kind, 'value', w.value,
                                            'comment', coalesce(w.comment, '')) ORDER BY s.ordinal) AS verdicts
          FROM standing_verdicts s
          JOIN verdicts w ON w.project_id = s.project_id AND w.id = s.verdict_id
         WHERE s.project_id = u.project_id AND s.unit_id = u.id AND s.kind IN ('agree', 'wrong')
      ) v ON v.verdicts IS NOT NULL
     ORDER BY f.newest DESC`;
  return rows.map(({ grade, verdicts, ...row }) => ({
    ...row,
    graded: grade === null ? null : gradedValue(row.criterion, grade),
    verdicts: verdictsColumn.parse(verdicts),
  }));
}

/** How many trajectories a version has graded. */
export async function countTrajectoriesOfVersion(projectId: string, graderVersionId: string): Promise<number> {
  const [row] = await database.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM grade_counts
     WHERE project_id = ${projectId}::uuid AND grader_version_id = ${graderVersionId}::uuid`;
  return row?.count ?? 0;
}

export interface CorrectionMaterial {
  readonly verdictId: string;
  readonly unitId: string;
  readonly criterion: Criterion;
  readonly trajectoryId: string;
  readonly contextMessageCount: number;
  readonly rationale: string;
}

/** Where the corrections stand that a candidate is written from, and why the grader said what it said. */
export async function readCorrectionMaterial(projectId: string, candidateId: string): Promise<CorrectionMaterial[]> {
  return database.$queryRaw<CorrectionMaterial[]>`
    SELECT v.id AS "verdictId", v.unit_id AS "unitId", u.criterion::text AS criterion,
           u.trajectory_id AS "trajectoryId", t.context_message_count AS "contextMessageCount",
           coalesce((SELECT x.rationale FROM grade_texts x
                      WHERE x.project_id = v.project_id AND x.unit_id = v.unit_id AND x.revision = v.grade_revision), '')
             AS rationale
      FROM writing_verdicts w
      JOIN verdicts v ON v.project_id = w.project_id AND v.id = w.verdict_id
      JOIN units u ON u.project_id = v.project_id AND u.id = v.unit_id
      JOIN turns t ON t.project_id = u.project_id AND t.id = u.turn_id
     WHERE w.project_id = ${projectId}::uuid AND w.candidate_id = ${candidateId}::uuid
     ORDER BY v.ordinal`;
}
