import { readCandidates } from "@/lib/db/candidate-reads";
import { saveEdit } from "@/lib/db/candidate-writes";
import { database } from "@/lib/db/client";
import type { StepWords } from "@/lib/grading/llm/grader-changes";
import { wordOverlap } from "@/lib/grading/text-words";
import { AppError } from "@/lib/kernel/app-error";
import type { CandidateEdit, CandidateView } from "@/lib/queries/candidate-contract";
import { loadCandidate } from "@/lib/workflows/load-candidate";

/**
 * Saves what a person wrote into a draft.
 * @throws AppError conflict: not a draft any more, a model is writing, or somebody else saved meanwhile; invalid: two
 * rules that say the same, or words for a step that this grader does without a model.
 */
export async function editCandidate(request: {
  readonly projectId: string;
  readonly candidateId: string;
  readonly edit: CandidateEdit;
}): Promise<CandidateView> {
  const { projectId, candidateId, edit } = request;
  const [candidate] = await readCandidates(projectId, candidateId);
  if (candidate === undefined) throw new AppError("missing", "This project has no such candidate.");
  if (candidate.changes === null) {
    throw new AppError("conflict", "This candidate is a version that was there already, so it has no words to change.");
  }
  if (edit.changes.extraction !== null && candidate.changes.extraction === null) {
    throw new AppError("invalid", "extraction: this grader reads the target information without a model.");
  }
  refuseRepeated("scoring", edit.changes.scoring);
  if (edit.changes.extraction !== null) refuseRepeated("extraction", edit.changes.extraction);
  if (!(await database.$transaction((tx) => saveEdit(tx, { projectId, candidateId, ...edit })))) {
    throw new AppError("conflict", await whyRefused(projectId, candidateId));
  }
  return loadCandidate({ projectId, candidateId });
}

function refuseRepeated(step: string, { rules }: StepWords): void {
  for (const [index, rule] of rules.entries()) {
    const same = rules.slice(0, index).findIndex((other) => wordOverlap(other, rule) === 1);
    if (same !== -1) {
      throw new AppError("invalid", `${step}: rules ${same + 1} and ${index + 1} say the same. Keep one.`);
    }
  }
}

async function whyRefused(projectId: string, candidateId: string): Promise<string> {
  const [now] = await readCandidates(projectId, candidateId);
  if (now?.state !== "draft") return "This candidate is frozen: what it was written as can't change any more.";
  if (now.proposalState === "asking") return "A model is writing into this draft. Wait for its answer, then edit.";
  return "Somebody else saved this draft meanwhile. Load it again; what you wrote is still in the form.";
}
