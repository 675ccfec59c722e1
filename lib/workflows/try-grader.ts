import { findOtherTrajectory } from "@/lib/db/grading-material-reads";
import { findGraderVersion, findStoredTrajectory, type StoredTrajectory } from "@/lib/db/grading-reads";
import type { NewGrade } from "@/lib/db/grading-writes";
import { findTrajectoryToShow } from "@/lib/db/review-reads";
import { readAnswersCost } from "@/lib/db/trial-reads";
import { type LlmGraderDefinition, llmGraderDefinitionSchema } from "@/lib/grading/llm/llm-grader-definition";
import { AppError } from "@/lib/kernel/app-error";
import { deriveId } from "@/lib/kernel/derive-id";
import { createLlmCall } from "@/lib/llm/create-llm-call";
import type { GraderDraft, GraderTrial } from "@/lib/queries/grader-contract";
import { sessionLabel } from "@/lib/trajectory/session";
import { freezeGraderDraft } from "@/lib/workflows/freeze-grader-draft";
import { type GradingMaterial, gradeTurns } from "@/lib/workflows/grade-turns";
import { viewGrade, viewItems } from "@/lib/workflows/grade-view";
import { graderOfVersion, parseAttemptsAfter, type StoredGraderVersion } from "@/lib/workflows/grader-of-version";
import { loadOtherVersions } from "@/lib/workflows/load-other-versions";
import { type RecordedCall, recordCalls } from "@/lib/workflows/record-calls";

const MICRO = 1_000_000;

/** Stands for a version and a response that are kept nowhere. */
const TRIED_VERSION = "trial";
const TRIED_RESPONSE = "trial";

/**
 * What a grader version, or a draft that nobody has made a version of, says on one turn: of the expert's response or of
 * one that a person wrote. The words that are sent are those of a grading run, so that answers paid for here are there
 * for a run and the other way round; nothing else is kept.
 * @throws AppError missing: no such dialogue, turn or version; conflict: grades that were imported can't be tried.
 */
export async function tryGrader(request: {
  readonly projectId: string;
  readonly grader: { readonly versionId: string } | { readonly draft: GraderDraft };
  readonly trajectoryId: string;
  readonly round: number;
  readonly response?: string | undefined;
  readonly signal?: AbortSignal;
}): Promise<GraderTrial> {
  const { projectId, trajectoryId, round, signal } = request;
  const startedAt = performance.now();
  const [shown, stored, version] = await Promise.all([
    findTrajectoryToShow(projectId, trajectoryId),
    findStoredTrajectory(projectId, trajectoryId),
    versionOf(projectId, request.grader),
  ]);
  if (shown === null || stored === null) throw new AppError("missing", "This project has no such trajectory.");
  const trajectory = withOneResponse(stored, round, request.response);
  const definition = version.graderKind === "llm" ? llmGraderDefinitionSchema.parse(version.definition) : null;
  const { call, calls } = recordCalls(
    projectId,
    createLlmCall({ projectId, runId: null, ...(signal === undefined ? {} : { signal }) }),
  );
  const grader = graderOfVersion(version, { call, parseAttempts: parseAttemptsAfter(0) });
  const grades = await gradeTurns(
    grader,
    trajectory,
    TRIED_VERSION,
    await loadMaterial(projectId, version, definition, trajectoryId),
  );
  const turn = trajectory.turns.find((one) => one.round === round);
  const paid = calls.filter(({ isReused }) => !isReused);
  const cost = await readAnswersCost(
    projectId,
    paid,
    paid.map(({ request: { endpointId } }) => endpointId),
  );
  return {
    sessionLabel: sessionLabel(shown.sessionKey),
    round,
    stopLabel: turn?.stopLabel ?? "continue",
    response: turn?.responses[0]?.content ?? "",
    grades: viewGrades(
      grades.filter(({ turnId }) => turnId === turn?.id),
      round,
    ),
    prompts: calls.map((made, index) => viewPrompt(made, calls.slice(0, index), definition)),
    calls: calls.length,
    reusedCalls: calls.length - paid.length,
    latencyMs: Math.round(performance.now() - startedAt),
    costUsd: cost === null ? null : cost / MICRO,
  };
}

async function versionOf(
  projectId: string,
  grader: { readonly versionId: string } | { readonly draft: GraderDraft },
): Promise<StoredGraderVersion> {
  if ("draft" in grader) {
    return { graderKind: "llm", definition: await freezeGraderDraft(projectId, grader.draft) };
  }
  const version = await findGraderVersion(projectId, grader.versionId);
  if (version === null) throw new AppError("missing", "This project has no such grader version.");
  if (version.graderKind === "imported") {
    throw new AppError("conflict", "These grades came with a file; whoever gave them can't be asked again.");
  }
  return version;
}

/** The trajectory with one response at one turn and none elsewhere: only that one is scored. */
function withOneResponse(trajectory: StoredTrajectory, round: number, response: string | undefined): StoredTrajectory {
  const turn = trajectory.turns.find((one) => one.round === round);
  if (turn === undefined) throw new AppError("missing", `This dialogue has no turn ${round}.`);
  const expert = turn.responses.find(({ source }) => source === "expert");
  const tried =
    response === undefined
      ? expert
      : { id: TRIED_RESPONSE, source: "policy" as const, sampleIndex: 0, content: response };
  if (tried === undefined) {
    throw new AppError("conflict", "What the expert said at this turn is not known. Write a response to try.");
  }
  return {
    ...trajectory,
    turns: trajectory.turns.map((one) => ({ ...one, responses: one.round === round ? [tried] : [] })),
  };
}

async function loadMaterial(
  projectId: string,
  version: StoredGraderVersion,
  definition: LlmGraderDefinition | null,
  trajectoryId: string,
): Promise<GradingMaterial> {
  if (definition === null) return {};
  const otherTrajectory = definition.scoring.probes.otherFuture
    ? await findOtherTrajectory(projectId, trajectoryId)
    : null;
  const otherVersions = await loadOtherVersions(projectId, version, [trajectoryId]);
  return otherTrajectory === null ? { otherVersions } : { otherVersions, otherTrajectory };
}

function viewGrades(grades: readonly NewGrade[], round: number): GraderTrial["grades"] {
  return grades.map((grade) => {
    const items = viewItems(
      grade.items.map((item, index) => ({
        ...item,
        id: deriveId("tried item", grade.unitId, String(index)),
        unitId: grade.unitId,
        isFirst: true,
        isCurrent: true,
      })),
      [],
    );
    const { criterion, signals, violations, rawAnswer } = grade;
    return {
      criterion,
      grade: viewGrade({ ...grade, round, agreement: signals?.agreement ?? null }, items.get(grade.unitId) ?? []),
      votes: [...(signals?.votes ?? [])],
      agreement: signals?.agreement ?? null,
      rawAnswer,
      violations: [...violations],
    };
  });
}

function viewPrompt(
  { request, step, attempt }: RecordedCall,
  earlier: readonly RecordedCall[],
  definition: LlmGraderDefinition | null,
): GraderTrial["prompts"][number] {
  const number = 1 + earlier.filter((other) => other.step === step && other.attempt === 0).length;
  const name = step === "scoring" ? (definition?.scoring.votes[request.sample]?.name ?? "vote") : `${step} ${number}`;
  return {
    step: step === "test" || step === "proposal" ? "scoring" : step,
    name: attempt === 0 ? name : `${name}, asked again`,
    messages: request.messages.map(({ role, content }) => ({ role, content })),
  };
}
