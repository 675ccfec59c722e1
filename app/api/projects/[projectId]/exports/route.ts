import { z } from "zod";
import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { listExports } from "@/lib/db/export-reads";
import { startExport } from "@/lib/workflows/start-export";

const bodySchema = z.object({ kind: z.enum(["training", "reward"]), graderVersionId: z.guid().optional() });

export const GET = handleProjectRequest("export.read", async ({ actor }) => ({
  exports: await listExports(actor.project.id),
}));

export const POST = handleProjectRequest("export.build", async ({ actor, request }) =>
  startExport({ projectId: actor.project.id, actorId: actor.user.id, ...(await parseBody(request, bodySchema)) }),
);
