import { z } from "zod";
import { FAILURE_CLASSES } from "@/lib/grading/grader";
import { runScopeSchema } from "@/lib/grading/run-scope";
import { requestJson } from "@/lib/queries/request-json";

const failureCountsSchema = z.array(z.object({ failureClass: z.enum(FAILURE_CLASSES), count: z.number().int() }));

/** The reason of a run that a person paused: there is nothing to put right before it goes on. */
export const PAUSED_BY_HAND = "Paused by hand.";

export const gradingRunSchema = z.object({
  id: z.string(),
  graderVersionId: z.string(),
  graderLabel: z.string(),
  graderKind: z.enum(["offline", "llm", "imported"]),
  state: z.enum(["running", "paused", "finished", "canceled"]),
  stateReason: z.string().nullable(),
  scope: runScopeSchema,
  tasksTotal: z.number().int(),
  tasksDone: z.number().int(),
  tasksFailed: z.number().int(),
  /** Grades written by the run, by status. */
  gradesOk: z.number().int(),
  gradesFailed: z.number().int(),
  gradesNotApplicable: z.number().int(),
  /** Failed grades by failure class, most first. */
  failureClasses: failureCountsSchema,
  /** Calls tried again because of a failure that may pass. */
  retriedCalls: failureCountsSchema,
  /** Calls answered and paid for by this run, and answers read from what was paid before. */
  calls: z.number().int(),
  callsReused: z.number().int(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  /** Null where an endpoint's price is not known. */
  costUsd: z.number().nullable(),
  costCeilingUsd: z.number().nullable(),
  /** Running time without pauses, s. */
  activeSeconds: z.number(),
  /** Trajectories a minute of running time; null before the first is done. */
  trajectoriesPerMinute: z.number().nullable(),
  /** Running time left at that rate, s; null where not known. */
  secondsLeft: z.number().nullable(),
  failures: z.array(
    z.object({ trajectoryId: z.string(), sessionLabel: z.string(), attempts: z.number().int(), failure: z.string() }),
  ),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
export type GradingRunView = z.infer<typeof gradingRunSchema>;

/** One failed grade with what the endpoint sent. */
export const failedGradeSchema = z.object({
  unitId: z.string(),
  trajectoryId: z.string(),
  sessionLabel: z.string(),
  round: z.number().int(),
  criterion: z.enum(["decision", "extraction", "content", "format"]),
  failureClass: z.enum(FAILURE_CLASSES),
  rationale: z.string(),
  rawAnswer: z.string().nullable(),
});
export type FailedGrade = z.infer<typeof failedGradeSchema>;

export const newRunSchema = z.strictObject({
  /** A version's id, or a grader's name: its newest version; "offline" is always there. */
  grader: z.string().trim().min(1).max(80).default("offline"),
  scope: runScopeSchema.default(runScopeSchema.parse({})),
  /** So many votes instead of those of the version; another number makes another version. */
  votes: z.number().int().min(1).max(9).nullable().default(null),
  costCeilingUsd: z.number().positive().max(1_000_000).nullable().default(null),
});
export type NewRun = z.output<typeof newRunSchema>;
export type NewRunInput = z.input<typeof newRunSchema>;

/** An amount that is only estimated, with the range it is expected in. */
const rangeSchema = z.object({ estimate: z.number(), lower: z.number(), upper: z.number() });

/** What a run would come to; `null` where it can't be known (no price set). */
export const runEstimateSchema = z.object({
  trajectories: z.number().int(),
  turns: z.number().int(),
  /** Answers on hand are taken off. */
  calls: rangeSchema,
  inputTokens: rangeSchema,
  outputTokens: rangeSchema,
  costUsd: rangeSchema.nullable(),
  seconds: rangeSchema.nullable(),
  /** What the estimate rests on, in words for the person. */
  basis: z.string(),
});
export type RunEstimate = z.infer<typeof runEstimateSchema>;

const path = (projectId: string) => `/api/projects/${projectId}/grading-runs`;

export const runKeys = {
  all: (projectId: string) => ["grading-runs", projectId] as const,
  failures: (projectId: string, runId: string, failureClass: string | null) =>
    ["grading-runs", projectId, runId, "failures", failureClass] as const,
  estimate: (projectId: string, run: NewRunInput) => ["grading-runs", projectId, "estimate", run] as const,
};

/** Newest first. */
export const runsSchema = z.object({ runs: z.array(gradingRunSchema) });

export const fetchRuns = (projectId: string) => requestJson(runsSchema, path(projectId));
export const startRun = (projectId: string, run: NewRunInput = {}) =>
  requestJson(gradingRunSchema, path(projectId), { method: "POST", body: run });
export const estimateRun = (projectId: string, run: NewRunInput) =>
  requestJson(runEstimateSchema, `${path(projectId)}/estimate`, { method: "POST", body: run });

const act = (verb: "retry" | "pause" | "resume" | "cancel") => (projectId: string, runId: string) =>
  requestJson(gradingRunSchema, `${path(projectId)}/${runId}/${verb}`, { method: "POST", body: {} });
/** Failed grades are asked for again. */
export const retryRun = act("retry");
export const pauseRun = act("pause");
export const cancelRun = act("cancel");
/** `costCeilingUsd` replaces the ceiling that paused it; left out keeps it. */
export const resumeRun = (projectId: string, runId: string, body: { costCeilingUsd?: number | null } = {}) =>
  requestJson(gradingRunSchema, `${path(projectId)}/${runId}/resume`, { method: "POST", body });

/** One page of a run's failed grades; `next` goes into the next request. */
export const fetchRunFailures = (
  projectId: string,
  runId: string,
  failureClass: string | null,
  after: string | null,
) => {
  const query = new URLSearchParams();
  if (failureClass !== null) query.set("class", failureClass);
  if (after !== null) query.set("after", after);
  return requestJson(
    z.object({ failures: z.array(failedGradeSchema), next: z.string().nullable() }),
    `${path(projectId)}/${runId}/failures?${query}`,
  );
};

/** Server-sent events: `event: runs`, data as {@link runsSchema}, at most one a second, and at once when a state changes. */
export const runEventsUrl = (projectId: string) => `${path(projectId)}/events`;
