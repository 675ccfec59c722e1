import { database } from "@/lib/db/client";
import { endDraftCheck, findImportDraft, listLostChecks } from "@/lib/db/import-draft-writes";
import { enqueue } from "@/lib/queue/enqueue";
import type { JobHandler } from "@/lib/queue/job-handler";

const CHECK_BROKE = "The check broke off. The files are kept; check them again.";

export const checkImportHandler: JobHandler<"check-import"> = {
  async handle({ projectId, importId }, { isLastAttempt, signal }) {
    try {
      const { checkImport } = await import("@/lib/workflows/check-import");
      await checkImport(projectId, importId, signal);
    } catch (error) {
      const draft = isLastAttempt && !signal.aborted ? await findImportDraft(projectId, importId) : null;
      const options = draft?.options ?? null;
      if (options !== null) await endDraftCheck(projectId, importId, options, { failure: CHECK_BROKE });
      throw error;
    }
  },

  async sweep() {
    const lost = await listLostChecks();
    for (const payload of lost) {
      await database.$transaction((transaction) => enqueue(transaction, "check-import", [payload]));
    }
    return lost.length;
  },
};
