import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { listExports } from "@/lib/db/export-reads";
import { startExportSchema } from "@/lib/queries/pipeline-contract";
import { startExport } from "@/lib/workflows/start-export";

export const GET = handleProjectRequest("export.read", async ({ actor }) => ({
  exports: await listExports(actor.project.id),
}));

export const POST = handleProjectRequest("export.build", async ({ actor, request }) =>
  startExport({
    projectId: actor.project.id,
    actorId: actor.user.id,
    ...(await parseBody(request, startExportSchema)),
  }),
);
