import { z } from "zod";
import { database } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import type { FailureClass } from "@/lib/grading/grader";
import type { FailedGrade } from "@/lib/queries/run-contract";
import { sessionLabel } from "@/lib/trajectory/session";

const PAGE_SIZE = 50;

/** Where a page ended: the last failed grade's trajectory by arrival, its turn, its unit. */
const placeSchema = z.tuple([z.coerce.bigint(), z.number().int(), z.guid()]);
type Place = z.output<typeof placeSchema>;

function writePlace([ordinal, round, unitId]: Place): string {
  return Buffer.from(JSON.stringify([String(ordinal), round, unitId])).toString("base64url");
}

/** Null where the text is not one of ours. */
export function readFailurePlace(text: string): Place | null {
  try {
    return placeSchema.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch {
    return null;
  }
}

interface FailedRow {
  readonly unit_id: string;
  readonly trajectory_id: string;
  readonly session_key: string;
  readonly ordinal: bigint;
  readonly round: number;
  readonly criterion: FailedGrade["criterion"];
  readonly failure_class: FailureClass;
  readonly rationale: string;
  readonly raw_answer: string | null;
}

/** One page of the failed grades that a run wrote, in order of arrival and turn, with what was sent instead of an answer. */
export async function listFailedGrades(query: {
  readonly projectId: string;
  readonly runId: string;
  readonly failureClass: FailureClass | null;
  readonly after: Place | null;
}): Promise<{ readonly failures: FailedGrade[]; readonly next: string | null }> {
  const { projectId, runId, failureClass, after } = query;
  const ofClass = failureClass === null ? Prisma.empty : Prisma.sql`AND t.failure_classes ? ${failureClass}`;
  const gradeOfClass =
    failureClass === null ? Prisma.empty : Prisma.sql`AND g.failure_class = ${failureClass}::failure_class`;
  const beyond =
    after === null
      ? Prisma.empty
      : Prisma.sql`AND j.ordinal >= ${after[0]} AND (j.ordinal, n.round, u.id) > (${after[0]}, ${after[1]}, ${after[2]}::uuid)`;
  const rows = await database.$queryRaw<FailedRow[]>`
    SELECT u.id AS unit_id, j.id AS trajectory_id, j.session_key, j.ordinal, n.round, u.criterion::text AS criterion,
      g.failure_class::text AS failure_class, x.rationale, x.raw_answer
    FROM grading_runs r
    JOIN grading_tasks t ON t.project_id = r.project_id AND t.run_id = r.id AND t.grades_failed > 0 ${ofClass}
    JOIN trajectories j ON j.project_id = t.project_id AND j.id = t.trajectory_id
    JOIN units u ON u.project_id = r.project_id AND u.grader_version_id = r.grader_version_id
      AND u.trajectory_id = t.trajectory_id
    JOIN grades g ON g.project_id = u.project_id AND g.unit_id = u.id AND g.run_id = r.id
      AND g.status = 'failed' ${gradeOfClass}
    JOIN turns n ON n.project_id = u.project_id AND n.id = u.turn_id
    JOIN grade_texts x ON x.project_id = g.project_id AND x.unit_id = g.unit_id AND x.revision = g.revision
    WHERE r.project_id = ${projectId}::uuid AND r.id = ${runId}::uuid ${beyond}
    ORDER BY j.ordinal, n.round, u.id LIMIT ${PAGE_SIZE + 1}`;
  const page = rows.slice(0, PAGE_SIZE);
  const last = page.at(-1);
  return {
    failures: page.map((row) => ({
      unitId: row.unit_id,
      trajectoryId: row.trajectory_id,
      sessionLabel: sessionLabel(row.session_key),
      round: row.round,
      criterion: row.criterion,
      failureClass: row.failure_class,
      rationale: row.rationale,
      rawAnswer: row.raw_answer,
    })),
    next: rows.length > PAGE_SIZE && last !== undefined ? writePlace([last.ordinal, last.round, last.unit_id]) : null,
  };
}
