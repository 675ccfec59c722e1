import { handleProjectRequest } from "@/lib/auth/api-actor";
import { answerExport } from "@/lib/workflows/answer-export";
import { openExport } from "@/lib/workflows/open-export";

export const GET = handleProjectRequest<"exportId">("export.read", async ({ actor, request, params }) =>
  answerExport(
    request,
    await openExport(actor.project, params.exportId),
    new URL(request.url).searchParams.get("name"),
  ),
);
