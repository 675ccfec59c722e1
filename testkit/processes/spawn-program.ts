import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process of ours that runs on its own. */
export interface Program {
  readonly pid: number;
  /** What it printed last, on both of its outputs. */
  printed(): string;
  /** Waits until it has printed something that matches, and gives that; throws with what it printed where it ends before. */
  untilPrinted(pattern: RegExp): Promise<string>;
  /** The most memory it has held at once, MiB (Linux); null where the system does not tell. */
  peakMemoryMiB(): number | null;
  /** Sends the signal and waits until the process is gone. */
  end(signal?: "SIGTERM" | "SIGKILL"): Promise<void>;
}

interface HowToRun {
  readonly nodeOptions?: readonly string[];
  readonly runner?: "bin/with-packages.mjs" | "bin/bundled.mjs" | "node_modules/next/dist/bin/next";
}

/** Characters of its output that are kept. */
const KEPT = 1_000_000;

function readPeakMemory(pid: number): number | null {
  try {
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kib === undefined ? null : Number(kib) / 1024;
  } catch {
    return null;
  }
}

/** Starts an entry of the repository the way its npm script does. It ends when this process does. */
export function spawnProgram(
  entry: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  { nodeOptions = [], runner = "bin/with-packages.mjs" }: HowToRun = {},
): Program {
  const child = spawn(
    process.execPath,
    [...nodeOptions, "--import", "./bin/end-with-parent.mjs", runner, entry, ...args],
    { env: { ...process.env, LOG_LEVEL: "info", ...environment }, stdio: ["pipe", "pipe", "pipe"] },
  );
  const { pid } = child;
  if (pid === undefined) throw new Error(`${entry} could not be started.`);
  let printed = "";
  let isOver = false;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed = (printed + text).slice(-KEPT);
      tell();
    });
  }
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => {
      isOver = true;
      tell();
      resolve();
    });
  });
  return {
    pid,
    printed: () => printed,
    untilPrinted: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const [found] = pattern.exec(printed) ?? [];
          if (found === undefined && !isOver) return;
          listeners.delete(look);
          if (found === undefined) reject(new Error(`${entry} ended:\n${printed}`));
          else resolve(found);
        };
        listeners.add(look);
        look();
      }),
    peakMemoryMiB: () => readPeakMemory(pid),
    end: async (signal = "SIGTERM") => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await ended;
    },
  };
}
