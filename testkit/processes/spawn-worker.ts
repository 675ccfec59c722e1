import { WORKER_NODE_OPTIONS } from "@/bin/node-options";
import { type Program, spawnProgram } from "@/testkit/processes/spawn-program";

/** A worker as `npm run worker` starts it, on the given database; given once it takes jobs. */
export async function spawnWorker(
  databaseUrl: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const worker = spawnProgram(
    "bin/worker.ts",
    [],
    { ...environment, DATABASE_URL: databaseUrl },
    { nodeOptions: WORKER_NODE_OPTIONS, runner: "bin/bundled.mjs" },
  );
  await worker.untilPrinted(/worker started/);
  return worker;
}
