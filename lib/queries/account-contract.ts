import { z } from "zod";
import { requestJson } from "@/lib/queries/request-json";

/** Makes this server's first account and project; refused once anybody can sign in. Sign in afterwards. */
export const setUpServer = (administrator: { name: string; email: string; password: string }) =>
  requestJson(z.object({ projectId: z.string() }), "/api/setup", { method: "POST", body: administrator });

/**
 * Accepts an invitation: with a name and password for a new account, with null as the signed-in owner of the address.
 * Sign in afterwards where `accountCreated`.
 */
export const acceptInvitation = (token: string, account: { name: string; password: string } | null) =>
  requestJson(z.object({ projectId: z.string(), email: z.string(), accountCreated: z.boolean() }), "/api/invitations", {
    method: "POST",
    body: { token, account },
  });
