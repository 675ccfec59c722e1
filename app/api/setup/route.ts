import { accountInputSchema } from "@/lib/auth/account-input";
import { handlePublicRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { setUpServer } from "@/lib/workflows/set-up-server";

export const POST = handlePublicRequest(async ({ request }) => {
  const { projectId } = await setUpServer(await parseBody(request, accountInputSchema));
  return { projectId };
});
