import { database } from "@/lib/db/client";

/** An endpoint as the worker needs it: address, limits, prices and where its key is. */
export interface EndpointRow {
  readonly projectId: string;
  readonly id: string;
  readonly name: string;
  readonly baseUrl: string;
  readonly model: string;
  readonly keySource: "none" | "environment" | "stored";
  readonly keyVariable: string | null;
  readonly keyCiphertext: string | null;
  readonly structuredOutput: "json_schema" | "none";
  readonly tokenProbabilities: boolean;
  readonly timeoutMs: number;
  readonly concurrency: number;
  readonly requestsPerMinute: number | null;
  readonly tokensPerMinute: number | null;
  readonly inputPriceMicroUsd: bigint | null;
  readonly outputPriceMicroUsd: bigint | null;
  readonly createdAt: Date;
  readonly archivedAt: Date | null;
}

/** With until when it is left alone, and why. */
export interface ListedEndpoint extends EndpointRow {
  readonly heldUntil: Date | null;
  readonly heldReason: string | null;
}

export async function findEndpoint(projectId: string, endpointId: string): Promise<ListedEndpoint | null> {
  const found = await database.endpoint.findUnique({
    where: { projectId_id: { projectId, id: endpointId } },
    include: { meter: true },
  });
  return found === null ? null : flatten(found);
}

export async function findEndpointByName(projectId: string, name: string): Promise<ListedEndpoint | null> {
  const found = await database.endpoint.findUnique({
    where: { projectId_name: { projectId, name } },
    include: { meter: true },
  });
  return found === null ? null : flatten(found);
}

/** Archived ones too, in the order in which they were added. */
export async function listEndpoints(projectId: string): Promise<ListedEndpoint[]> {
  const found = await database.endpoint.findMany({
    where: { projectId },
    include: { meter: true },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return found.map(flatten);
}

function flatten<Row extends { meter: { heldUntil: Date | null; heldReason: string | null } | null }>({
  meter,
  ...row
}: Row): Omit<Row, "meter"> & { heldUntil: Date | null; heldReason: string | null } {
  return { ...row, heldUntil: meter?.heldUntil ?? null, heldReason: meter?.heldReason ?? null };
}
