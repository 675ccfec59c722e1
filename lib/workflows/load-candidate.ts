import { z } from "zod";
import { trialEvidence } from "@/lib/calibration/trial-evidence";
import { type CandidateRow, type CandidateVersion, findCandidateRun, readCandidates } from "@/lib/db/candidate-reads";
import { readTrialActiveMs, readTrialAnswers } from "@/lib/db/candidate-trial-reads";
import { findEndpointModels, findVersionLabels } from "@/lib/db/grader-version-reads";
import { findCurrentGraderVersion } from "@/lib/db/round-reads";
import { FAILURE_CLASSES } from "@/lib/grading/grader";
import { changesOf } from "@/lib/grading/llm/grader-changes";
import { llmGraderDefinitionSchema } from "@/lib/grading/llm/llm-grader-definition";
import { AppError } from "@/lib/kernel/app-error";
import type { CandidateView, TrialView } from "@/lib/queries/candidate-contract";
import { estimateShare } from "@/lib/workflows/load-round";
import { boundaryOf, judgeAnswers, TRIAL_MIXTURE } from "@/lib/workflows/trial-plan";

const MS_PER_MINUTE = 60_000;

const failureColumn = z.object({ failureClass: z.enum(FAILURE_CLASSES), message: z.string() }).nullable();

/** One candidate with its grading and its trial as they stand. */
export async function loadCandidate(request: {
  readonly projectId: string;
  readonly candidateId: string;
}): Promise<CandidateView> {
  const { projectId, candidateId } = request;
  const [candidate] = await readCandidates(projectId, candidateId);
  if (candidate === undefined) throw new AppError("missing", "This project has no such candidate.");
  const current = await findCurrentGraderVersion(projectId);
  return viewCandidate(projectId, candidate, current?.id ?? null);
}

/** The candidates of a project, newest first. */
export async function loadCandidates(request: { readonly projectId: string }): Promise<CandidateView[]> {
  const { projectId } = request;
  const [candidates, current] = await Promise.all([readCandidates(projectId), findCurrentGraderVersion(projectId)]);
  const views: CandidateView[] = [];
  // One after the other: a page that lists candidates must not take every connection of the pool.
  for (const candidate of candidates) views.push(await viewCandidate(projectId, candidate, current?.id ?? null));
  return views;
}

const named = ({ id, label }: CandidateVersion) => ({ id, label });

function wordsOf({ kind, definition }: CandidateVersion): CandidateView["parentChanges"] {
  const parsed = kind === "llm" ? llmGraderDefinitionSchema.safeParse(definition) : null;
  return parsed?.success ? changesOf(parsed.data) : null;
}

async function viewCandidate(
  projectId: string,
  candidate: CandidateRow,
  currentId: string | null,
): Promise<CandidateView> {
  const { parentVersion, version, replacedVersionId, proposalEndpointId, gradingRunId } = candidate;
  const [labels, endpoints, run, trial] = await Promise.all([
    replacedVersionId === null ? new Map<string, string>() : findVersionLabels(projectId, [replacedVersionId]),
    proposalEndpointId === null ? [] : findEndpointModels(projectId, [proposalEndpointId]),
    gradingRunId === null ? null : findCandidateRun(projectId, gradingRunId),
    viewTrial(projectId, candidate),
  ]);
  const replacedLabel = replacedVersionId === null ? undefined : labels.get(replacedVersionId);
  return {
    id: candidate.id,
    number: candidate.number,
    state: candidate.state,
    source: candidate.source,
    parent: named(parentVersion),
    version: version === null ? null : named(version),
    isCurrent: version !== null && version.id === currentId,
    isParentCurrent: parentVersion.id === currentId,
    replaced:
      replacedVersionId === null || replacedLabel === undefined
        ? null
        : { id: replacedVersionId, label: replacedLabel },
    changes: candidate.changes,
    parentChanges: candidate.changes === null ? null : wordsOf(parentVersion),
    editNumber: candidate.editNumber,
    cluster: candidate.cluster,
    writtenFrom: {
      verdicts: candidate.writtenFrom.length,
      trajectories: new Set(candidate.writtenFrom.map(({ trajectoryId }) => trajectoryId)).size,
    },
    proposal: {
      state: candidate.proposalState,
      endpoint: endpoints[0]?.name ?? null,
      critique: candidate.proposalCritique,
      failure: failureColumn.parse(candidate.proposalFailure),
    },
    run,
    trial,
    createdAt: candidate.createdAt.toISOString(),
    decidedAt: candidate.decidedAt?.toISOString() ?? null,
  };
}

async function viewTrial(projectId: string, candidate: CandidateRow): Promise<TrialView | null> {
  const { trialRound, trialScope, trialOutcome } = candidate;
  if (trialRound === null || trialScope === null) return null;
  const [answers, activeMs] = await Promise.all([
    readTrialAnswers(projectId, trialRound.id),
    readTrialActiveMs(projectId, trialRound.id),
  ]);
  const boundary = boundaryOf(trialScope.fresh);
  const result = trialOutcome ?? judgeAnswers(answers, trialScope.fresh);
  return {
    ...result,
    roundId: trialRound.id,
    roundNumber: trialRound.number,
    roundState: trialRound.state,
    scope: trialScope,
    evidence: trialEvidence(result.order, TRIAL_MIXTURE),
    threshold: Math.exp(boundary.logThreshold),
    maxLabels: boundary.maxLabels,
    minWins: [...boundary.minWins]
      .slice(0, boundary.maxLabels + 1)
      .map((wins, labels) => (wins > labels ? null : wins)),
    share: estimateShare(result.wins, result.wins + result.losses),
    startedAt: trialRound.startedAt.toISOString(),
    finishedAt: trialRound.finishedAt?.toISOString() ?? null,
    minutesSpent: activeMs / MS_PER_MINUTE,
  };
}
