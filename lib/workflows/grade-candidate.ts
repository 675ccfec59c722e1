import { writeAuditEvent } from "@/lib/db/audit-writes";
import { type CandidateRow, findCandidateRun, readCandidates } from "@/lib/db/candidate-reads";
import { moveCandidate, setCandidateRun } from "@/lib/db/candidate-writes";
import { database } from "@/lib/db/client";
import { lockRunStart } from "@/lib/db/grading-writes";
import { applyChanges } from "@/lib/grading/llm/grader-changes";
import { llmGraderDefinitionSchema } from "@/lib/grading/llm/llm-grader-definition";
import { AppError } from "@/lib/kernel/app-error";
import type { CandidateView } from "@/lib/queries/candidate-contract";
import { ensureLlmVersion } from "@/lib/workflows/ensure-llm-version";
import { loadCandidate } from "@/lib/workflows/load-candidate";
import { startGradingRun } from "@/lib/workflows/start-grading-run";

/**
 * Freezes a draft into a grader version (the next one of its parent's grader) and grades every trajectory with it: an
 * ordinary grading run. Once frozen, the same call grades what is missing: after a run that was canceled, or where
 * trajectories have come since.
 * @throws AppError conflict: nothing was changed, a model is writing, or the candidate is past its grading.
 */
export async function gradeCandidate(request: {
  readonly projectId: string;
  readonly actorId: string;
  readonly candidateId: string;
}): Promise<CandidateView> {
  const { projectId, actorId, candidateId } = request;
  const [candidate] = await readCandidates(projectId, candidateId);
  if (candidate === undefined) throw new AppError("missing", "This project has no such candidate.");
  const versionId = candidate.state === "draft" ? await freeze(request, candidate) : await reopen(request, candidate);
  const run = await startGradingRun({ projectId, actorId, grader: versionId });
  await database.$transaction((tx) => setCandidateRun(tx, { projectId, candidateId, runId: run.id }));
  return loadCandidate({ projectId, candidateId });
}

type Request = Parameters<typeof gradeCandidate>[0];

async function freeze({ projectId, actorId, candidateId }: Request, candidate: CandidateRow): Promise<string> {
  const { changes, version, parentVersion, editNumber } = candidate;
  if (candidate.proposalState === "asking") {
    throw new AppError("conflict", "A model is writing into this draft. Wait for its answer, then grade.");
  }
  return database.$transaction(async (tx) => {
    await lockRunStart(tx, projectId);
    const versionId = version?.id ?? (changes === null ? null : await makeVersion());
    if (versionId === null) throw new Error("A candidate has neither words nor a version.");
    // The words that were read are those that are frozen: an edit that came between makes it anew.
    const { count } = await tx.candidate.updateMany({
      where: { projectId, id: candidateId, state: "draft", editNumber, proposalState: { not: "asking" } },
      data: { state: "grading", versionId },
    });
    if (count !== 1) {
      throw new AppError("conflict", "This draft was changed or frozen meanwhile. Load it again.");
    }
    await writeAuditEvent(tx, {
      projectId,
      actorId,
      action: "candidate.frozen",
      subjectId: candidateId,
      detail: { number: candidate.number },
    });
    return versionId;

    async function makeVersion(): Promise<string> {
      if (changes === null) throw new Error("A candidate without words can't be frozen.");
      const definition = applyChanges(llmGraderDefinitionSchema.parse(parentVersion.definition), changes);
      const { id } = await ensureLlmVersion(tx, { projectId, name: parentVersion.graderName, definition });
      if (id === parentVersion.id) {
        throw new AppError("conflict", "Nothing was changed: these are the words of the current version.");
      }
      return id;
    }
  });
}

/** A frozen candidate whose grades are not all there is grading again. */
async function reopen({ projectId, candidateId }: Request, candidate: CandidateRow): Promise<string> {
  const { version, state, gradingRunId } = candidate;
  const run = gradingRunId === null ? null : await findCandidateRun(projectId, gradingRunId);
  if (version === null || (state !== "grading" && state !== "graded")) {
    throw new AppError("conflict", "This candidate is past its grading.");
  }
  if (version.kind === "imported") {
    throw new AppError("conflict", "These grades were made elsewhere and imported: there is nothing to grade here.");
  }
  if (run?.state === "running" || run?.state === "paused") {
    throw new AppError("conflict", "This candidate is being graded. The grading run can be resumed or canceled.");
  }
  const isMoved = await database.$transaction((tx) =>
    moveCandidate(tx, { projectId, candidateId }, { from: ["grading", "graded"], to: "grading" }),
  );
  if (!isMoved) throw new AppError("conflict", "This candidate is past its grading.");
  return version.id;
}
