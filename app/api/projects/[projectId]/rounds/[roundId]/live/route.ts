import { handleProjectRequest } from "@/lib/auth/api-actor";
import { findRoundMark } from "@/lib/db/round-live-reads";
import { AppError } from "@/lib/kernel/app-error";
import { loadRoundLive } from "@/lib/workflows/load-round-live";

/** Asked again with the ETag of before, an unchanged round costs one narrow query. */
export const GET = handleProjectRequest<"roundId">("round.read", async ({ actor, request, params }) => {
  const subject = { projectId: actor.project.id, roundId: params.roundId };
  const mark = await findRoundMark(subject.projectId, subject.roundId);
  if (mark === null) throw new AppError("missing", "This project has no such round.");
  const headers = { etag: `"${mark}"`, "cache-control": "private, no-cache" };
  if (request.headers.get("if-none-match") === headers.etag) return new Response(null, { status: 304, headers });
  return Response.json(await loadRoundLive(subject), { headers });
});
