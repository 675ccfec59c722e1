import { writeAuditEvent } from "@/lib/db/audit-writes";
import { readCandidates } from "@/lib/db/candidate-reads";
import { beginProposal } from "@/lib/db/candidate-writes";
import { database, type Transaction } from "@/lib/db/client";
import { findEndpointModels } from "@/lib/db/grader-version-reads";
import { llmGraderDefinitionSchema } from "@/lib/grading/llm/llm-grader-definition";
import { AppError } from "@/lib/kernel/app-error";
import type { CandidateView } from "@/lib/queries/candidate-contract";
import { enqueue } from "@/lib/queue/enqueue";
import { loadCandidate } from "@/lib/workflows/load-candidate";

/** The endpoint that is asked: the one named, else that of the grader's first vote. */
export async function chooseEndpoint(
  projectId: string,
  parentDefinition: unknown,
  endpointId: string | null,
): Promise<string> {
  const [vote] = llmGraderDefinitionSchema.parse(parentDefinition).scoring.votes;
  const id = endpointId ?? vote?.endpointId ?? null;
  const [endpoint] = id === null ? [] : await findEndpointModels(projectId, [id]);
  if (endpoint === undefined) throw new AppError("missing", "This project has no such endpoint.");
  if (endpoint.archivedAt !== null) {
    throw new AppError("conflict", `The endpoint “${endpoint.name}” is archived. Restore it or choose another.`);
  }
  return endpoint.id;
}

/** Says that a model is asked and queues it. @throws AppError conflict where the candidate is not to be written any more */
export async function beginAsking(
  tx: Transaction,
  subject: { readonly projectId: string; readonly candidateId: string; readonly endpointId: string },
): Promise<void> {
  const { projectId, candidateId } = subject;
  if (!(await beginProposal(tx, subject))) {
    throw new AppError("conflict", "A model is asked already, or this candidate is no draft any more.");
  }
  await enqueue(tx, "propose-candidate", [{ projectId, candidateId }]);
}

/**
 * Asks a model (again) for rules and worked cases from the corrections that a draft is written from. The answer is merged
 * into what the draft holds; until then the draft can't be edited.
 * @throws AppError missing: no such candidate or endpoint; conflict: not a draft, no corrections, or asked already.
 */
export async function askForProposal(request: {
  readonly projectId: string;
  readonly actorId: string;
  readonly candidateId: string;
  readonly endpointId: string | null;
}): Promise<CandidateView> {
  const { projectId, actorId, candidateId } = request;
  const [candidate] = await readCandidates(projectId, candidateId);
  if (candidate === undefined) throw new AppError("missing", "This project has no such candidate.");
  if (candidate.cluster === null || candidate.changes === null) {
    throw new AppError("conflict", "A model proposes from a cluster of corrections, and this candidate has none.");
  }
  const endpointId = await chooseEndpoint(projectId, candidate.parentVersion.definition, request.endpointId);
  await database.$transaction(async (tx) => {
    await beginAsking(tx, { projectId, candidateId, endpointId });
    await writeAuditEvent(tx, {
      projectId,
      actorId,
      action: "candidate.proposal_asked",
      subjectId: candidateId,
      detail: { number: candidate.number },
    });
  });
  return loadCandidate({ projectId, candidateId });
}
