import { handleProjectRequest } from "@/lib/auth/api-actor";
import { testEndpoint } from "@/lib/workflows/test-endpoint";

/** One small real call, and what came back. */
export const POST = handleProjectRequest<"endpointId">("endpoint.manage", ({ actor, request, params }) =>
  testEndpoint({
    projectId: actor.project.id,
    actorId: actor.user.id,
    endpointId: params.endpointId,
    signal: request.signal,
  }),
);
