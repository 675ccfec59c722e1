import { spawn, spawnSync } from "node:child_process";
import { chownSync, statSync } from "node:fs";
import path from "node:path";
import { AppError } from "@/lib/kernel/app-error";

interface Account {
  /** Put before the command. */
  readonly prefix: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
}

/** `nobody` on the systems where the fallback is used. */
const NOBODY = 65_534;

let rootAccount: Account | null = null;

/**
 * PostgreSQL refuses to run as root. A user namespace lets it believe that it doesn't, and needs no user of the machine
 * and no folder that others may enter (a private clone stays private). Where namespaces are forbidden, `nobody` runs it,
 * if the folders let that user in.
 */
function accountFor(folders: readonly string[]): Account {
  if (process.getuid?.() !== 0) return { prefix: [] };
  if (rootAccount !== null) return rootAccount;
  const namespace = ["unshare", "--user", "--map-user=1000", "--map-group=1000"];
  if (spawnSync(namespace[0] ?? "", [...namespace.slice(1), "true"]).status === 0) {
    rootAccount = { prefix: namespace };
    return rootAccount;
  }
  for (const folder of folders) {
    for (let at = folder; at !== path.dirname(at); at = path.dirname(at)) {
      if ((statSync(at).mode & 0o001) === 0 && at !== folder) {
        throw new AppError(
          "unavailable",
          `PostgreSQL does not run as root, this machine allows no user namespaces, and other users may not enter ${at}. Start Second Opinion as an ordinary user, choose another SECOND_OPINION_DATA_DIR, or set DATABASE_URL.`,
        );
      }
    }
  }
  return { prefix: [], uid: NOBODY, gid: NOBODY };
}

/**
 * Runs a PostgreSQL program to its end and returns what it printed; throws with that text where it fails.
 * `owned` folders are handed to the account that runs it.
 */
export async function runAsPostgres(
  program: string,
  args: readonly string[],
  owned: readonly string[],
): Promise<string> {
  const account = accountFor([path.dirname(program), ...owned]);
  if (account.uid !== undefined && account.gid !== undefined) {
    for (const folder of owned) chownSync(folder, account.uid, account.gid);
  }
  const [command = program, ...rest] = [...account.prefix, program, ...args];
  // A daemon that pg_ctl leaves behind inherits the pipes, so the end is taken from `exit`, not from the pipes' end.
  const child = spawn(command, rest, {
    stdio: ["ignore", "pipe", "pipe"],
    uid: account.uid,
    gid: account.gid,
    env: { ...process.env, LC_ALL: "C", TZ: "UTC" },
  });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (status) => resolve(status ?? 1));
  });
  child.stdout.destroy();
  child.stderr.destroy();
  if (code !== 0) throw new PostgresProgramError(path.basename(program), printed.trim());
  return printed;
}

/** A PostgreSQL program ended with a failure; `printed` is what it said. */
export class PostgresProgramError extends Error {
  readonly printed: string;

  constructor(program: string, printed: string) {
    super(`${program} failed: ${printed}`);
    this.name = "PostgresProgramError";
    this.printed = printed;
  }
}
