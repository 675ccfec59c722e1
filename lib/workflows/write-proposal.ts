import { type CandidateRow, readCandidates } from "@/lib/db/candidate-reads";
import { endProposal } from "@/lib/db/candidate-writes";
import { database } from "@/lib/db/client";
import { readCorrectionMaterial, readFlaggedUnits } from "@/lib/db/correction-reads";
import { findEndpointModels } from "@/lib/db/grader-version-reads";
import { findStoredTrajectory } from "@/lib/db/grading-reads";
import { askUntilRead, type Reading } from "@/lib/grading/llm/ask-until-read";
import { type CorrectionToRead, frameProposal } from "@/lib/grading/llm/frame-proposal";
import type { GraderChanges, StepWords } from "@/lib/grading/llm/grader-changes";
import type { LlmAnswer } from "@/lib/grading/llm/llm-call";
import { mergeProposal, type Proposal } from "@/lib/grading/llm/merge-proposal";
import { PROPOSAL_SCHEMA, parseProposal } from "@/lib/grading/llm/parse-proposal";
import { createLlmCall } from "@/lib/llm/create-llm-call";
import { parseAttemptsAfter } from "@/lib/workflows/grader-of-version";
import { profileOfProject } from "@/lib/workflows/profile-of-project";
import { wordValue } from "@/lib/workflows/word-value";

/** Three rules and three worked cases take about a page. */
const MOST_OUTPUT_TOKENS = 4_096;

type Outcome = Parameters<typeof endProposal>[2];

/**
 * Asks the model that a draft waits for, and writes what it answers into the draft: its words merged with those that are
 * there, or the failure with its class. Nothing of the draft is ever lost. Does nothing where the draft waits no more.
 * @throws what ends a worker's work; the job is tried again then, and answers that were paid for are read back.
 */
export async function writeProposal(request: {
  readonly projectId: string;
  readonly candidateId: string;
  readonly signal?: AbortSignal;
}): Promise<void> {
  const { projectId, candidateId, signal } = request;
  const [candidate] = await readCandidates(projectId, candidateId);
  if (candidate === undefined || candidate.state !== "draft" || candidate.proposalState !== "asking") return;
  const outcome = await propose(projectId, candidate, signal);
  await database.$transaction((tx) => endProposal(tx, { projectId, candidateId }, outcome));
}

async function propose(projectId: string, candidate: CandidateRow, signal: AbortSignal | undefined): Promise<Outcome> {
  const { changes, cluster, proposalEndpointId, proposalTries } = candidate;
  const step = cluster?.confusion.criterion === "extraction" ? "extraction" : "scoring";
  const present = changes?.[step] ?? null;
  const [endpoint] = proposalEndpointId === null ? [] : await findEndpointModels(projectId, [proposalEndpointId]);
  if (changes === null || present === null || endpoint === undefined) {
    return failed("refused", "The endpoint or the grader's words are gone. Begin the candidate anew.");
  }
  const [profile, corrections] = await Promise.all([
    profileOfProject(projectId),
    readCorrections(projectId, candidate),
  ]);
  if (corrections.length === 0) {
    return failed("refused", "The corrections were taken back meanwhile, so there is nothing to write from.");
  }
  const call = createLlmCall({ projectId, runId: null, ...(signal === undefined ? {} : { signal }) });
  const asked = await askUntilRead(
    // One call, so that there is always room.
    { call, parseAttempts: parseAttemptsAfter(proposalTries - 1), withRoom: (_endpointId, work) => work() },
    "proposal",
    endpoint.id,
    (again) => ({
      endpointId: endpoint.id,
      model: endpoint.model,
      messages: frameProposal({ step, present, corrections, profile, again }),
      answerSchema: endpoint.structuredOutput === "json_schema" ? PROPOSAL_SCHEMA : null,
      temperature: 0,
      maxOutputTokens: MOST_OUTPUT_TOKENS,
      seed: null,
      sample: 0,
    }),
    (answer) => readProposal(answer, present),
  );
  if (asked.status === "failed") return failed(asked.failureClass, asked.message);
  const merged = mergeProposal(present, asked.value);
  if (!merged.ok) return failed("schema_mismatch", merged.refusal);
  return { state: "answered", critique: asked.value.critique, changes: withStep(changes, step, merged.value) };
}

function withStep(changes: GraderChanges, step: "scoring" | "extraction", words: StepWords): GraderChanges {
  return step === "scoring" ? { ...changes, scoring: words } : { ...changes, extraction: words };
}

function failed(failureClass: string, message: string): Outcome {
  return { state: "failed", failure: { failureClass, message } };
}

function readProposal(answer: LlmAnswer, present: StepWords): Reading<Proposal> {
  const outcome = parseProposal(answer, present.rules.length);
  return outcome.status === "parsed"
    ? { status: "read", value: outcome.value }
    : { ...outcome, status: "unusable", rest: null };
}

/** The corrections as the model reads them; what was taken back since is left out. */
async function readCorrections(projectId: string, candidate: CandidateRow): Promise<CorrectionToRead[]> {
  const [material, flagged] = await Promise.all([
    readCorrectionMaterial(projectId, candidate.id),
    readFlaggedUnits(projectId, candidate.parentVersion.id),
  ]);
  const units = new Map(flagged.map((unit) => [unit.unitId, unit]));
  const read: CorrectionToRead[] = [];
  for (const { verdictId, unitId, trajectoryId, contextMessageCount, criterion, rationale } of material) {
    const unit = units.get(unitId);
    const verdict = unit?.verdicts.find((one) => one.verdictId === verdictId);
    const trajectory = unit === undefined ? null : await findStoredTrajectory(projectId, trajectoryId);
    if (unit === undefined || verdict === undefined || trajectory === null) continue;
    read.push({
      criterion,
      messages: trajectory.messages,
      contextMessageCount,
      response: unit.response,
      graderValue: unit.graded === null ? "no grade" : wordValue(unit.graded) || "no item",
      clinicianValue: wordValue(verdict.value) || "no item",
      graderRationale: rationale,
      comment: verdict.comment,
    });
  }
  return read;
}
