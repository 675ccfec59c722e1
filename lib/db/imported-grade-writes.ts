import type { Transaction } from "@/lib/db/client";
import { deriveId } from "@/lib/kernel/derive-id";

export interface RolloutsOfTurn {
  readonly turnId: string;
  readonly rollouts: readonly string[];
}

export interface PolicyResponses {
  /** Per turn, one id for each rollout, in order. */
  readonly ids: ReadonlyMap<string, readonly string[]>;
  readonly added: number;
}

/**
 * The policy responses of turns, made where they are new. A rollout that says letter for letter what a sample of the
 * turn says is that sample, so that a file brought in again, or graded by another grader, adds none. Call under the
 * trajectory's lock: samples are numbered on from those that are there.
 */
export async function ensurePolicyResponses(
  transaction: Transaction,
  projectId: string,
  turns: readonly RolloutsOfTurn[],
): Promise<PolicyResponses> {
  const stored = await transaction.response.findMany({
    where: { projectId, turnId: { in: turns.map(({ turnId }) => turnId) }, source: "policy" },
    select: { id: true, turnId: true, sampleIndex: true, content: true },
    orderBy: { sampleIndex: "asc" },
  });
  const fresh: { id: string; turnId: string; sampleIndex: number; content: string }[] = [];
  const ids = new Map<string, readonly string[]>();
  for (const { turnId, rollouts } of turns) {
    const free = stored.filter((response) => response.turnId === turnId);
    let next = 1 + Math.max(-1, ...free.map(({ sampleIndex }) => sampleIndex));
    const ofTurn = rollouts.map((content) => {
      const at = free.findIndex((response) => response.content === content);
      if (at !== -1) return free.splice(at, 1)[0]?.id ?? "";
      const id = deriveId("response", turnId, "policy", String(next));
      fresh.push({ id, turnId, sampleIndex: next, content });
      next += 1;
      return id;
    });
    ids.set(turnId, ofTurn);
  }
  await transaction.response.createMany({ data: fresh.map((one) => ({ projectId, source: "policy", ...one })) });
  return { ids, added: fresh.length };
}

/** The units of a trajectory that a version has graded. */
export async function listGradedUnits(
  transaction: Transaction,
  projectId: string,
  graderVersionId: string,
  trajectoryId: string,
): Promise<Set<string>> {
  const units = await transaction.unit.findMany({
    where: { projectId, graderVersionId, trajectoryId },
    select: { id: true },
  });
  return new Set(units.map(({ id }) => id));
}

export interface ImportedTask {
  readonly projectId: string;
  readonly runId: string;
  readonly graderVersionId: string;
  readonly actorId: string;
  readonly trajectoryId: string;
  /** Said of the run: where its grades come from. */
  readonly reason: string;
  readonly gradesOk: number;
  readonly gradesFailed: number;
  readonly gradesNotApplicable: number;
  readonly failureClasses: Readonly<Record<string, number>>;
}

/**
 * Adds a trajectory to the run that stands for an import of grades, made with the first. It is finished from its
 * beginning, since no worker has anything to do for it.
 */
export async function addImportedTask(transaction: Transaction, task: ImportedTask): Promise<void> {
  const { projectId, runId } = task;
  await transaction.$executeRaw`
    INSERT INTO grading_runs (project_id, id, grader_version_id, state, state_reason, task_count, actor_id, resumed_at,
      finished_at)
    VALUES (${projectId}::uuid, ${runId}::uuid, ${task.graderVersionId}::uuid, 'finished', ${task.reason}, 1,
      ${task.actorId}, NULL, now())
    ON CONFLICT (project_id, id) DO UPDATE SET task_count = grading_runs.task_count + 1, finished_at = now()`;
  await transaction.gradingTask.create({
    data: {
      projectId,
      runId,
      trajectoryId: task.trajectoryId,
      state: "done",
      attempts: 1,
      finishedAt: new Date(),
      gradesOk: task.gradesOk,
      gradesFailed: task.gradesFailed,
      gradesNotApplicable: task.gradesNotApplicable,
      failureClasses: { ...task.failureClasses },
    },
  });
}
