import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { processIdentity } from "@/lib/db/embedded/process-identity";
import { AppError } from "@/lib/kernel/app-error";

interface RunningServer {
  readonly identity: string;
  readonly url: string;
}

/**
 * Claims a data folder for this server process, so that two starts don't share it; returns how to give it back.
 * A claim whose process no longer runs is taken over.
 */
export function claimDataFolder(dataDirectory: string, url: string): () => void {
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const file = path.join(dataDirectory, "server.json");
  const claim: RunningServer = { identity: processIdentity(process.pid) ?? `${process.pid}`, url };
  for (let attempt = 0; ; attempt += 1) {
    try {
      writeFileSync(file, JSON.stringify(claim), { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt > 1) throw error;
    }
    const other = readClaim(file);
    if (other !== null && processIdentity(Number.parseInt(other.identity, 10)) === other.identity) {
      throw new AppError(
        "conflict",
        `Second Opinion already runs from ${dataDirectory} at ${other.url} (process ${Number.parseInt(other.identity, 10)}). Use that one, stop it first, or choose another SECOND_OPINION_DATA_DIR.`,
      );
    }
    rmSync(file, { force: true });
  }
}

function readClaim(file: string): RunningServer | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as RunningServer;
  } catch {
    return null;
  }
}
