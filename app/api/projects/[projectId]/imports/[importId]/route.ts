import { handleProjectRequest } from "@/lib/auth/api-actor";
import { findImport } from "@/lib/db/import-reads";
import { AppError } from "@/lib/kernel/app-error";

export const GET = handleProjectRequest<"importId">("trajectory.import", async ({ actor, params }) => {
  const view = await findImport(actor.project.id, params.importId);
  if (view === null) throw new AppError("missing", "There is no such import in this project.");
  return view;
});
