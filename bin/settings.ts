import { type Env, readEnv } from "@/lib/env";

/**
 * The environment as it stands now. Commands put DATABASE_URL and the secret into it while they start, so they must not
 * use `env()`, which keeps its first answer.
 */
export function readSettings(): Env {
  return readEnv(process.env, process.cwd());
}
