import { z } from "zod";
import { membersSchema } from "@/lib/queries/project-contract";
import { requestJson } from "@/lib/queries/request-json";

/** Takes an open invitation back: its link stops working. */
export const withdrawInvitation = (projectId: string, invitationId: string) =>
  requestJson(membersSchema, `/api/projects/${projectId}/members/invitations/${invitationId}`, {
    method: "DELETE",
    body: {},
  });

/** `account` is null where the address has one already and its owner is signed in. */
export const acceptInvitation = (token: string, account: { name: string; password: string } | null) =>
  requestJson(z.object({ projectId: z.string(), email: z.string(), accountCreated: z.boolean() }), "/api/invitations", {
    method: "POST",
    body: { token, account },
  });

/** The first start: makes the administrator of this server and a first project. */
export const setUpServer = (administrator: { name: string; email: string; password: string }) =>
  requestJson(z.object({ projectId: z.string() }), "/api/setup", { method: "POST", body: administrator });
