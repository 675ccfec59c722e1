import { z } from "zod";
import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { changeProject } from "@/lib/workflows/change-project";

const bodySchema = z.strictObject({ sensitive: z.boolean() });

export const PATCH = handleProjectRequest("project.manage", async ({ actor, request }) => {
  const { sensitive } = await parseBody(request, bodySchema);
  await changeProject({ projectId: actor.project.id, actorId: actor.user.id, sensitive });
  return { sensitive };
});
