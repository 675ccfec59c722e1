import { writeAuditEvent } from "@/lib/db/audit-writes";
import { database } from "@/lib/db/client";
import { findEndpoint, type ListedEndpoint } from "@/lib/db/endpoint-reads";
import { type EndpointRowChange, isEndpointNameTaken, lockEndpoints, updateEndpoint } from "@/lib/db/endpoint-writes";
import { AppError } from "@/lib/kernel/app-error";
import type { EndpointChange, EndpointView } from "@/lib/queries/endpoint-contract";
import { keyColumns } from "@/lib/workflows/endpoint-key-columns";
import { microUsd } from "@/lib/workflows/micro-usd";
import { viewEndpoint } from "@/lib/workflows/view-endpoint";

/** Left out stays as it is; null takes a price away. */
function price(usd: number | null | undefined): bigint | null | undefined {
  return usd === undefined || usd === null ? usd : microUsd(usd);
}

function columnsOf(change: EndpointChange, endpoint: ListedEndpoint, now: Date): EndpointRowChange {
  const { key, archived, inputUsdPerMillionTokens, outputUsdPerMillionTokens, ...settings } = change;
  return {
    ...settings,
    ...(key === undefined ? {} : keyColumns(key, { projectId: endpoint.projectId, endpointId: endpoint.id })),
    ...(archived === undefined ? {} : { archivedAt: archived ? (endpoint.archivedAt ?? now) : null }),
    inputPriceMicroUsd: price(inputUsdPerMillionTokens),
    outputPriceMicroUsd: price(outputUsdPerMillionTokens),
  };
}

/**
 * Changes limits, prices, key or name, or archives an endpoint. Workers that call it follow within a second.
 * @throws AppError missing where there is none; conflict where the name is taken
 */
export async function changeEndpoint(request: {
  readonly projectId: string;
  readonly actorId: string;
  readonly endpointId: string;
  readonly change: EndpointChange;
  readonly now: Date;
}): Promise<EndpointView> {
  const { projectId, actorId, endpointId, change, now } = request;
  await database.$transaction(async (transaction) => {
    await lockEndpoints(transaction, projectId);
    const endpoint = await findEndpoint(projectId, endpointId);
    if (endpoint === null) throw new AppError("missing", "There is no such endpoint in this project.");
    const { name, key, ...settings } = change;
    if (name !== undefined && (await isEndpointNameTaken(transaction, projectId, name, endpointId))) {
      throw new AppError(
        "conflict",
        `name: This project has an endpoint called “${name}” already. Choose another name.`,
      );
    }
    await updateEndpoint(transaction, projectId, endpointId, columnsOf(change, endpoint, now));
    await writeAuditEvent(transaction, {
      projectId,
      actorId,
      action: "endpoint.changed",
      subjectId: endpointId,
      detail: {
        ...settings,
        ...(name === undefined ? {} : { name }),
        ...(key === undefined ? {} : { key: key.source }),
      },
    });
  });
  const changed = await findEndpoint(projectId, endpointId);
  if (changed === null) throw new AppError("missing", "There is no such endpoint in this project.");
  return viewEndpoint(changed, now);
}
