import { database } from "@/lib/db/client";

/** How many calls at a time each of these endpoints allows, over all workers. */
export async function readEndpointConcurrency(
  endpointIds: readonly string[],
): Promise<{ readonly id: string; readonly calls: number }[]> {
  const rows = await database.endpoint.findMany({
    where: { id: { in: [...endpointIds] } },
    select: { id: true, concurrency: true },
  });
  return rows.map(({ id, concurrency }) => ({ id, calls: concurrency }));
}
