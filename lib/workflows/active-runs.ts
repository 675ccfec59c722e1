import { readEndpointConcurrency } from "@/lib/db/endpoint-concurrency-reads";
import type { TaskToGrade } from "@/lib/db/grading-task-reads";
import type { Grader } from "@/lib/grading/grader";
import { type LlmGraderDefinition, llmGraderDefinitionSchema } from "@/lib/grading/llm/llm-grader-definition";
import { createLlmCall } from "@/lib/llm/create-llm-call";
import { type GraderOfVersion, parseAttemptsAfter } from "@/lib/workflows/grader-of-version";
import { ModelAdmission } from "@/lib/workflows/model-admission";

/** How often it is looked how many calls endpoints allow, ms: a person may change it while a run goes on. */
const LOOK_INTERVAL_MS = 5000;

interface ActiveRun {
  readonly key: string;
  readonly grader: Grader;
  readonly signal: AbortSignal;
  readonly endpointIds: readonly string[];
  /** Calls that one turn comes to. */
  readonly callsPerTurn: number;
  users: number;
}

const active = new Set<ActiveRun>();
/** Calls at a time that the endpoints of active runs allow. */
const concurrency = new Map<string, number>();
let looking: NodeJS.Timeout | null = null;

/** Shared by all runs of the process: what {@link withRunGrader} has under way. */
export const modelAdmission = new ModelAdmission(() => concurrency);

/** The endpoints that a definition calls, each once. */
export function endpointsOf({ extraction, scoring }: LlmGraderDefinition): string[] {
  const ids = scoring.votes.map(({ endpointId }) => endpointId);
  if (extraction.kind === "llm") ids.push(extraction.endpointId);
  return [...new Set(ids)];
}

/** The calls that one response comes to, at most. */
export function callsPerResponse({ votes, probes }: LlmGraderDefinition["scoring"]): number {
  return votes.length + Number(probes.withoutFuture) + Number(probes.otherFuture);
}

/**
 * Works with the grader of a run that calls models. While several trajectories of the run are under way here they share
 * the grader, since making one takes longer than asking one question.
 * @throws RunInterruptedError (from the grader) once the run is paused or canceled, or `signal` is aborted
 */
export async function withRunGrader<Value>(
  task: TaskToGrade & { readonly projectId: string; readonly runId: string; readonly signal: AbortSignal },
  graderOf: GraderOfVersion,
  work: (grader: Grader) => Promise<Value>,
): Promise<Value> {
  const run = join(task, graderOf);
  const end = modelAdmission.begin(task.turnCount * run.callsPerTurn);
  try {
    if (!run.endpointIds.every((id) => concurrency.has(id))) await readConcurrency(run.endpointIds);
    return await work(run.grader);
  } finally {
    end();
    leave(run);
  }
}

function join(task: Parameters<typeof withRunGrader>[0], graderOf: GraderOfVersion): ActiveRun {
  const { projectId, runId, signal } = task;
  const key = `${runId}:${task.retries}`;
  for (const run of active) {
    if (run.key !== key || run.signal !== signal) continue;
    run.users += 1;
    return run;
  }
  const definition = llmGraderDefinitionSchema.parse(task.definition);
  const run: ActiveRun = {
    key,
    signal,
    grader: graderOf(task, {
      call: createLlmCall({ projectId, runId, signal }),
      withRoom: (endpointId, work) => modelAdmission.withRoom(endpointId, work),
      parseAttempts: parseAttemptsAfter(task.retries),
    }),
    endpointIds: endpointsOf(definition),
    callsPerTurn: callsPerResponse(definition.scoring),
    users: 1,
  };
  active.add(run);
  looking ??= setInterval(() => void look(), LOOK_INTERVAL_MS).unref();
  return run;
}

function leave(run: ActiveRun): void {
  run.users -= 1;
  if (run.users > 0) return;
  active.delete(run);
  const needed = new Set([...active].flatMap(({ endpointIds }) => endpointIds));
  for (const id of run.endpointIds) if (!needed.has(id)) concurrency.delete(id);
  if (active.size > 0 || looking === null) return;
  clearInterval(looking);
  looking = null;
}

async function look(): Promise<void> {
  try {
    await readConcurrency([...active].flatMap(({ endpointIds }) => endpointIds));
  } catch {
    // The database is away for a moment; what was known last holds until it is back.
  }
}

async function readConcurrency(endpointIds: readonly string[]): Promise<void> {
  for (const { id, calls } of await readEndpointConcurrency(endpointIds)) concurrency.set(id, calls);
}
