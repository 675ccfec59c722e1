import { AppError } from "@/lib/kernel/app-error";

/** 2 where the input is at fault, 1 for everything else. */
export function exitCodeFor(error: unknown): number {
  return error instanceof AppError && error.kind === "invalid" ? 2 : 1;
}

/** What went wrong in one sentence; the whole story only for what nobody foresaw. */
export function explain(error: unknown): string {
  if (error instanceof AppError) return error.message;
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === "ENOSPC") return "The disk is full. Free some space and try again; what was saved is kept.";
  if (code === "ENOENT" || code === "EACCES" || code === "EISDIR") {
    const file = (error as NodeJS.ErrnoException).path ?? "a file";
    const what = { ENOENT: "does not exist", EACCES: "can't be read or written by this user", EISDIR: "is a folder" }[
      code
    ];
    return `${file} ${what}.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Prints the failure on standard error and ends with its exit code. */
export function endWithFailure(error: unknown): never {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(exitCodeFor(error));
}
