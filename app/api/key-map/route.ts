import { handleSignedInRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { keyMapSchema } from "@/lib/queries/key-map-contract";
import { loadKeyMap } from "@/lib/workflows/load-key-map";
import { saveKeyMap } from "@/lib/workflows/save-key-map";

export const GET = handleSignedInRequest(({ user }) => loadKeyMap(user.id));

export const PUT = handleSignedInRequest(async ({ user, request }) =>
  saveKeyMap(user.id, await parseBody(request, keyMapSchema)),
);
