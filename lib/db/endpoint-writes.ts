import type { Transaction } from "@/lib/db/client";
import type { EndpointRow } from "@/lib/db/endpoint-reads";

export type NewEndpointRow = Omit<EndpointRow, "createdAt" | "archivedAt">;

/** False where the project has an endpoint of that name. */
export async function insertEndpoint(transaction: Transaction, endpoint: NewEndpointRow): Promise<boolean> {
  const { count } = await transaction.endpoint.createMany({ data: [endpoint], skipDuplicates: true });
  return count === 1;
}

/** Everything but address and model, which grader versions rest on. */
export type EndpointRowChange = Partial<Omit<EndpointRow, "projectId" | "id" | "baseUrl" | "model" | "createdAt">>;

export async function updateEndpoint(
  transaction: Transaction,
  projectId: string,
  endpointId: string,
  change: EndpointRowChange,
): Promise<void> {
  await transaction.endpoint.update({ where: { projectId_id: { projectId, id: endpointId } }, data: change });
}

/** Holds the project's endpoints, so that two changes at once can't give two of them one name. */
export async function lockEndpoints(transaction: Transaction, projectId: string): Promise<void> {
  await transaction.$queryRaw`SELECT id FROM projects WHERE id = ${projectId}::uuid FOR NO KEY UPDATE`;
}

/** Whether another endpoint of the project has this name. */
export async function isEndpointNameTaken(
  transaction: Transaction,
  projectId: string,
  name: string,
  exceptId: string,
): Promise<boolean> {
  const other = await transaction.endpoint.findFirst({
    where: { projectId, name, NOT: { id: exceptId } },
    select: { id: true },
  });
  return other !== null;
}
