import { type VerdictValue, verdictValueSchema } from "@/lib/calibration/verdict-value";
import { database } from "@/lib/db/client";
import type { Criterion } from "@/lib/grading/criterion";

/** What the first two readers of a unit hold. */
export interface ReadPair {
  readonly criterion: Criterion;
  readonly first: { readonly kind: "agree" | "wrong"; readonly value: VerdictValue };
  readonly second: { readonly kind: "agree" | "wrong"; readonly value: VerdictValue };
}

/**
 * The first two reads of every unit of a grader version that two people read. Units for which a second reader was asked
 * because the first surprised the model are left out: they are chosen for disagreement.
 */
export async function readPairs(projectId: string, graderVersionId: string): Promise<ReadPair[]> {
  const rows = await database.$queryRaw<{ criterion: Criterion; kinds: ("agree" | "wrong")[]; values: unknown[] }[]>`
    SELECT s.criterion::text AS criterion, array_agg(s.kind::text ORDER BY s.ordinal) AS kinds,
           jsonb_agg(v.value ORDER BY s.ordinal) AS values
      FROM standing_verdicts s
      JOIN verdicts v ON v.project_id = s.project_id AND v.id = s.verdict_id
      JOIN units u ON u.project_id = s.project_id AND u.id = s.unit_id
     WHERE s.project_id = ${projectId}::uuid AND s.kind IN ('agree', 'wrong')
       AND u.grader_version_id = ${graderVersionId}::uuid
       AND NOT EXISTS (SELECT 1 FROM rounds r
                         JOIN round_units q ON q.project_id = r.project_id AND q.round_id = r.id AND q.unit_id = s.unit_id
                        WHERE r.project_id = s.project_id AND q.reads_needed > r.reads_per_unit)
     GROUP BY s.unit_id, s.criterion HAVING count(*) >= 2`;
  return rows.flatMap(({ criterion, kinds, values }) => {
    const [first, second] = kinds.map((kind, index) => ({ kind, value: verdictValueSchema.parse(values[index]) }));
    return first === undefined || second === undefined ? [] : [{ criterion, first, second }];
  });
}
