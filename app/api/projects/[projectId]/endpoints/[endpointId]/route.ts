import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { endpointChangeSchema } from "@/lib/queries/endpoint-contract";
import { changeEndpoint } from "@/lib/workflows/change-endpoint";

export const PATCH = handleProjectRequest<"endpointId">("endpoint.manage", async ({ actor, request, params }) =>
  changeEndpoint({
    projectId: actor.project.id,
    actorId: actor.user.id,
    endpointId: params.endpointId,
    change: await parseBody(request, endpointChangeSchema),
    now: new Date(),
  }),
);
