import { writeAuditEvent } from "@/lib/db/audit-writes";
import { database } from "@/lib/db/client";
import { findGraderVersionView } from "@/lib/db/grader-version-reads";
import { lockRunStart } from "@/lib/db/grading-writes";
import { OFFLINE_GRADER_DEFINITION } from "@/lib/grading/offline/offline-grader";
import { withVotes } from "@/lib/grading/with-votes";
import { AppError } from "@/lib/kernel/app-error";
import type { GraderDraft, GraderVersionView } from "@/lib/queries/grader-contract";
import { ensureLlmVersion } from "@/lib/workflows/ensure-llm-version";
import { freezeGraderDraft } from "@/lib/workflows/freeze-grader-draft";

/** The name by which runs ask for the grader without a model. */
const RESERVED_NAME = OFFLINE_GRADER_DEFINITION.name;

/**
 * Makes a grader, or the next version of the one of that name. A version never changes: the same words again give the
 * version that is there, other words the next number.
 * @throws AppError invalid for a draft that can't be frozen, conflict where the name is another kind of grader's.
 */
export async function createGraderVersion(request: {
  readonly projectId: string;
  readonly actorId: string;
  readonly draft: GraderDraft;
  /** So many votes instead of those of the draft, 1 … 9. */
  readonly votes?: number;
}): Promise<GraderVersionView> {
  const { projectId, actorId, draft, votes } = request;
  if (draft.name.toLowerCase() === RESERVED_NAME) {
    throw new AppError("invalid", `name: “${draft.name}” is the grader without a model. Choose another name.`);
  }
  const frozen = await freezeGraderDraft(projectId, draft);
  const definition = votes === undefined ? frozen : withVotes(frozen, votes);
  const versionId = await database.$transaction(async (transaction) => {
    await lockRunStart(transaction, projectId);
    const versions = await transaction.graderVersion.count({ where: { projectId } });
    const { id, number } = await ensureLlmVersion(transaction, { projectId, name: draft.name, definition });
    if ((await transaction.graderVersion.count({ where: { projectId } })) > versions) {
      await writeAuditEvent(transaction, {
        projectId,
        actorId,
        action: "grader.created",
        subjectId: id,
        detail: { grader: draft.name, version: number, votes: definition.scoring.votes.length },
      });
    }
    return id;
  });
  const view = await findGraderVersionView(projectId, versionId);
  if (view === null) throw new Error("The grader version that was made is gone.");
  return view;
}
