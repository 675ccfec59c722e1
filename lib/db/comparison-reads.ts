import { z } from "zod";
import { database } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { CRITERIA } from "@/lib/grading/criterion";
import { FAILURE_CLASSES } from "@/lib/grading/grader";

/** Changed units that are listed; the counts are of all. */
const LISTED_CHANGES = 200;

const gradeColumns = z.object({
  status: z.enum(["ok", "failed", "not_applicable"]),
  failureClass: z.enum(FAILURE_CLASSES).nullable(),
  /** Decision: the stop label. Content and format: the score. Extraction: `attribute: value, …`, "" for no item. */
  words: z.string().nullable(),
});

const answer = z.object({
  pairs: z.array(
    z.object({
      criterion: z.enum(CRITERIA),
      /** What each says, where both say something; null for extraction, which has no levels. */
      before: z.string().nullable(),
      after: z.string().nullable(),
      isSame: z.boolean(),
      /** Against the clinicians' value; null where nobody has judged it, or they disagree. */
      beforeIsRight: z.boolean().nullable(),
      afterIsRight: z.boolean().nullable(),
      count: z.number().int(),
    }),
  ),
  changes: z.array(
    z.object({
      change: z.enum(["fixed", "broke", "unjudged"]),
      criterion: z.enum(CRITERIA),
      trajectoryId: z.string(),
      turnId: z.string(),
      sessionKey: z.string(),
      round: z.number().int(),
      before: gradeColumns,
      after: gradeColumns,
      verdict: z.string().nullable(),
    }),
  ),
});
export type ComparedPair = z.infer<typeof answer>["pairs"][number];
export type ComparedChange = z.infer<typeof answer>["changes"][number];

/** Comparing a project of a million units, ms. */
const COMPARISON_TIMEOUT_MS = 60_000;

/** Case, width and blanks don't tell texts apart, as in lib/calibration/verdict-value-key. */
const folded = (column: Prisma.Sql) =>
  Prisma.sql`btrim(regexp_replace(lower(normalize(${column}, NFKC)), '\\s+', ' ', 'g'))`;

const itemKey = (attribute: Prisma.Sql, value: Prisma.Sql) =>
  Prisma.sql`jsonb_build_array(${folded(attribute)}, ${folded(value)})::text`;

/**
 * The grades of one version by what they are about, each with a value that is equal for equal answers. As readers see
 * them: the grader's own extraction (later revisions of it are clinicians' corrections), and of the rest what holds now.
 */
export const gradesOf = (projectId: string, versionId: string) => Prisma.sql`
  SELECT u.turn_id, u.response_id, u.criterion, u.trajectory_id, u.id AS unit_id, g.status, g.failure_class,
         CASE u.criterion WHEN 'decision' THEN g.stop_label::text
                          WHEN 'extraction' THEN coalesce(i.key, '')
                          ELSE g.score::text END AS value
    FROM units u
    CROSS JOIN LATERAL (
      SELECT status, failure_class, stop_label, score FROM grades
       WHERE project_id = u.project_id AND unit_id = u.id
         AND revision = CASE u.criterion WHEN 'extraction' THEN 0 ELSE u.current_revision END OFFSET 0
    ) g
    LEFT JOIN (
      SELECT unit_id, md5(string_agg(DISTINCT item, ',' ORDER BY item)) AS key
        FROM (SELECT unit_id, ${itemKey(Prisma.sql`attribute`, Prisma.sql`value`)} AS item FROM target_items
               WHERE project_id = ${projectId}::uuid AND grader_version_id = ${versionId}::uuid AND revision = 0) k
       GROUP BY unit_id
    ) i ON i.unit_id = u.id
   WHERE u.project_id = ${projectId}::uuid AND u.grader_version_id = ${versionId}::uuid`;

/** One side of a listed change, extraction in words. */
function side(projectId: string, which: "before" | "after"): Prisma.Sql {
  const column = (name: string) => Prisma.raw(`l.${which}_${name}`);
  return Prisma.sql`jsonb_build_object(
    'status', ${column("status")}, 'failureClass', ${column("failure")},
    'words', CASE WHEN ${column("status")} <> 'ok' THEN NULL WHEN l.criterion <> 'extraction' THEN ${column("value")}
      ELSE (SELECT coalesce(string_agg(attribute || ': ' || value, ', ' ORDER BY ordinal), '') FROM target_items
             WHERE project_id = ${projectId}::uuid AND grader_version_id = ${column("version")}
               AND trajectory_id = l.trajectory_id AND unit_id = ${column("unit")} AND revision = 0) END)`;
}

/**
 * Two versions on the units that both have graded, counted and listed by the database: nothing of the size of the
 * project comes here. What clinicians hold is the value of most readers' standing verdicts on the same response and
 * criterion, under whichever version it was given; of one reader's several the newest; none where no value has more
 * than half. (Fixed: wrong before and right after. Broke: the other way round.)
 */
export async function readComparison(
  projectId: string,
  beforeId: string,
  afterId: string,
): Promise<{ readonly pairs: ComparedPair[]; readonly changes: ComparedChange[] }> {
  return database.$transaction(
    async (transaction) => {
      // A planner without statistics takes both versions for small and would compare each unit with each. Look-ups of
      // single rows are written as such (OFFSET 0), and everything else is joined by hash or merge.
      await transaction.$executeRaw`SELECT set_config('enable_nestloop', 'off', true), set_config('work_mem', '64MB', true)`;
      const [row] = await transaction.$queryRaw<{ answer: unknown }[]>(comparison(projectId, beforeId, afterId));
      return answer.parse(row?.answer);
    },
    { timeout: COMPARISON_TIMEOUT_MS },
  );
}

const comparison = (projectId: string, beforeId: string, afterId: string) => Prisma.sql`
    WITH before AS MATERIALIZED (${gradesOf(projectId, beforeId)}),
    after AS MATERIALIZED (${gradesOf(projectId, afterId)}),
    spoken AS (
      SELECT DISTINCT ON (u.turn_id, u.response_id, s.criterion, s.reader_id)
             u.turn_id, u.response_id, s.criterion, v.value, s.ordinal
        FROM standing_verdicts s
        CROSS JOIN LATERAL (
          SELECT value FROM verdicts WHERE project_id = s.project_id AND id = s.verdict_id OFFSET 0) v
        CROSS JOIN LATERAL (
          SELECT turn_id, response_id FROM units WHERE project_id = s.project_id AND id = s.unit_id OFFSET 0) u
       WHERE s.project_id = ${projectId}::uuid AND s.kind <> 'skip'
       ORDER BY u.turn_id, u.response_id, s.criterion, s.reader_id, s.ordinal DESC
    ),
    valued AS (
      SELECT turn_id, response_id, criterion, value, ordinal,
             CASE criterion
               WHEN 'decision' THEN value->>'stopLabel'
               WHEN 'extraction' THEN coalesce((
                 SELECT md5(string_agg(DISTINCT item, ',' ORDER BY item))
                   FROM (SELECT ${itemKey(Prisma.sql`(one->>'attribute')`, Prisma.sql`(one->>'value')`)} AS item
                           FROM jsonb_array_elements(value->'items') one) k), '')
               ELSE (value->>'score')::float8::text END AS key
        FROM spoken
    ),
    counted AS (
      SELECT turn_id, response_id, criterion, key, count(*) AS votes, (array_agg(value ORDER BY ordinal))[1] AS value,
             sum(count(*)) OVER (PARTITION BY turn_id, response_id, criterion) AS readers
        FROM valued GROUP BY turn_id, response_id, criterion, key
    ),
    held AS (SELECT turn_id, response_id, criterion, key, value FROM counted WHERE 2 * votes > readers),
    matched AS MATERIALIZED (
      SELECT b.criterion, b.trajectory_id, b.turn_id, b.unit_id AS before_unit, a.unit_id AS after_unit,
             ${beforeId}::uuid AS before_version, ${afterId}::uuid AS after_version,
             b.status AS before_status, a.status AS after_status, b.failure_class AS before_failure,
             a.failure_class AS after_failure, b.value AS before_value, a.value AS after_value,
             h.value AS held_value, h.key = b.value AS before_right, h.key = a.value AS after_right,
             b.status = 'ok' AND a.status = 'ok' AS both_ok
        FROM before b
        JOIN after a ON a.turn_id = b.turn_id AND a.criterion = b.criterion
         AND a.response_id IS NOT DISTINCT FROM b.response_id
        LEFT JOIN held h ON h.turn_id = b.turn_id AND h.criterion = b.criterion
         AND h.response_id IS NOT DISTINCT FROM b.response_id
    ),
    pairs AS (
      SELECT criterion, CASE WHEN criterion <> 'extraction' THEN before_value END AS before,
             CASE WHEN criterion <> 'extraction' THEN after_value END AS after,
             before_value = after_value AS "isSame", before_right AS "beforeIsRight", after_right AS "afterIsRight",
             count(*)::int AS count
        FROM matched WHERE both_ok GROUP BY 1, 2, 3, 4, 5, 6
    ),
    listed AS (
      SELECT m.*, t.round, j.session_key, j.ordinal,
             CASE WHEN both_ok AND before_right IS NOT NULL AND before_right <> after_right
                  THEN CASE WHEN after_right THEN 'fixed' ELSE 'broke' END ELSE 'unjudged' END AS change
        FROM matched m
        JOIN turns t ON t.project_id = ${projectId}::uuid AND t.id = m.turn_id
        JOIN trajectories j ON j.project_id = ${projectId}::uuid AND j.id = m.trajectory_id
       WHERE before_status <> after_status OR (both_ok AND before_value <> after_value)
       ORDER BY before_right IS NULL OR NOT both_ok OR before_right = after_right, j.ordinal, t.round, m.criterion,
             m.before_unit
       LIMIT ${LISTED_CHANGES}
    )
    SELECT jsonb_build_object(
      'pairs', (SELECT coalesce(jsonb_agg(to_jsonb(p)), '[]') FROM pairs p),
      'changes', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
          'change', l.change, 'criterion', l.criterion, 'trajectoryId', l.trajectory_id, 'turnId', l.turn_id,
          'sessionKey', l.session_key, 'round', l.round,
          'before', ${side(projectId, "before")}, 'after', ${side(projectId, "after")},
          'verdict', CASE WHEN l.held_value IS NULL THEN NULL WHEN l.criterion = 'decision' THEN l.held_value->>'stopLabel'
            WHEN l.criterion = 'extraction' THEN (
              SELECT coalesce(string_agg((one->>'attribute') || ': ' || (one->>'value'), ', '), '')
                FROM jsonb_array_elements(l.held_value->'items') one)
            ELSE (l.held_value->>'score') END
        ) ORDER BY l.change = 'unjudged', l.ordinal, l.round, l.criterion), '[]') FROM listed l)
    ) AS answer`;
