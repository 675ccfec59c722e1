import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readSettings } from "@/bin/settings";

/**
 * The secret that signs sessions and encrypts stored keys: the environment's, else the one kept in the data folder.
 * @param mayMake makes one where there is none; on a database that other machines share theirs would be another one
 */
export function keepSecret(dataDirectory: string, mayMake: boolean): string | null {
  const given = readSettings().secret;
  if (given !== null) return given;
  const file = path.join(dataDirectory, "secret");
  if (!existsSync(file)) {
    if (!mayMake) return null;
    writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600 });
  }
  return readFileSync(file, "utf8").trim();
}
