import { chooseWriting } from "@/lib/calibration/repair/choose-writing";
import { writeAuditEvent } from "@/lib/db/audit-writes";
import { type CandidateToWrite, insertCandidate, lockCandidates } from "@/lib/db/candidate-writes";
import { database } from "@/lib/db/client";
import { findGraderVersion } from "@/lib/db/grading-reads";
import { findCurrentGraderVersion } from "@/lib/db/round-reads";
import { changesOf } from "@/lib/grading/llm/grader-changes";
import { llmGraderDefinitionSchema } from "@/lib/grading/llm/llm-grader-definition";
import { AppError } from "@/lib/kernel/app-error";
import type { CandidateView, NewCandidate } from "@/lib/queries/candidate-contract";
import { beginAsking, chooseEndpoint } from "@/lib/workflows/ask-for-proposal";
import { loadCandidate } from "@/lib/workflows/load-candidate";
import { findCorrectionClusters, referenceOf, stepOf } from "@/lib/workflows/load-correction-clusters";

type NewRow = Omit<CandidateToWrite, "projectId" | "actorId">;

/**
 * Begins a candidate against the current version: by hand, from a cluster of corrections that a model reads first, or
 * with a version that is there already. What it is written from is recorded now: it never judges the candidate.
 * @throws AppError conflict: nothing graded, a cluster that has changed, or a grader without words to change; missing:
 * no such version or endpoint.
 */
export async function createCandidate(request: {
  readonly projectId: string;
  readonly actorId: string;
  readonly input: NewCandidate;
}): Promise<CandidateView> {
  const { projectId, actorId, input } = request;
  const current = await findCurrentGraderVersion(projectId);
  const parent = current === null ? null : await findGraderVersion(projectId, current.id);
  if (current === null || parent === null) {
    throw new AppError(
      "conflict",
      "Nothing is graded yet, so there is nothing to repair. Grade the trajectories first.",
    );
  }
  const row =
    input.source === "existing_version"
      ? await fromVersion(projectId, parent.id, input.versionId)
      : await fromWords(projectId, parent, input);
  const endpointId =
    input.source === "proposed" ? await chooseEndpoint(projectId, parent.definition, input.endpointId) : null;
  const id = await database.$transaction(async (tx) => {
    await lockCandidates(tx, projectId);
    const candidate = await insertCandidate(tx, { projectId, actorId, ...row });
    await writeAuditEvent(tx, {
      projectId,
      actorId,
      action: "candidate.created",
      subjectId: candidate.id,
      detail: { number: candidate.number, against: current.label, corrections: row.writtenFrom.length },
    });
    if (endpointId !== null) await beginAsking(tx, { projectId, candidateId: candidate.id, endpointId });
    return candidate.id;
  });
  return loadCandidate({ projectId, candidateId: id });
}

async function fromVersion(projectId: string, parentId: string, versionId: string): Promise<NewRow> {
  const version = await findGraderVersion(projectId, versionId);
  if (version === null) throw new AppError("missing", "This project has no such grader version.");
  if (version.id === parentId) {
    throw new AppError("conflict", "This is the current version. Choose another one to try against it.");
  }
  return {
    source: "existing_version",
    // Imported grades are all there is: nobody can be asked for more.
    state: version.graderKind === "imported" ? "graded" : "draft",
    parentVersionId: parentId,
    versionId,
    changes: null,
    cluster: null,
    writtenFrom: [],
  };
}

async function fromWords(
  projectId: string,
  parent: { readonly id: string; readonly graderKind: string; readonly definition: unknown },
  input: Exclude<NewCandidate, { source: "existing_version" }>,
): Promise<NewRow> {
  if (parent.graderKind !== "llm") {
    throw new AppError(
      "conflict",
      "The current version calls no model, so it has no words to change. Take another grader version as the candidate.",
    );
  }
  const changes = changesOf(llmGraderDefinitionSchema.parse(parent.definition));
  const base = { source: "by_hand", state: "draft", parentVersionId: parent.id, versionId: null, changes } as const;
  if (input.clusterKey === null) return { ...base, cluster: null, writtenFrom: [] };
  const found = await findCorrectionClusters(projectId);
  const cluster = found?.clusters.find(({ key }) => key === input.clusterKey);
  if (found === null || cluster === undefined || found.version.id !== parent.id) {
    throw new AppError("conflict", "These corrections have changed meanwhile. Load the page again and choose anew.");
  }
  if (stepOf(cluster.confusion, found.steps) === null) {
    throw new AppError(
      "conflict",
      "No words of the current grader decide this: stop labels are read off the dialogue, and a grader without a model for this step follows its own rules.",
    );
  }
  return {
    ...base,
    source: input.source,
    cluster: referenceOf(cluster),
    writtenFrom: chooseWriting(cluster.corrections, found.trajectories).map(({ verdictId, trajectoryId }) => ({
      verdictId,
      trajectoryId,
    })),
  };
}
