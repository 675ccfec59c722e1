import pino from "pino";
import { env } from "@/lib/env";

let logger: pino.Logger | null = null;

/**
 * The process's log: one structured line an event, on standard error, so that the last line of a command's standard
 * output stays its result. Write ids, counts and durations; never dialogue text, clinicians' notes or answers of a model.
 */
export function log(): pino.Logger {
  logger ??= pino({ level: env().logLevel, base: { pid: process.pid } }, pino.destination({ fd: 2, sync: true }));
  return logger;
}

type DescribedError = {
  readonly name: string;
  readonly code?: string;
  readonly message?: string;
  readonly frames: readonly string[];
  readonly cause?: DescribedError;
};

const MAX_CAUSES = 4;
const MAX_FRAMES = 12;

/**
 * What may be logged of an unexpected error: its name, code and place. Its message is left out below the level debug,
 * because messages of parsers and of the database client quote their input, which here is what patients said.
 */
export function describeError(error: unknown, withMessage: boolean, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { name: typeof error, frames: [] };
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const frames = (error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, MAX_FRAMES)
    .map((line) => line.trim());
  return {
    name: error.name,
    ...(code === undefined ? {} : { code }),
    ...(withMessage ? { message: error.message } : {}),
    frames,
    ...(error.cause === undefined || depth >= MAX_CAUSES
      ? {}
      : { cause: describeError(error.cause, withMessage, depth + 1) }),
  };
}

/** Logs an unexpected error under an id that the person sees too. */
export function logUnexpected(fields: Readonly<Record<string, unknown>>, error: unknown, event: string): void {
  const logger = log();
  logger.error({ ...fields, error: describeError(error, logger.isLevelEnabled("debug")) }, event);
}
