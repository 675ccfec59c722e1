import { database } from "@/lib/db/client";

/** Audit events shown on the home page. */
const LATEST_EVENTS = 10;

export interface ProjectCounts {
  readonly trajectories: number;
  readonly turns: number;
  readonly turnsLeftOut: number;
  readonly reads: number;
  readonly flags: number;
  readonly readers: number;
  readonly rounds: number;
  readonly exportsFinished: number;
  readonly gradingRunning: boolean;
}

export async function readProjectCounts(projectId: string): Promise<ProjectCounts> {
  const [row] = await database.$queryRaw<ProjectCounts[]>`
    SELECT t.trajectories, t.turns, i.left_out AS "turnsLeftOut", s.reads, s.flags, s.readers,
           (SELECT count(*)::int FROM rounds WHERE project_id = ${projectId}::uuid
              AND purpose = 'calibration') AS rounds,
           (SELECT count(*)::int FROM exports
             WHERE project_id = ${projectId}::uuid AND state = 'finished') AS "exportsFinished",
           EXISTS (SELECT 1 FROM grading_runs
                    WHERE project_id = ${projectId}::uuid AND state IN ('running', 'paused')) AS "gradingRunning"
      FROM (SELECT count(*)::int AS trajectories, coalesce(sum(turn_count), 0)::int AS turns
              FROM trajectories WHERE project_id = ${projectId}::uuid) t,
           (SELECT coalesce(sum(reason.value::int), 0)::int AS left_out
              FROM imports, jsonb_each_text(left_out) AS reason WHERE project_id = ${projectId}::uuid) i,
           (SELECT (count(*) FILTER (WHERE kind <> 'skip'))::int AS reads,
                   (count(*) FILTER (WHERE kind = 'wrong'))::int AS flags,
                   (count(DISTINCT reader_id) FILTER (WHERE kind <> 'skip'))::int AS readers
              FROM standing_verdicts WHERE project_id = ${projectId}::uuid) s`;
  if (row === undefined) throw new Error("Counting gave no row.");
  return row;
}

export interface ReaderTime {
  readonly readerId: string;
  readonly email: string;
  readonly activeMs: number;
}

/** Active reading time by reader, longest first. */
export async function readReaderTimes(projectId: string): Promise<ReaderTime[]> {
  return database.$queryRaw<ReaderTime[]>`
    SELECT v.reader_id AS "readerId", coalesce(u.email, v.reader_id) AS email, v.active_ms AS "activeMs"
      FROM (SELECT reader_id, sum(active_ms)::float8 AS active_ms FROM verdicts
             WHERE project_id = ${projectId}::uuid GROUP BY reader_id) v
      LEFT JOIN users u ON u.id = v.reader_id
     ORDER BY 3 DESC, 2`;
}

/** Median active time of a read over all readers, ms; null without one. */
export async function readMedianReadMs(projectId: string): Promise<number | null> {
  const [row] = await database.$queryRaw<{ median: number | null }[]>`
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY active_ms) AS median
      FROM verdicts WHERE project_id = ${projectId}::uuid AND kind IN ('agree', 'wrong')`;
  return row?.median ?? null;
}

export interface EventRow {
  readonly id: bigint;
  readonly action: string;
  readonly actor: string;
  readonly detail: unknown;
  readonly at: Date;
}

/** What happened last, by whom (an e-mail address where there is one). */
export async function readLatestEvents(projectId: string): Promise<EventRow[]> {
  return database.$queryRaw<EventRow[]>`
    SELECT e.id, e.action, coalesce(u.email, e.actor_id) AS actor, e.detail, e.created_at AS at
      FROM audit_events e
      LEFT JOIN users u ON u.id = e.actor_id
     WHERE e.project_id = ${projectId}::uuid
     ORDER BY e.id DESC LIMIT ${LATEST_EVENTS}`;
}

/** Rows of the export that finished last; null without one. */
export async function findLastExportRows(projectId: string): Promise<number | null> {
  const last = await database.export.findFirst({
    where: { projectId, state: "finished" },
    orderBy: { finishedAt: "desc" },
    select: { rowsWritten: true },
  });
  return last?.rowsWritten ?? null;
}

export interface RewardParts {
  readonly turnId: string;
  readonly response: string;
  /** Units of the turn that the round queued: all of them must be audited. */
  readonly queuedUnits: number;
  readonly stopLabel: "continue" | "stop" | null;
  readonly content: number | null;
  readonly format: number | null;
}

/** The grader's first answers on the expert's responses of some turns, and how many of their units a round queued. */
export async function readRewardParts(
  projectId: string,
  graderVersionId: string,
  roundId: string,
  turnIds: readonly string[],
): Promise<RewardParts[]> {
  if (turnIds.length === 0) return [];
  return database.$queryRaw<RewardParts[]>`
    SELECT u.turn_id AS "turnId", max(r.content) AS response, count(q.unit_id)::int AS "queuedUnits",
           max(g.stop_label::text) FILTER (WHERE u.criterion = 'decision') AS "stopLabel",
           max(g.score) FILTER (WHERE u.criterion = 'content') AS content,
           max(g.score) FILTER (WHERE u.criterion = 'format') AS format
      FROM units u
      JOIN responses r ON r.project_id = u.project_id AND r.turn_id = u.turn_id AND r.source = 'expert'
      JOIN grades g ON g.project_id = u.project_id AND g.unit_id = u.id AND g.revision = 0
      LEFT JOIN round_units q ON q.project_id = u.project_id AND q.round_id = ${roundId}::uuid AND q.unit_id = u.id
     WHERE u.project_id = ${projectId}::uuid AND u.grader_version_id = ${graderVersionId}::uuid
       AND u.turn_id = ANY(${[...turnIds]}::uuid[]) AND (u.response_id IS NULL OR u.response_id = r.id)
     GROUP BY u.turn_id`;
}
