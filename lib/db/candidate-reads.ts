import { z } from "zod";
import { database, type Transaction } from "@/lib/db/client";
import { graderLabel } from "@/lib/grading/grader-label";
import { type GraderChanges, graderChangesSchema } from "@/lib/grading/llm/grader-changes";
import {
  type CandidateState,
  type CandidateView,
  type ClusterReference,
  clusterReferenceSchema,
  type TrialOutcome,
  type TrialScope,
  trialOutcomeSchema,
  trialScopeSchema,
} from "@/lib/queries/candidate-contract";

/** Candidates that the list shows; older ones stay in the table. */
const LISTED_CANDIDATES = 50;

const VERSION = {
  select: { id: true, number: true, definition: true, grader: { select: { name: true, kind: true } } },
} as const;

const columns = {
  id: true,
  number: true,
  state: true,
  source: true,
  changes: true,
  editNumber: true,
  cluster: true,
  proposalState: true,
  proposalEndpointId: true,
  proposalTries: true,
  proposalFailure: true,
  proposalCritique: true,
  gradingRunId: true,
  trialScope: true,
  trialOutcome: true,
  replacedVersionId: true,
  createdAt: true,
  decidedAt: true,
  parentVersion: VERSION,
  version: VERSION,
  trialRound: {
    select: { id: true, number: true, state: true, startedAt: true, finishedAt: true },
  },
  writtenFrom: { select: { trajectoryId: true } },
} as const;

export interface CandidateVersion {
  readonly id: string;
  readonly label: string;
  readonly graderName: string;
  readonly kind: "offline" | "llm" | "imported";
  readonly definition: unknown;
}

export interface CandidateRow {
  readonly id: string;
  readonly number: number;
  readonly state: CandidateState;
  readonly source: CandidateView["source"];
  readonly changes: GraderChanges | null;
  readonly editNumber: number;
  readonly cluster: ClusterReference | null;
  readonly proposalState: CandidateView["proposal"]["state"];
  readonly proposalEndpointId: string | null;
  readonly proposalTries: number;
  readonly proposalFailure: unknown;
  readonly proposalCritique: string | null;
  readonly gradingRunId: string | null;
  readonly trialScope: TrialScope | null;
  readonly trialOutcome: TrialOutcome | null;
  readonly replacedVersionId: string | null;
  readonly createdAt: Date;
  readonly decidedAt: Date | null;
  readonly parentVersion: CandidateVersion;
  readonly version: CandidateVersion | null;
  readonly trialRound: {
    readonly id: string;
    readonly number: number;
    readonly state: "preparing" | "open" | "finished" | "canceled";
    readonly startedAt: Date;
    readonly finishedAt: Date | null;
  } | null;
  readonly writtenFrom: readonly { readonly trajectoryId: string }[];
}

interface VersionColumns {
  readonly id: string;
  readonly number: number;
  readonly definition: unknown;
  readonly grader: { readonly name: string; readonly kind: CandidateVersion["kind"] };
}

function versionOf({ id, number, definition, grader }: VersionColumns): CandidateVersion {
  return { id, label: graderLabel(grader.name, number), graderName: grader.name, kind: grader.kind, definition };
}

/** Candidates of a project, newest first; one alone where an id is given. */
export async function readCandidates(
  projectId: string,
  candidateId?: string,
  client: Transaction = database,
): Promise<CandidateRow[]> {
  const rows = await client.candidate.findMany({
    where: { projectId, ...(candidateId === undefined ? {} : { id: candidateId }) },
    orderBy: { number: "desc" },
    take: LISTED_CANDIDATES,
    select: columns,
  });
  return rows.map(({ parentVersion, version, ...row }) => ({
    ...row,
    changes: graderChangesSchema.nullable().parse(row.changes),
    cluster: clusterReferenceSchema.nullable().parse(row.cluster),
    trialScope: trialScopeSchema.nullable().parse(row.trialScope),
    trialOutcome: trialOutcomeSchema.nullable().parse(row.trialOutcome),
    parentVersion: versionOf(parentVersion),
    version: version === null ? null : versionOf(version),
  }));
}

/** The candidate of an id or number that a person names; null where the project has none. */
export async function findCandidateId(projectId: string, reference: string): Promise<string | null> {
  const isId = z.guid().safeParse(reference).success;
  if (!isId && !/^\d{1,9}$/.test(reference)) return null;
  const row = await database.candidate.findFirst({
    where: { projectId, ...(isId ? { id: reference } : { number: Number(reference) }) },
    select: { id: true },
  });
  return row?.id ?? null;
}

/** State and progress of a grading run, as far as its candidate shows them. */
export async function findCandidateRun(
  projectId: string,
  runId: string,
  client: Transaction = database,
): Promise<CandidateView["run"]> {
  const [run, tasks] = await Promise.all([
    client.gradingRun.findUnique({
      where: { projectId_id: { projectId, id: runId } },
      select: { id: true, state: true, stateReason: true, taskCount: true },
    }),
    client.gradingTask.count({ where: { projectId, runId, state: { not: "waiting" } } }),
  ]);
  return run === null
    ? null
    : { id: run.id, state: run.state, stateReason: run.stateReason, tasks: run.taskCount, tasksDone: tasks };
}

/** The last candidate begun from each cluster, by the cluster's key. */
export async function readCandidatesOfClusters(
  projectId: string,
): Promise<Map<string, { readonly id: string; readonly number: number }>> {
  const rows = await database.candidate.findMany({
    where: { projectId, cluster: { not: {} } },
    orderBy: { number: "asc" },
    select: { id: true, number: true, cluster: true },
  });
  const found = new Map<string, { id: string; number: number }>();
  for (const { id, number, cluster } of rows) {
    const reference = clusterReferenceSchema.safeParse(cluster);
    if (reference.success) found.set(reference.data.key, { id, number });
  }
  return found;
}

/** Drafts that wait for a model and for which the queue has no job left, or only one that it has given up. */
export async function findProposalsWithoutJob(): Promise<
  { readonly projectId: string; readonly candidateId: string; readonly gaveUp: boolean }[]
> {
  return database.$queryRaw`
    SELECT c.project_id AS "projectId", c.id AS "candidateId", j.key IS NOT NULL AS "gaveUp"
      FROM candidates c
      LEFT JOIN graphile_worker.jobs j ON j.key = concat_ws(':', 'propose-candidate', c.project_id, c.id)
     WHERE c.proposal_state = 'asking' AND (j.key IS NULL OR (j.attempts >= j.max_attempts AND j.locked_at IS NULL))`;
}
