import { database } from "@/lib/db/client";

export type RunState = "running" | "paused" | "finished" | "canceled";

/** Null where there is no such run. */
export async function findRunState(projectId: string, runId: string): Promise<RunState | null> {
  const run = await database.gradingRun.findUnique({
    where: { projectId_id: { projectId, id: runId } },
    select: { state: true },
  });
  return run?.state ?? null;
}
