import type pg from "pg";
import { z } from "zod";
import { verdictValueSchema } from "@/lib/calibration/verdict-value";
import type {
  GradedTrajectory,
  StoredGrade,
  StoredItem,
  StoredUnit,
  StoredVerdict,
} from "@/lib/db/graded-trajectory-reads";
import type { Criterion } from "@/lib/grading/criterion";
import type { MessageRole } from "@/lib/trajectory/message";
import type { StopLabel } from "@/lib/trajectory/turn";

/** What an export reads: everything up to two cuts, as it was when {@link beginSnapshot} was called. */
export interface ExportScope {
  readonly projectId: string;
  readonly graderVersionId: string;
  /** The last verdict that counts. */
  readonly verdictCut: bigint;
  /** The last trajectory that counts; null for all. */
  readonly trajectoryCut: bigint | null;
}

/**
 * From here on the client reads one state of the database, whatever is graded or learned meanwhile: a data set must not
 * be half of one and half of another. Reads only, so nobody waits for it.
 */
export async function beginSnapshot(client: pg.PoolClient): Promise<void> {
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

export async function endSnapshot(client: pg.PoolClient): Promise<void> {
  await client.query("COMMIT");
}

export interface TrajectoryHead {
  readonly ordinal: bigint;
  readonly sessionKey: string;
  readonly diagnosis: string;
  readonly turnCount: number;
  readonly messageCount: number;
  /** Its id, where a verdict was given on any of its units up to the cut, also one that was taken back. */
  readonly judgedId: string | null;
}

/** Every trajectory in order of arrival, narrow: to split them and to plan the pages. */
export async function readTrajectoryHeads(client: pg.PoolClient, scope: ExportScope): Promise<TrajectoryHead[]> {
  const judged = await readJudgedTrajectories(client, scope);
  const { rows } = await client.query<HeadRow>({
    text: `SELECT id, ordinal, session_key, diagnosis, turn_count, message_count FROM trajectories
      WHERE project_id = $1 AND ($2::bigint IS NULL OR ordinal <= $2) ORDER BY ordinal`,
    values: [scope.projectId, scope.trajectoryCut],
    rowMode: "array",
  });
  return rows.map(([id, ordinal, sessionKey, diagnosis, turnCount, messageCount]) => ({
    ordinal: BigInt(ordinal),
    sessionKey,
    diagnosis,
    turnCount,
    messageCount,
    judgedId: judged.has(id) ? id : null,
  }));
}

type HeadRow = [
  id: string,
  ordinal: string,
  sessionKey: string,
  diagnosis: string,
  turnCount: number,
  messageCount: number,
];

async function readJudgedTrajectories(client: pg.PoolClient, scope: ExportScope): Promise<Set<string>> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT DISTINCT u.trajectory_id AS id FROM verdicts v
      JOIN units u ON u.project_id = v.project_id AND u.id = v.unit_id
      WHERE v.project_id = $1 AND v.ordinal <= $2`,
    [scope.projectId, scope.verdictCut],
  );
  return new Set(rows.map(({ id }) => id));
}

type TurnColumn = [
  id: string,
  round: number,
  contextMessageCount: number,
  responseMessageCount: number,
  stopLabel: StopLabel,
  responses: [id: string, source: "expert" | "policy", sampleIndex: number, content: string][] | null,
];
type UnitColumn = [
  id: string,
  turnId: string,
  responseId: string | null,
  criterion: Criterion,
  revision: number,
  status: StoredGrade["status"],
  score: StoredGrade["score"],
  stopLabel: StopLabel | null,
];
type ItemColumn = [
  unitId: string,
  revision: number,
  attribute: string,
  value: string,
  firstRound: number,
  askedRound: number,
  evidence: StoredItem["evidence"],
  verdictId: string | null,
];
type PageRow = [
  id: string,
  ordinal: string,
  sessionKey: string,
  diagnosis: string,
  messages: [role: MessageRole, content: string][] | null,
  turns: TurnColumn[] | null,
  units: UnitColumn[] | null,
  items: ItemColumn[] | null,
];

// Quotes are read where a score may have to be made anew, after a verdict; they would be half of what is read.
// "+ 0" keeps the revision out of the index look-up, as in graded-trajectory-reads.
const READ_PAGE = `
  SELECT t.id, t.ordinal, t.session_key, t.diagnosis,
    (SELECT json_agg(json_build_array(m.role, m.content) ORDER BY m.position) FROM messages m
      WHERE m.project_id = t.project_id AND m.trajectory_id = t.id),
    (SELECT json_agg(json_build_array(n.id, n.round, n.context_message_count, n.response_message_count, n.stop_label,
        (SELECT json_agg(json_build_array(r.id, r.source, r.sample_index, r.content) ORDER BY r.source, r.sample_index)
          FROM responses r WHERE r.project_id = n.project_id AND r.turn_id = n.id)) ORDER BY n.round)
      FROM turns n WHERE n.project_id = t.project_id AND n.trajectory_id = t.id),
    (SELECT json_agg(json_build_array(u.id, u.turn_id, u.response_id, u.criterion, g.revision, g.status, g.score,
        g.stop_label) ORDER BY u.id, g.revision)
      FROM units u JOIN grades g ON g.project_id = u.project_id AND g.unit_id = u.id
        AND g.revision + 0 IN (0, u.current_revision)
      WHERE u.project_id = t.project_id AND u.grader_version_id = $4 AND u.trajectory_id = t.id),
    (SELECT json_agg(json_build_array(i.unit_id, i.revision, i.attribute, i.value, i.first_round, i.asked_round,
        CASE WHEN t.id = ANY($5::uuid[]) THEN i.evidence ELSE '[]' END, i.verdict_id) ORDER BY i.asked_round, i.ordinal)
      FROM target_items i
      WHERE i.project_id = t.project_id AND i.grader_version_id = $4 AND i.trajectory_id = t.id)
  FROM trajectories t
  WHERE t.project_id = $1 AND t.ordinal BETWEEN $2 AND $3
  ORDER BY t.ordinal`;

/** The trajectories from one head to another, with grades of the version and verdicts. */
export async function readExportPage(
  client: pg.PoolClient,
  scope: ExportScope,
  heads: readonly TrajectoryHead[],
): Promise<GradedTrajectory[]> {
  const [first, last] = [heads[0], heads.at(-1)];
  if (first === undefined || last === undefined) return [];
  const judged = heads.flatMap(({ judgedId }) => judgedId ?? []);
  const { rows } = await client.query<PageRow>({
    name: "read-export-page",
    text: READ_PAGE,
    values: [scope.projectId, first.ordinal, last.ordinal, scope.graderVersionId, judged],
    rowMode: "array",
  });
  const verdicts = judged.length === 0 ? new Map<string, StoredVerdict[]>() : await readVerdicts(client, scope, judged);
  return rows.map((row) => trajectoryOf(row, verdicts.get(row[0]) ?? []));
}

function trajectoryOf(
  [id, ordinal, sessionKey, diagnosis, messages, turns, units, items]: PageRow,
  verdicts: readonly StoredVerdict[],
): GradedTrajectory {
  return {
    id,
    ordinal: BigInt(ordinal),
    sessionKey,
    diagnosis,
    messages: (messages ?? []).map(([role, content]) => ({ role, content })),
    turns: (turns ?? []).map(([turnId, round, contextMessageCount, responseMessageCount, stopLabel, responses]) => ({
      id: turnId,
      round,
      contextMessageCount,
      responseMessageCount,
      stopLabel,
      responses: (responses ?? []).map(([responseId, source, sampleIndex, content]) => ({
        id: responseId,
        source,
        sampleIndex,
        content,
      })),
    })),
    units: unitsOf(units ?? [], items ?? []),
    verdicts,
  };
}

function unitsOf(rows: readonly UnitColumn[], itemRows: readonly ItemColumn[]): StoredUnit[] {
  const items = new Map<string, StoredItem[]>();
  for (const [unitId, revision, attribute, value, firstRound, askedRound, evidence, verdictId] of itemRows) {
    const key = `${unitId}:${revision}`;
    const list = items.get(key);
    const item = { attribute, value, firstRound, askedRound, evidence, verdictId };
    if (list === undefined) items.set(key, [item]);
    else list.push(item);
  }
  const gradeOf = ([id, , , criterion, revision, status, score, stopLabel]: UnitColumn): StoredGrade => ({
    revision,
    status,
    score,
    stopLabel,
    items: criterion === "extraction" ? (items.get(`${id}:${revision}`) ?? []) : [],
  });
  const units: StoredUnit[] = [];
  // A unit's two revisions, where there are two, stand side by side.
  for (let at = 0; at < rows.length; at += 1) {
    const first = rows[at];
    if (first === undefined) continue;
    const [id, turnId, responseId, criterion] = first;
    const next = rows[at + 1];
    const grade = gradeOf(first);
    const isPair = next !== undefined && next[0] === id;
    if (isPair) at += 1;
    units.push({ id, turnId, responseId, criterion, first: grade, current: isPair ? gradeOf(next) : grade });
  }
  return units;
}

const verdictRow = z.object({
  id: z.string(),
  ordinal: z.coerce.bigint(),
  unitId: z.string(),
  readerId: z.string(),
  kind: z.enum(["agree", "wrong", "skip", "withdrawn"]),
  value: verdictValueSchema.nullable(),
  supersedesId: z.string().nullable(),
  turnId: z.string(),
  responseId: z.string().nullable(),
  criterion: z.enum(["decision", "extraction", "content", "format"]),
  trajectoryId: z.string(),
});

async function readVerdicts(
  client: pg.PoolClient,
  { projectId, verdictCut }: ExportScope,
  trajectoryIds: readonly string[],
): Promise<Map<string, StoredVerdict[]>> {
  const { rows } = await client.query(
    `SELECT v.id, v.ordinal, v.unit_id AS "unitId", v.reader_id AS "readerId", v.kind, v.value,
       v.supersedes_id AS "supersedesId", u.turn_id AS "turnId", u.response_id AS "responseId", u.criterion,
       u.trajectory_id AS "trajectoryId"
     FROM grader_versions n
     JOIN units u ON u.project_id = n.project_id AND u.grader_version_id = n.id AND u.trajectory_id = ANY($3::uuid[])
     JOIN verdicts v ON v.project_id = u.project_id AND v.unit_id = u.id
     WHERE n.project_id = $1 AND v.ordinal <= $2
     ORDER BY v.ordinal`,
    [projectId, verdictCut, trajectoryIds],
  );
  const verdicts = new Map<string, StoredVerdict[]>();
  for (const row of rows) {
    const { trajectoryId, ...verdict } = verdictRow.parse(row);
    const list = verdicts.get(trajectoryId);
    if (list === undefined) verdicts.set(trajectoryId, [verdict]);
    else list.push(verdict);
  }
  return verdicts;
}
