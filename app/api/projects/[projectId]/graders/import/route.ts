import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { z } from "zod";
import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseInput } from "@/lib/auth/api-body";
import { findGraderVersionView } from "@/lib/db/grader-version-reads";
import { findImport } from "@/lib/db/import-reads";
import { importEvaluatedRows } from "@/lib/workflows/import-evaluated-rows";

const querySchema = z.object({
  id: z.guid({ error: "give the upload a new UUID as id." }),
  name: z.string({ error: "give the file's name." }).trim().min(1).max(255),
  grader: z.string().trim().min(1).max(60).nullable().default(null),
});
const lengthSchema = z.coerce.number().int().nonnegative().safe().nullable().catch(null);

/**
 * `?id=<uuid>&name=<file name>&grader=<name>`, the body is a file of evaluated rows: read as it comes, never held as a
 * whole. Without a name the grader is called as the file.
 */
export const POST = handleProjectRequest("grader.manage", async ({ actor, request }) => {
  const { id, name, grader } = parseInput(Object.fromEntries(new URL(request.url).searchParams), querySchema);
  const source = request.body === null ? Readable.from([]) : Readable.fromWeb(request.body as NodeReadableStream);
  const {
    graderVersionId,
    counts: _counts,
    ...sums
  } = await importEvaluatedRows({
    projectId: actor.project.id,
    actorId: actor.user.id,
    importId: id,
    fileName: name,
    bytesTotal: lengthSchema.parse(request.headers.get("content-length")),
    source,
    graderName: grader,
  });
  const [version, report] = await Promise.all([
    findGraderVersionView(actor.project.id, graderVersionId),
    findImport(actor.project.id, id),
  ]);
  return { version, import: report, ...sums };
});
