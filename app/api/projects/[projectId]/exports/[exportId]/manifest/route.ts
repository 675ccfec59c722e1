import { handleProjectRequest } from "@/lib/auth/api-actor";
import { readExportManifest } from "@/lib/workflows/open-export";

export const GET = handleProjectRequest<"exportId">("export.read", async ({ actor, params }) => {
  const { text, fileName } = await readExportManifest(actor.project, params.exportId);
  return new Response(text, {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-disposition": `attachment; filename="${fileName}"`,
    },
  });
});
