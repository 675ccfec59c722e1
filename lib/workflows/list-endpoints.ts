import { listEndpoints as readEndpoints } from "@/lib/db/endpoint-reads";
import type { EndpointView } from "@/lib/queries/endpoint-contract";
import { viewEndpoint } from "@/lib/workflows/view-endpoint";

/** The project's endpoints in the order in which they were added, archived ones too. */
export async function listEndpoints(projectId: string, now: Date): Promise<EndpointView[]> {
  return (await readEndpoints(projectId)).map((endpoint) => viewEndpoint(endpoint, now));
}
