import { createHash, randomBytes } from "node:crypto";

/** 256 bits: nobody finds an open invitation by trying. */
const TOKEN_BYTES = 32;

/** A new token for an invitation's link. It is shown once; the database keeps {@link hashInvitationToken} of it. */
export function makeInvitationToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
}

/** SHA-256, hex. A plain hash is enough for 256 random bits: there is nothing to guess. */
export function hashInvitationToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
