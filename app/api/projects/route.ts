import { z } from "zod";
import { handleSignedInRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { AppError } from "@/lib/kernel/app-error";
import { createProject } from "@/lib/workflows/create-project";

export const POST = handleSignedInRequest(async ({ user, request }) => {
  if (!user.isOperator) {
    throw new AppError("forbidden", "Only the operator of this server makes projects. Ask them for one.");
  }
  const { name } = await parseBody(request, z.object({ name: z.string() }));
  const { id } = await createProject({ name, actorId: user.id, administratorId: user.id });
  return { id };
});
