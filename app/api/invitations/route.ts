import { z } from "zod";
import { passwordSchema, personNameSchema } from "@/lib/auth/account-input";
import { handlePublicRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { acceptInvitation } from "@/lib/workflows/accept-invitation";

const acceptSchema = z.object({
  token: z.string().min(1).max(200),
  account: z.object({ name: personNameSchema, password: passwordSchema }).nullable(),
});

/** Accepts an invitation. */
export const POST = handlePublicRequest(async ({ user, request }) => {
  const { token, account } = await parseBody(request, acceptSchema);
  return acceptInvitation({ token, account, signedIn: user, now: new Date() });
});
