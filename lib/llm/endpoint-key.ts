import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { endpointKeyFromEnvironment, env } from "@/lib/env";
import { AppError } from "@/lib/kernel/app-error";

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

/** Binds a stored key to its endpoint: copied to another row, say one with a stranger's address, it can't be read. */
interface KeyPlace {
  readonly projectId: string;
  readonly endpointId: string;
}

/** A key of its own for this purpose, so that session cookies and stored keys never share one. */
function deriveKey(secret: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", "second-opinion endpoint keys 1", 32));
}

const placeOf = ({ projectId, endpointId }: KeyPlace) => Buffer.from(`${projectId}/${endpointId}`);

/**
 * Encrypts an endpoint's key for the database: base64 of version, nonce, tag and AES-256-GCM ciphertext.
 * @throws AppError unavailable where the server has no secret
 */
export function sealEndpointKey(key: string, place: KeyPlace): string {
  const { secret } = env();
  if (secret === null) {
    throw new AppError("unavailable", "Keys can't be stored: SECOND_OPINION_SECRET is not set for this process.");
  }
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", deriveKey(secret), nonce).setAAD(placeOf(place));
  const ciphertext = Buffer.concat([cipher.update(key, "utf8"), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), ciphertext]).toString("base64");
}

/** Null where it can't be read: another secret, another endpoint, or bytes that were changed. */
export function openEndpointKey(sealed: string, place: KeyPlace): string | null {
  const { secret } = env();
  const bytes = Buffer.from(sealed, "base64");
  if (secret === null || bytes.length <= HEAD_BYTES || bytes[0] !== VERSION) return null;
  const decipher = createDecipheriv("aes-256-gcm", deriveKey(secret), bytes.subarray(1, 1 + NONCE_BYTES))
    .setAAD(placeOf(place))
    .setAuthTag(bytes.subarray(1 + NONCE_BYTES, HEAD_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(HEAD_BYTES)), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}

/** Where an endpoint's key is, as its row says. */
export interface KeySource {
  readonly projectId: string;
  readonly id: string;
  readonly keySource: "none" | "environment" | "stored";
  readonly keyVariable: string | null;
  readonly keyCiphertext: string | null;
}

export type FoundKey =
  | { readonly ok: true; readonly key: string | null }
  /** `reason` is for the person: what is missing and where to put it. */
  | { readonly ok: false; readonly reason: string };

/** The key itself, for the call alone. `key` is null where the endpoint asks for none. */
export function findEndpointKey(source: KeySource): FoundKey {
  if (source.keySource === "none") return { ok: true, key: null };
  if (source.keySource === "environment") {
    const key = endpointKeyFromEnvironment(source.keyVariable ?? "");
    if (key !== null) return { ok: true, key };
    return {
      ok: false,
      reason: `The endpoint's key is not there: set ${source.keyVariable} in the environment of every web and worker process.`,
    };
  }
  const key = openEndpointKey(source.keyCiphertext ?? "", { projectId: source.projectId, endpointId: source.id });
  if (key !== null) return { ok: true, key };
  return {
    ok: false,
    reason:
      "The endpoint's stored key can't be read: SECOND_OPINION_SECRET is not the one it was stored under. Give every process the same secret, or enter the key again.",
  };
}
