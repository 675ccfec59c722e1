import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { newEndpointSchema } from "@/lib/queries/endpoint-contract";
import { createEndpoint } from "@/lib/workflows/create-endpoint";
import { listEndpoints } from "@/lib/workflows/list-endpoints";

export const GET = handleProjectRequest("grading.read", async ({ actor }) => ({
  endpoints: await listEndpoints(actor.project.id, new Date()),
}));

export const POST = handleProjectRequest("endpoint.manage", async ({ actor, request }) =>
  createEndpoint({
    projectId: actor.project.id,
    actorId: actor.user.id,
    endpoint: await parseBody(request, newEndpointSchema),
  }),
);
