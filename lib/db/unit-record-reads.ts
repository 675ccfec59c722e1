import type { UnitRecord } from "@/lib/calibration/rounds/unit-record";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { database } from "@/lib/db/client";

export interface RoundOfRecords {
  readonly projectId: string;
  readonly roundId: string;
  readonly graderVersionId: string;
}

interface RecordRow extends Omit<UnitRecord, "value" | "items"> {
  readonly score: number | null;
  readonly stopLabel: "continue" | "stop" | null;
}

interface ItemRow {
  readonly trajectoryId: string;
  readonly unitId: string;
  readonly attribute: string;
  readonly value: string;
  readonly firstRound: number;
  readonly askedRound: number;
}

/**
 * The units of some trajectories of a round with all that machines know of them, in order of trajectory and id. Each
 * speaks of the grade that held at launch, or of the revision given for it; extraction always of the grader's own first,
 * since later ones are clinicians'. Other graders count with what they had said before the round began, so that the
 * answer never changes.
 */
export async function readUnitRecords(
  { projectId, roundId, graderVersionId }: RoundOfRecords,
  trajectoryIds: readonly string[],
  revisions: ReadonlyMap<string, number> = new Map(),
): Promise<UnitRecord[]> {
  if (trajectoryIds.length === 0) return [];
  const [rows, items] = await Promise.all([
    database.$queryRaw<RecordRow[]>`
      SELECT q.unit_id AS "unitId", q.trajectory_id AS "trajectoryId", q.criterion::text AS criterion,
             q.turn_round AS "turnRound", tr.turn_count AS "turnCount", q.impact, q.targeted_rank AS "targetedRank",
             g.revision AS "gradeRevision", g.score, g.stop_label::text AS "stopLabel", g.confidence,
             s.agreement, s.token_confidence AS "tokenConfidence", s.score_without_future AS "scoreWithoutFuture",
             s.score_other_future AS "scoreOtherFuture", coalesce(cardinality(s.violations), 0) AS violations,
             coalesce(jsonb_array_length(x.evidence), 0) AS evidence, coalesce(x.rationale, '') AS rationale,
             coalesce(p.content, '') AS response, coalesce(m.content, '') AS "clientMessage",
             CASE WHEN q.criterion <> 'extraction' THEN (
               SELECT avg(CASE WHEN og.score IS NOT DISTINCT FROM g.score
                                AND og.stop_label IS NOT DISTINCT FROM g.stop_label THEN 1 ELSE 0 END)::float8
                 FROM units o
                 JOIN grades og ON og.project_id = o.project_id AND og.unit_id = o.id AND og.revision = 0
                WHERE o.project_id = u.project_id AND o.turn_id = u.turn_id AND o.criterion = u.criterion
                  AND o.response_id IS NOT DISTINCT FROM u.response_id
                  AND o.grader_version_id <> u.grader_version_id
                  AND og.status = 'ok' AND og.created_at < r.started_at) END AS panel
        FROM rounds r
        JOIN round_units q ON q.project_id = r.project_id AND q.round_id = r.id
        JOIN units u ON u.project_id = q.project_id AND u.id = q.unit_id
        JOIN turns t ON t.project_id = u.project_id AND t.id = u.turn_id
        JOIN trajectories tr ON tr.project_id = q.project_id AND tr.id = q.trajectory_id
        LEFT JOIN (SELECT * FROM unnest(${[...revisions.keys()]}::uuid[], ${[...revisions.values()]}::int[])
                     AS n(unit_id, revision)) n ON n.unit_id = q.unit_id
        JOIN grades g ON g.project_id = q.project_id AND g.unit_id = q.unit_id
                     AND g.revision = CASE WHEN q.criterion = 'extraction' THEN 0
                                           ELSE coalesce(n.revision, q.grade_revision) END
        LEFT JOIN grade_signals s ON s.project_id = g.project_id AND s.unit_id = g.unit_id AND s.revision = g.revision
        LEFT JOIN grade_texts x ON x.project_id = g.project_id AND x.unit_id = g.unit_id AND x.revision = g.revision
        LEFT JOIN responses p ON p.project_id = u.project_id AND p.turn_id = u.turn_id
                             AND (p.id = u.response_id
                                  OR (u.response_id IS NULL AND p.source = 'expert' AND p.sample_index = 0))
        LEFT JOIN messages m ON m.project_id = q.project_id AND m.trajectory_id = q.trajectory_id
                            AND m.position = t.context_message_count - 1
       WHERE r.project_id = ${projectId}::uuid AND r.id = ${roundId}::uuid
         AND q.trajectory_id = ANY(${[...trajectoryIds]}::uuid[])
       ORDER BY q.trajectory_id, q.unit_id`,
    database.$queryRaw<ItemRow[]>`
      SELECT trajectory_id AS "trajectoryId", unit_id AS "unitId", attribute, value,
             first_round AS "firstRound", asked_round AS "askedRound"
        FROM target_items
       WHERE project_id = ${projectId}::uuid AND grader_version_id = ${graderVersionId}::uuid
         AND trajectory_id = ANY(${[...trajectoryIds]}::uuid[]) AND revision = 0
       ORDER BY trajectory_id, asked_round, unit_id, ordinal`,
  ]);
  const byTrajectory = new Map<string, ItemRow[]>();
  for (const item of items) {
    const known = byTrajectory.get(item.trajectoryId);
    if (known === undefined) byTrajectory.set(item.trajectoryId, [item]);
    else known.push(item);
  }
  return rows.map(({ score, stopLabel, ...row }) => {
    const own = (byTrajectory.get(row.trajectoryId) ?? []).filter((item) =>
      row.criterion === "extraction"
        ? item.unitId === row.unitId
        : item.firstRound <= row.turnRound && row.turnRound <= item.askedRound,
    );
    return {
      ...row,
      value: gradeValue(row, score, stopLabel, own),
      items: own.map(({ attribute, value }) => `${attribute}: ${value}`).join("\n"),
    };
  });
}

function gradeValue(
  { criterion, unitId }: Pick<UnitRecord, "criterion" | "unitId">,
  score: number | null,
  stopLabel: "continue" | "stop" | null,
  items: readonly ItemRow[],
): VerdictValue {
  if (criterion === "extraction") {
    return { criterion, items: items.map(({ attribute, value }) => ({ attribute, value })) };
  }
  if (criterion === "decision" && stopLabel !== null) return { criterion, stopLabel };
  if (criterion === "content" && (score === 0 || score === 0.5 || score === 1)) return { criterion, score };
  throw new Error(`Unit ${unitId} of a round has a grade without a value.`);
}

/** The trajectories of a round with how many units each has, in order of id. */
export async function readRoundTrajectories(
  projectId: string,
  roundId: string,
): Promise<{ readonly trajectoryId: string; readonly units: number }[]> {
  return database.$queryRaw`
    SELECT trajectory_id AS "trajectoryId", count(*)::int AS units FROM round_units
     WHERE project_id = ${projectId}::uuid AND round_id = ${roundId}::uuid
     GROUP BY trajectory_id ORDER BY trajectory_id`;
}

/** The trajectories whose units are read next. */
export async function readHeadTrajectories(projectId: string, roundId: string, units: number): Promise<string[]> {
  const rows = await database.$queryRaw<{ trajectoryId: string }[]>`
    SELECT DISTINCT trajectory_id AS "trajectoryId" FROM (
      SELECT trajectory_id FROM round_units
       WHERE project_id = ${projectId}::uuid AND round_id = ${roundId}::uuid AND state = 'waiting' AND reads = 0
       ORDER BY targeted_rank LIMIT ${units}) head`;
  return rows.map(({ trajectoryId }) => trajectoryId);
}

/** The trajectories of some of a round's units, in order of id. */
export async function findTrajectoriesOfUnits(
  projectId: string,
  roundId: string,
  unitIds: readonly string[],
): Promise<string[]> {
  if (unitIds.length === 0) return [];
  const rows = await database.$queryRaw<{ trajectoryId: string }[]>`
    SELECT DISTINCT trajectory_id AS "trajectoryId" FROM round_units
     WHERE project_id = ${projectId}::uuid AND round_id = ${roundId}::uuid AND unit_id = ANY(${[...unitIds]}::uuid[])
     ORDER BY 1`;
  return rows.map(({ trajectoryId }) => trajectoryId);
}
