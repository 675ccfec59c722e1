import { database, type Transaction } from "@/lib/db/client";
import type { Message } from "@/lib/trajectory/message";
import type { Turn } from "@/lib/trajectory/turn";

export type GraderKind = "offline" | "llm" | "imported";

export interface VersionRow {
  readonly id: string;
  readonly number: number;
  readonly graderName: string;
  readonly contentHash: string;
  readonly graderKind: GraderKind;
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
  grader: { name: string; kind: GraderKind };
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

/** The version that was promoted or chosen; where none was, the newest that has graded anything, candidates left out. */
export async function findVersionToExport(projectId: string): Promise<VersionRow | null> {
  const project = await database.project.findUnique({
    where: { id: projectId },
    select: { currentVersion: { select: versionColumns } },
  });
  if (project?.currentVersion) return versionOf(project.currentVersion);
  const version = await database.graderVersion.findFirst({
    where: { projectId, units: { some: {} }, candidates: { none: { source: { not: "existing_version" } } } },
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
  const [found] = await transaction.$queryRaw<{ found: boolean }[]>`/* prepared */
    SELECT EXISTS (SELECT 1 FROM standing_verdicts
      WHERE project_id = ${projectId}::uuid AND trajectory_id = ${trajectoryId}::uuid) AS found`;
  return found?.found === true;
}

export interface StoredResponse {
  readonly id: string;
  readonly source: "expert" | "policy";
  /** 0 for the expert's; the rank of a policy sample from 0. */
  readonly sampleIndex: number;
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
  // One statement that answers with one text: this is read for every trajectory that is graded.
  const [found] = await transaction.$queryRaw<StoredTrajectory[]>`/* prepared */
    SELECT t.id,
      (SELECT coalesce(json_agg(json_build_object('role', m.role, 'content', m.content) ORDER BY m.position), '[]')
         FROM messages m WHERE m.project_id = t.project_id AND m.trajectory_id = t.id) AS messages,
      (SELECT coalesce(json_agg(json_build_object('id', n.id, 'round', n.round,
                'contextMessageCount', n.context_message_count, 'responseMessageCount', n.response_message_count,
                'stopLabel', n.stop_label, 'responses',
                (SELECT coalesce(json_agg(json_build_object('id', r.id, 'source', r.source,
                          'sampleIndex', r.sample_index, 'content', r.content)
                          ORDER BY r.source, r.sample_index), '[]')
                   FROM responses r WHERE r.project_id = n.project_id AND r.turn_id = n.id)) ORDER BY n.round), '[]')
         FROM turns n WHERE n.project_id = t.project_id AND n.trajectory_id = t.id) AS turns
      FROM trajectories t WHERE t.project_id = ${projectId}::uuid AND t.id = ${trajectoryId}::uuid`;
  return found ?? null;
}

export interface TaskIds {
  readonly projectId: string;
  readonly runId: string;
  readonly trajectoryId: string;
}
