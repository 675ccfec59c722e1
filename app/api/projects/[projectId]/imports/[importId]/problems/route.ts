import { Readable } from "node:stream";
import { handleProjectRequest } from "@/lib/auth/api-actor";
import { writeProblems } from "@/lib/workflows/write-problems";

/** Every problem of an import, or of files that wait to be imported, as CSV. */
export const GET = handleProjectRequest<"importId">(
  "trajectory.import",
  async ({ actor, params }) =>
    new Response(Readable.toWeb(Readable.from(writeProblems(actor.project.id, params.importId))) as ReadableStream, {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": 'attachment; filename="problems.csv"',
        "cache-control": "no-store",
      },
    }),
);
