import { database } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import type { Criterion } from "@/lib/grading/criterion";
import type { FailureClass } from "@/lib/grading/grader";
import type { Message } from "@/lib/trajectory/message";
import type { Turn } from "@/lib/trajectory/turn";

/** The list of a reader's decisions shows this many. */
const LISTED_DECISIONS = 50;

export interface TrajectoryToShow {
  readonly id: string;
  readonly sessionKey: string;
  readonly diagnosis: string;
  readonly domainProfile: string;
  readonly messages: readonly Message[];
  readonly turns: readonly (Turn & { readonly id: string })[];
}

/** A whole dialogue with its turns in order; null where the project has none of that id. */
export async function findTrajectoryToShow(projectId: string, trajectoryId: string): Promise<TrajectoryToShow | null> {
  const found = await database.trajectory.findUnique({
    where: { projectId_id: { projectId, id: trajectoryId } },
    select: {
      id: true,
      sessionKey: true,
      diagnosis: true,
      project: { select: { domainProfile: true } },
      messages: { select: { role: true, content: true }, orderBy: { position: "asc" } },
      turns: {
        select: { id: true, round: true, contextMessageCount: true, responseMessageCount: true, stopLabel: true },
        orderBy: { round: "asc" },
      },
    },
  });
  if (found === null) return null;
  const { project, ...trajectory } = found;
  return { ...trajectory, domainProfile: project.domainProfile };
}

export interface TurnToShow {
  readonly id: string;
  readonly trajectoryId: string;
  readonly round: number;
  /** The expert's own response. */
  readonly response: string;
  /** What a policy answered here, in order of sampling. */
  readonly samples: readonly { readonly id: string; readonly content: string }[];
}

export async function findTurnToShow(projectId: string, turnId: string): Promise<TurnToShow | null> {
  const found = await database.turn.findUnique({
    where: { projectId_id: { projectId, id: turnId } },
    select: {
      id: true,
      trajectoryId: true,
      round: true,
      responses: { select: { id: true, source: true, content: true }, orderBy: { sampleIndex: "asc" } },
    },
  });
  if (found === null) return null;
  const { responses, ...turn } = found;
  const samples = responses.filter(({ source }) => source === "policy");
  return {
    ...turn,
    response: responses.find(({ source }) => source === "expert")?.content ?? "",
    samples: samples.map(({ id, content }) => ({ id, content })),
  };
}

export interface GradeToShow {
  readonly unitId: string;
  readonly turnId: string;
  readonly round: number;
  readonly criterion: Criterion;
  /** The policy sample that was graded; null: the turn itself or the expert's own response. */
  readonly sampleId: string | null;
  readonly revision: number;
  readonly status: "ok" | "failed" | "not_applicable";
  readonly failureClass: FailureClass | null;
  readonly score: number | null;
  readonly stopLabel: "continue" | "stop" | null;
  readonly confidence: number | null;
  readonly rationale: string;
  /** As stored; parsed by whoever shows it. */
  readonly evidence: unknown;
  /** Share of the votes that say the same; null where there was one voice only. */
  readonly agreement: number | null;
  readonly violations: readonly string[];
}

/**
 * Grades in reading order: of the experts' responses of a whole trajectory as they hold now, or of one turn, policy
 * samples among them, as its reader judges it. A reader judges the grader's own extraction: later revisions of it are clinicians' corrections, and
 * readers stay blind to each other.
 */
export async function readGradesToShow(
  projectId: string,
  graderVersionId: string,
  of: { readonly turnId: string } | { readonly trajectoryId: string },
): Promise<GradeToShow[]> {
  const [place, revision, source] =
    "turnId" in of
      ? [
          Prisma.sql`u.turn_id = ${of.turnId}::uuid`,
          Prisma.sql`CASE u.criterion WHEN 'extraction' THEN 0 ELSE u.current_revision END`,
          Prisma.sql`true`,
        ]
      : [
          Prisma.sql`u.trajectory_id = ${of.trajectoryId}::uuid`,
          Prisma.sql`u.current_revision`,
          Prisma.sql`(u.response_id IS NULL OR r.source = 'expert')`,
        ];
  return database.$queryRaw<GradeToShow[]>`
    SELECT u.id AS "unitId", u.turn_id AS "turnId", t.round, u.criterion::text AS criterion,
           CASE r.source WHEN 'policy' THEN r.id END AS "sampleId", g.revision,
           g.status::text AS status, g.failure_class::text AS "failureClass", g.score, g.stop_label::text AS "stopLabel",
           g.confidence, coalesce(x.rationale, '') AS rationale, coalesce(x.evidence, '[]'::jsonb) AS evidence,
           n.agreement, coalesce(n.violations, '{}') AS violations
      FROM units u
      JOIN turns t ON t.project_id = u.project_id AND t.id = u.turn_id
      JOIN grades g ON g.project_id = u.project_id AND g.unit_id = u.id AND g.revision = ${revision}
      LEFT JOIN grade_texts x ON x.project_id = g.project_id AND x.unit_id = g.unit_id AND x.revision = g.revision
      LEFT JOIN grade_signals n ON n.project_id = g.project_id AND n.unit_id = g.unit_id AND n.revision = g.revision
      LEFT JOIN responses r ON r.project_id = u.project_id AND r.id = u.response_id
     WHERE u.project_id = ${projectId}::uuid AND u.grader_version_id = ${graderVersionId}::uuid AND ${place}
       AND ${source}
     ORDER BY t.round, r.source NULLS FIRST, r.sample_index, u.criterion`;
}

export interface ItemToShow {
  readonly id: string;
  readonly unitId: string;
  readonly attribute: string;
  readonly value: string;
  readonly firstRound: number;
  readonly askedRound: number;
  readonly evidence: unknown;
  /** Whether the grader's first answer has it, and whether it holds now. */
  readonly isFirst: boolean;
  readonly isCurrent: boolean;
}

/** Every item of a trajectory that the grader found or that holds now, in the order in which they were asked. */
export async function readItemsToShow(
  projectId: string,
  graderVersionId: string,
  trajectoryId: string,
): Promise<ItemToShow[]> {
  return database.$queryRaw<ItemToShow[]>`
    SELECT i.id, i.unit_id AS "unitId", i.attribute, i.value, i.first_round AS "firstRound",
           i.asked_round AS "askedRound", i.evidence, (i.revision = 0) AS "isFirst",
           (i.revision = u.current_revision) AS "isCurrent"
      FROM target_items i
      JOIN units u ON u.project_id = i.project_id AND u.id = i.unit_id
     WHERE i.project_id = ${projectId}::uuid AND i.grader_version_id = ${graderVersionId}::uuid
       AND i.trajectory_id = ${trajectoryId}::uuid AND (i.revision = 0 OR i.revision = u.current_revision)
     ORDER BY i.asked_round, i.revision, i.ordinal, i.id`;
}

export interface DecisionToShow {
  readonly id: string;
  readonly unitId: string;
  readonly readerId: string;
  readonly ordinal: bigint;
  readonly criterion: Criterion;
  readonly trajectoryId: string;
  readonly turnId: string;
  readonly round: number;
  readonly kind: "agree" | "wrong" | "skip";
  readonly value: unknown;
  readonly reasonCode: string | null;
  readonly comment: string | null;
  readonly visibility: "shown" | "blind";
  readonly createdAt: Date;
}

const DECISION_COLUMNS = Prisma.sql`
    v.id, s.unit_id AS "unitId", s.reader_id AS "readerId", s.ordinal, s.criterion::text AS criterion,
    s.trajectory_id AS "trajectoryId", u.turn_id AS "turnId", t.round, s.kind::text AS kind, v.value,
    v.reason_code AS "reasonCode", v.comment, v.visibility::text AS visibility, v.created_at AS "createdAt"
  FROM standing_verdicts s
  JOIN verdicts v ON v.project_id = s.project_id AND v.id = s.verdict_id
  JOIN units u ON u.project_id = s.project_id AND u.id = s.unit_id
  JOIN turns t ON t.project_id = u.project_id AND t.id = u.turn_id`;

/** What one reader holds of the units of a trajectory under a version; of all readers where none is named. */
export async function readStandingOfTrajectory(
  projectId: string,
  graderVersionId: string,
  trajectoryId: string,
  readerId: string | null,
): Promise<DecisionToShow[]> {
  return database.$queryRaw<DecisionToShow[]>`
    SELECT ${DECISION_COLUMNS}
     WHERE s.project_id = ${projectId}::uuid AND s.trajectory_id = ${trajectoryId}::uuid
       AND u.grader_version_id = ${graderVersionId}::uuid
       AND (${readerId}::text IS NULL OR s.reader_id = ${readerId})
     ORDER BY s.ordinal`;
}

/** A reader's standing decisions, newest first. */
export async function readDecisions(projectId: string, readerId: string): Promise<DecisionToShow[]> {
  return database.$queryRaw<DecisionToShow[]>`
    SELECT ${DECISION_COLUMNS}
     WHERE s.project_id = ${projectId}::uuid AND s.reader_id = ${readerId}
     ORDER BY s.ordinal DESC LIMIT ${LISTED_DECISIONS}`;
}
