import { handleProjectRequest } from "@/lib/auth/api-actor";
import { streamRuns } from "@/lib/workflows/stream-runs";

export const dynamic = "force-dynamic";

export const GET = handleProjectRequest("grading.read", async ({ actor, request }) => {
  return new Response(streamRuns(actor.project.id, request.signal), {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      // A proxy that collects or packs the stream would hold events back.
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
});
