import { database, type Transaction } from "@/lib/db/client";
import { graderLabel } from "@/lib/grading/grader-label";
import type { GradingRunView } from "@/lib/queries/run-contract";
import type { Message } from "@/lib/trajectory/message";
import { sessionLabel } from "@/lib/trajectory/session";
import type { Turn } from "@/lib/trajectory/turn";

/** Trajectories that lack a grade of this version, or have a failed one, and that no running run is about to grade. */
export async function findTrajectoriesToGrade(
  transaction: Transaction,
  projectId: string,
  graderVersionId: string,
): Promise<string[]> {
  // Two units a turn (decision, extraction) and two a response (content, format).
  const rows = await transaction.$queryRaw<{ id: string }[]>`
    SELECT j.id FROM trajectories j
    WHERE j.project_id = ${projectId}::uuid AND j.turn_count > 0
      AND (
        SELECT count(*) FROM units u
        JOIN grades g ON g.project_id = u.project_id AND g.unit_id = u.id AND g.revision = u.current_revision
        WHERE u.project_id = j.project_id AND u.grader_version_id = ${graderVersionId}::uuid
          AND u.trajectory_id = j.id AND g.status <> 'failed'
      ) < 2 * j.turn_count + 2 * (
        SELECT count(*) FROM turns t JOIN responses s ON s.project_id = t.project_id AND s.turn_id = t.id
        WHERE t.project_id = j.project_id AND t.trajectory_id = j.id
      )
      AND NOT EXISTS (
        SELECT FROM grading_runs r
        JOIN grading_tasks k ON k.project_id = r.project_id AND k.run_id = r.id
        WHERE r.project_id = j.project_id AND r.grader_version_id = ${graderVersionId}::uuid
          AND r.state IN ('running', 'paused') AND k.trajectory_id = j.id AND k.state = 'waiting'
      )
    ORDER BY j.ordinal`;
  return rows.map((row) => row.id);
}

export interface VersionRow {
  readonly id: string;
  readonly number: number;
  readonly graderName: string;
  readonly contentHash: string;
  readonly graderKind: TaskToGrade["graderKind"];
  readonly definition: unknown;
}

const versionColumns = {
  id: true,
  number: true,
  contentHash: true,
  definition: true,
  grader: { select: { name: true, kind: true } },
} as const;

function versionOf({
  grader,
  ...version
}: {
  id: string;
  number: number;
  contentHash: string;
  definition: unknown;
  grader: { name: string; kind: TaskToGrade["graderKind"] };
}): VersionRow {
  return { ...version, graderName: grader.name, graderKind: grader.kind };
}

export async function findGraderVersion(projectId: string, graderVersionId: string): Promise<VersionRow | null> {
  const version = await database.graderVersion.findUnique({
    where: { projectId_id: { projectId, id: graderVersionId } },
    select: versionColumns,
  });
  return version === null ? null : versionOf(version);
}

/** The newest version that has graded anything. */
export async function findNewestGradedVersion(projectId: string): Promise<VersionRow | null> {
  const version = await database.graderVersion.findFirst({
    where: { projectId, units: { some: {} } },
    orderBy: [{ createdAt: "desc" }, { number: "desc" }],
    select: versionColumns,
  });
  return version === null ? null : versionOf(version);
}

/** Every version that has graded this trajectory. */
export async function listVersionsOfTrajectory(projectId: string, trajectoryId: string): Promise<VersionRow[]> {
  const versions = await database.graderVersion.findMany({
    where: { projectId, units: { some: { projectId, trajectoryId } } },
    orderBy: { createdAt: "asc" },
    select: versionColumns,
  });
  return versions.map(versionOf);
}

/** Whether any reader has judged anything of the trajectory, under whichever version. */
export async function hasVerdicts(transaction: Transaction, projectId: string, trajectoryId: string): Promise<boolean> {
  const found = await transaction.standingVerdict.findFirst({
    where: { projectId, trajectoryId },
    select: { unitId: true },
  });
  return found !== null;
}

export interface TaskToGrade {
  readonly graderVersionId: string;
  readonly graderKind: "offline" | "llm" | "imported";
  readonly definition: unknown;
}

/** The task, where it is still to be done: its state is waiting and its run is running. */
export async function findTaskToGrade(
  projectId: string,
  runId: string,
  trajectoryId: string,
): Promise<TaskToGrade | null> {
  const task = await database.gradingTask.findFirst({
    where: { projectId, runId, trajectoryId, state: "waiting", run: { state: "running" } },
    select: {
      run: {
        select: { graderVersion: { select: { id: true, definition: true, grader: { select: { kind: true } } } } },
      },
    },
  });
  if (task === null) return null;
  const version = task.run.graderVersion;
  return { graderVersionId: version.id, graderKind: version.grader.kind, definition: version.definition };
}

export interface StoredResponse {
  readonly id: string;
  readonly source: "expert" | "policy";
  readonly content: string;
}

export interface StoredTurn extends Turn {
  readonly id: string;
  readonly responses: readonly StoredResponse[];
}

export interface StoredTrajectory {
  readonly id: string;
  readonly messages: readonly Message[];
  readonly turns: readonly StoredTurn[];
}

/** A whole trajectory with its turns and responses in order; null where there is none. */
export async function findStoredTrajectory(
  projectId: string,
  trajectoryId: string,
  transaction: Transaction = database,
): Promise<StoredTrajectory | null> {
  const found = await transaction.trajectory.findUnique({
    where: { projectId_id: { projectId, id: trajectoryId } },
    select: {
      id: true,
      messages: { select: { role: true, content: true }, orderBy: { position: "asc" } },
      turns: {
        select: {
          id: true,
          round: true,
          contextMessageCount: true,
          responseMessageCount: true,
          stopLabel: true,
          responses: {
            select: { id: true, source: true, content: true },
            orderBy: [{ source: "asc" }, { sampleIndex: "asc" }],
          },
        },
        orderBy: { round: "asc" },
      },
    },
  });
  return found;
}

export interface TaskIds {
  readonly projectId: string;
  readonly runId: string;
  readonly trajectoryId: string;
}
