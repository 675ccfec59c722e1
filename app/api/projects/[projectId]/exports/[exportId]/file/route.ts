import { handleProjectRequest } from "@/lib/auth/api-actor";
import { answerFile } from "@/lib/workflows/answer-file";
import { openExport } from "@/lib/workflows/open-export";

export const GET = handleProjectRequest<"exportId">("export.read", async ({ actor, request, params }) => {
  const built = await openExport(actor.project, params.exportId);
  return answerFile(request, { ...built, contentType: "application/x-ndjson; charset=utf-8" });
});
