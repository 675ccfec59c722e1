import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

/** A process of ours that runs on its own. */
export interface Program {
  readonly pid: number;
  /** What it printed on standard error so far. */
  complaints(): string;
  /** The most memory it has held at once, MiB (Linux); null where the system does not tell. */
  peakMemoryMiB(): number | null;
  /** The next line it prints; throws with its complaints where it ends before. */
  nextLine(): Promise<string>;
  /** Lets go of what it prints from now on, so that it can print for ever. */
  ignoreLines(): void;
  /** Sends the signal and waits until the process is gone. */
  end(signal?: "SIGTERM" | "SIGKILL"): Promise<void>;
}

function readPeakMemory(pid: number): number | null {
  try {
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kib === undefined ? null : Number(kib) / 1024;
  } catch {
    return null;
  }
}

/** Starts an entry of the repository the way its npm script does, without looking whether packages are installed. */
export function spawnProgram(
  entry: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Program {
  // It ends when its standard input does: a test that is killed leaves nothing behind.
  const child: ChildProcess = spawn(
    process.execPath,
    ["--import", "./bin/end-with-parent.mjs", "bin/with-packages.mjs", entry, ...args],
    { env: { ...process.env, LOG_LEVEL: "warn", ...environment }, stdio: ["pipe", "pipe", "pipe"] },
  );
  const { stdout, stderr, pid } = child;
  if (stdout === null || stderr === null || pid === undefined) throw new Error(`${entry} could not be started.`);
  const ended = once(child, "exit");
  let printed = "";
  stderr.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  const reader = createInterface(stdout);
  const lines = reader[Symbol.asyncIterator]();
  return {
    pid,
    complaints: () => printed,
    peakMemoryMiB: () => readPeakMemory(pid),
    nextLine: async () => {
      const line = await lines.next();
      if (line.done === true) throw new Error(`${entry} ended:\n${printed}`);
      return line.value;
    },
    ignoreLines: () => {
      reader.close();
      stdout.resume();
    },
    end: async (signal = "SIGTERM") => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await ended;
    },
  };
}
