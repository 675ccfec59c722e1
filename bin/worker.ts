import { constants, setPriority } from "node:os";
import { endWithFailure } from "@/bin/report-failure";
import { AppError } from "@/lib/kernel/app-error";

const ending = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => ending.abort());

try {
  if (!process.env.DATABASE_URL) {
    throw new AppError(
      "invalid",
      "DATABASE_URL is not set. `npm run demo` and `npm start` bring their own worker; a worker on another machine needs the address of the same PostgreSQL server.",
    );
  }
  // Work in the background takes one processor of the database at a time: the others are the readers'.
  process.env.PGOPTIONS ??= "-c max_parallel_workers_per_gather=0";
  // Where both want the same processor, a reader's next item comes first.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const { runQueueWorker } = await import("@/lib/queue/run-worker");
  const { closeDatabase } = await import("@/lib/db/client");
  await runQueueWorker({ signal: ending.signal });
  await closeDatabase();
  process.exit(0);
} catch (error) {
  endWithFailure(error);
}
