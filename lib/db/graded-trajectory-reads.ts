import { z } from "zod";
import { type VerdictValue, verdictValueSchema } from "@/lib/calibration/verdict-value";
import type { Transaction } from "@/lib/db/client";
import type { StoredTrajectory } from "@/lib/db/grading-reads";
import type { Criterion, Score } from "@/lib/grading/criterion";
import type { TargetItem } from "@/lib/grading/target-item";
import type { StopLabel } from "@/lib/trajectory/turn";

const scoreColumn = z.union([z.literal(0), z.literal(0.5), z.literal(1)]);
const evidenceColumn = z.array(
  z.object({ messagePosition: z.number(), start: z.number(), end: z.number(), text: z.string() }),
);

const votesColumn = z.array(
  z.object({ name: z.string(), model: z.string().nullable(), score: scoreColumn.nullable() }),
);

/** A grade, as far as a label rests on it. */
export interface StoredGrade {
  readonly revision: number;
  readonly status: "ok" | "failed" | "not_applicable";
  readonly score: Score | null;
  readonly stopLabel: StopLabel | null;
  /** Extraction units: the items of this revision, in order. */
  readonly items: readonly StoredItem[];
}

export interface StoredItem extends TargetItem {
  readonly verdictId: string | null;
}

export interface StoredUnit {
  readonly id: string;
  readonly turnId: string;
  readonly responseId: string | null;
  readonly criterion: Criterion;
  /** The grader's own answer, and the one that holds now; the same where nothing was scored again. */
  readonly first: StoredGrade;
  readonly current: StoredGrade;
}

/** A row of the verdict log, of whichever grader version's unit. */
export interface StoredVerdict {
  readonly id: string;
  readonly ordinal: bigint;
  readonly unitId: string;
  readonly readerId: string;
  readonly kind: "agree" | "wrong" | "skip" | "withdrawn";
  readonly value: VerdictValue | null;
  readonly supersedesId: string | null;
  readonly turnId: string;
  readonly responseId: string | null;
  readonly criterion: Criterion;
}

export interface GradedTrajectory extends StoredTrajectory {
  readonly sessionKey: string;
  readonly diagnosis: string;
  readonly ordinal: bigint;
  readonly units: readonly StoredUnit[];
  readonly verdicts: readonly StoredVerdict[];
}

/** The grade of one revision with its text, to be written again as a later revision. */
export async function findWholeGrade(transaction: Transaction, projectId: string, unitId: string, revision: number) {
  const grade = await transaction.grade.findUniqueOrThrow({
    where: { projectId_unitId_revision: { projectId, unitId, revision } },
    include: { text: true, signal: true },
  });
  const { signal } = grade;
  return {
    status: grade.status,
    failureClass: grade.failureClass,
    score: grade.score,
    confidence: grade.confidence,
    rationale: grade.text?.rationale ?? "",
    evidence: evidenceColumn.parse(grade.text?.evidence ?? []),
    rawAnswer: grade.text?.rawAnswer ?? null,
    signals:
      signal === null
        ? null
        : {
            votes: votesColumn.parse(signal.votes),
            agreement: signal.agreement,
            tokenConfidence: signal.tokenConfidence,
            scoreWithoutFuture: scoreColumn.nullable().parse(signal.scoreWithoutFuture),
            scoreOtherFuture: scoreColumn.nullable().parse(signal.scoreOtherFuture),
          },
    violations: signal?.violations ?? [],
  };
}

/** Other re-scores of the trajectory wait until the transaction ends; imports and gradings don't. */
export async function lockTrajectory(transaction: Transaction, projectId: string, trajectoryId: string): Promise<void> {
  await transaction.$queryRaw`
    SELECT FROM trajectories WHERE project_id = ${projectId}::uuid AND id = ${trajectoryId}::uuid FOR NO KEY UPDATE`;
}

export interface GradedTrajectoryQuery {
  readonly projectId: string;
  readonly graderVersionId: string;
  /** The last verdict that counts; null for all. */
  readonly verdictCut: bigint | null;
}

export async function findGradedTrajectory(
  transaction: Transaction,
  query: GradedTrajectoryQuery,
  trajectoryId: string,
): Promise<GradedTrajectory | null> {
  const trajectory = await transaction.trajectory.findUnique({
    where: { projectId_id: { projectId: query.projectId, id: trajectoryId } },
    select: {
      id: true,
      ordinal: true,
      sessionKey: true,
      diagnosis: true,
      messages: { select: { role: true, content: true }, orderBy: { position: "asc" } },
      turns: {
        select: {
          id: true,
          round: true,
          contextMessageCount: true,
          responseMessageCount: true,
          stopLabel: true,
          responses: {
            select: { id: true, source: true, sampleIndex: true, content: true },
            orderBy: [{ source: "asc" }, { sampleIndex: "asc" }],
          },
        },
        orderBy: { round: "asc" },
      },
    },
  });
  if (trajectory === null) return null;
  const units = await readUnits(transaction, query, [trajectory.id]);
  const verdicts = await readVerdicts(transaction, query, [trajectory.id]);
  return { ...trajectory, units: units.get(trajectory.id) ?? [], verdicts: verdicts.get(trajectory.id) ?? [] };
}

interface UnitRow {
  readonly id: string;
  readonly trajectory_id: string;
  readonly turn_id: string;
  readonly response_id: string | null;
  readonly criterion: Criterion;
  readonly revision: number;
  readonly status: StoredGrade["status"];
  readonly score: number | null;
  readonly stop_label: StopLabel | null;
}

async function readUnits(
  transaction: Transaction,
  { projectId, graderVersionId }: GradedTrajectoryQuery,
  trajectoryIds: readonly string[],
): Promise<Map<string, StoredUnit[]>> {
  // "+ 0" keeps the revision out of the index look-up: without statistics the planner would look up all grades of that
  // revision in the project for each unit, rather than the unit's.
  const rows = await transaction.$queryRaw<UnitRow[]>`
    SELECT u.id, u.trajectory_id, u.turn_id, u.response_id, u.criterion::text AS criterion,
      g.revision, g.status::text AS status, g.score, g.stop_label::text AS stop_label
    FROM units u
    JOIN grades g ON g.project_id = u.project_id AND g.unit_id = u.id AND g.revision + 0 IN (0, u.current_revision)
    WHERE u.project_id = ${projectId}::uuid AND u.grader_version_id = ${graderVersionId}::uuid
      AND u.trajectory_id = ANY(${trajectoryIds}::uuid[])
    ORDER BY u.id, g.revision`;
  const items = await readItems(transaction, projectId, graderVersionId, trajectoryIds);
  const grouped = new Map<string, UnitRow[]>();
  for (const row of rows) grouped.set(row.id, [...(grouped.get(row.id) ?? []), row]);

  const units = new Map<string, StoredUnit[]>();
  for (const grades of grouped.values()) {
    const first = grades[0];
    const current = grades.at(-1);
    if (first === undefined || current === undefined) continue;
    const gradeOf = (row: UnitRow): StoredGrade => ({
      revision: row.revision,
      status: row.status,
      score: row.score === null ? null : scoreColumn.parse(row.score),
      stopLabel: row.stop_label,
      items: items.get(`${row.id}:${row.revision}`) ?? [],
    });
    const list = units.get(first.trajectory_id) ?? [];
    list.push({
      id: first.id,
      turnId: first.turn_id,
      responseId: first.response_id,
      criterion: first.criterion,
      first: gradeOf(first),
      current: gradeOf(current),
    });
    units.set(first.trajectory_id, list);
  }
  return units;
}

async function readItems(
  transaction: Transaction,
  projectId: string,
  graderVersionId: string,
  trajectoryIds: readonly string[],
): Promise<Map<string, StoredItem[]>> {
  const rows = await transaction.targetItem.findMany({
    where: { projectId, graderVersionId, trajectoryId: { in: [...trajectoryIds] } },
    orderBy: [{ askedRound: "asc" }, { ordinal: "asc" }],
  });
  const items = new Map<string, StoredItem[]>();
  for (const { unitId, revision, attribute, value, firstRound, askedRound, evidence, verdictId } of rows) {
    const key = `${unitId}:${revision}`;
    const list = items.get(key) ?? [];
    list.push({ attribute, value, firstRound, askedRound, evidence: evidenceColumn.parse(evidence), verdictId });
    items.set(key, list);
  }
  return items;
}

interface VerdictLogRow extends Omit<StoredVerdict, "value"> {
  readonly trajectoryId: string;
  readonly value: unknown;
}

async function readVerdicts(
  transaction: Transaction,
  { projectId, verdictCut }: GradedTrajectoryQuery,
  trajectoryIds: readonly string[],
): Promise<Map<string, StoredVerdict[]>> {
  const rows = await transaction.$queryRaw<VerdictLogRow[]>`
    SELECT v.id, v.ordinal, v.unit_id AS "unitId", v.reader_id AS "readerId", v.kind::text AS kind, v.value,
      v.supersedes_id AS "supersedesId", u.trajectory_id AS "trajectoryId", u.turn_id AS "turnId",
      u.response_id AS "responseId", u.criterion::text AS criterion
    FROM grader_versions n
    JOIN units u ON u.project_id = n.project_id AND u.grader_version_id = n.id
      AND u.trajectory_id = ANY(${trajectoryIds}::uuid[])
    JOIN verdicts v ON v.project_id = u.project_id AND v.unit_id = u.id AND v.act_id IS NULL
    WHERE n.project_id = ${projectId}::uuid AND (${verdictCut}::bigint IS NULL OR v.ordinal <= ${verdictCut}::bigint)
    ORDER BY v.ordinal`;
  const verdicts = new Map<string, StoredVerdict[]>();
  for (const { trajectoryId, value, ...row } of rows) {
    const list = verdicts.get(trajectoryId) ?? [];
    list.push({ ...row, value: value === null ? null : verdictValueSchema.parse(value) });
    verdicts.set(trajectoryId, list);
  }
  return verdicts;
}
