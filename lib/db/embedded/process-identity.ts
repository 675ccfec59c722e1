import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * A process as pid and start time, so that a pid used again by another program is not taken for the first.
 * Null where no such process runs.
 */
export function processIdentity(pid: number): string | null {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return null;
  }
  if (process.platform === "linux") {
    try {
      // Field 22 of /proc/pid/stat; the second field may hold blanks and parentheses, so count from its end.
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ");
      if (fields[0] === "Z") return null;
      return `${pid}-${fields[19]}`;
    } catch {
      return null;
    }
  }
  if (process.platform === "win32") return `${pid}`;
  try {
    return `${pid}-${execFileSync("ps", ["-o", "lstart=", "-p", `${pid}`], { encoding: "utf8" }).trim()}`;
  } catch {
    return null;
  }
}
