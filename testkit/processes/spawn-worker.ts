import { type Program, spawnProgram } from "@/testkit/processes/spawn-program";

/** A worker as `npm run worker` starts it, on the given database. */
export function spawnWorker(databaseUrl: string, environment: Readonly<Record<string, string>> = {}): Program {
  return spawnProgram("bin/worker.ts", [], { ...environment, DATABASE_URL: databaseUrl });
}
