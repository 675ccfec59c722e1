import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { z } from "zod";
import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseInput } from "@/lib/auth/api-body";
import { findImport, listImports } from "@/lib/db/import-reads";
import { AppError } from "@/lib/kernel/app-error";
import { importFile } from "@/lib/workflows/import-file";

const querySchema = z.object({
  id: z.guid({ error: "give the upload a new UUID as id." }),
  name: z.string({ error: "give the file's name." }).trim().min(1).max(255),
});
const lengthSchema = z.coerce.number().int().nonnegative().safe().nullable().catch(null);

export const GET = handleProjectRequest("trajectory.import", async ({ actor }) => ({
  imports: await listImports(actor.project.id),
}));

/**
 * `?id=<uuid>&name=<file name>`, the body is the file: read as it comes, never held as a whole. Dialogues or evaluated
 * rows, as its first line says.
 */
export const POST = handleProjectRequest("trajectory.import", async ({ actor, request }) => {
  const { id, name } = parseInput(Object.fromEntries(new URL(request.url).searchParams), querySchema);
  // A file of no bytes comes without a body; the import says that it is empty.
  const source = request.body === null ? Readable.from([]) : Readable.fromWeb(request.body as NodeReadableStream);
  await importFile({
    projectId: actor.project.id,
    actorId: actor.user.id,
    importId: id,
    fileName: name,
    bytesTotal: lengthSchema.parse(request.headers.get("content-length")),
    source,
  });
  const view = await findImport(actor.project.id, id);
  if (view === null) throw new AppError("missing", "The import is not there any more.");
  return view;
});
