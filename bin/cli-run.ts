import { keepSecret } from "@/bin/keep-secret";
import { prepareDatabase } from "@/bin/prepare-database";
import { exitCodeFor, explain } from "@/bin/report-failure";
import { readSettings } from "@/bin/settings";

/** How often progress is told to a program or a log, ms; a terminal line is rewritten as often. */
const PROGRESS_MS = 250;

export interface CommandOutput {
  /** The result: one object as the last line with `--json`, else the sentences. */
  finish(result: unknown, sentences: readonly string[]): void;
  /** A line of progress on standard error; too frequent ones are dropped. */
  progress(line: string): void;
}

function createOutput(json: boolean): CommandOutput {
  let last = 0;
  let open = false;
  const terminal = process.stderr.isTTY === true;
  return {
    progress: (line) => {
      if (Date.now() - last < PROGRESS_MS) return;
      last = Date.now();
      process.stderr.write(terminal ? `\r\x1b[K${line}` : `${line}\n`);
      open = terminal;
    },
    finish: (result, sentences) => {
      if (open) process.stderr.write("\r\x1b[K");
      process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${sentences.join("\n")}\n`);
    },
  };
}

/** Runs one command on the prepared database, lets go of it and ends the process with the right exit code. */
export async function runOnDatabase(
  options: { json?: boolean },
  work: (output: CommandOutput) => Promise<void>,
): Promise<void> {
  let code = 0;
  let leave: () => Promise<void> = async () => undefined;
  // Standard error carries progress; the events of a worker would drown it.
  process.env.LOG_LEVEL ??= "warn";
  try {
    const { dataDirectory, databaseUrl } = readSettings();
    leave = (await prepareDatabase(dataDirectory)).leave;
    // Stored keys of endpoints are under it.
    const secret = keepSecret(dataDirectory, databaseUrl === null);
    if (secret !== null) process.env.SECOND_OPINION_SECRET = secret;
    // An interrupted command must still let go of the embedded server; the database undoes what was not committed.
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => void leave().finally(() => process.exit(signal === "SIGINT" ? 130 : 143)));
    }
    await work(createOutput(options.json === true));
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    code = exitCodeFor(error);
  }
  const { closeDatabase } = await import("@/lib/db/client");
  await closeDatabase().catch(() => undefined);
  await leave();
  process.exit(code);
}
