import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";

/** A child that ends this often within {@link WINDOW_MS} is broken, not unlucky. */
const MOST_RESTARTS = 5;
const WINDOW_MS = 60_000;
/** After this a child that was asked to end is killed, ms; the whole stop has 20 s. */
const GRACE_MS = 8_000;

export interface Supervised {
  /** Asks the child to end and waits for it. */
  stop(): Promise<void>;
}

/**
 * Keeps one child process running: started again when it ends by itself, up to a limit. It has a process group of its
 * own, so that Ctrl-C reaches only the starter, which ends things in order; and it ends by itself when the starter dies.
 */
export function supervise(
  name: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  onGiveUp: (reason: string) => void,
): Supervised {
  let child: ChildProcess | null = null;
  let stopping = false;
  let starts: number[] = [];

  const launch = (): void => {
    starts = [...starts.filter((at) => Date.now() - at < WINDOW_MS), Date.now()];
    const preload = path.join(process.cwd(), "bin", "end-with-parent.mjs");
    const started = spawn(process.execPath, ["--import", preload, ...args], {
      stdio: ["pipe", "inherit", "inherit"],
      detached: process.platform !== "win32",
      env: environment,
    });
    child = started;
    started.once("exit", (code, signal) => {
      child = null;
      if (stopping) return;
      if (starts.length > MOST_RESTARTS) {
        onGiveUp(
          `The ${name} process ended ${starts.length} times within a minute (last: ${signal ?? `code ${code}`}).`,
        );
        return;
      }
      process.stderr.write(`The ${name} process ended (${signal ?? `code ${code}`}); starting it again.\n`);
      launch();
    });
  };
  launch();

  return {
    stop: async () => {
      stopping = true;
      const running = child;
      if (running === null || running.exitCode !== null) return;
      const ended = new Promise<void>((resolve) => running.once("exit", () => resolve()));
      running.kill("SIGTERM");
      const timer = setTimeout(() => running.kill("SIGKILL"), GRACE_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}
