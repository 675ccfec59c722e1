import { randomUUID } from "node:crypto";
import { parseInput } from "@/lib/auth/api-body";
import { writeAuditEvent } from "@/lib/db/audit-writes";
import { database } from "@/lib/db/client";
import { findEndpoint } from "@/lib/db/endpoint-reads";
import { insertEndpoint } from "@/lib/db/endpoint-writes";
import { env } from "@/lib/env";
import { AppError } from "@/lib/kernel/app-error";
import { checkBaseUrl } from "@/lib/llm/check-base-url";
import { type EndpointView, type NewEndpointInput, newEndpointSchema } from "@/lib/queries/endpoint-contract";
import { keyColumns } from "@/lib/workflows/endpoint-key-columns";
import { microUsd } from "@/lib/workflows/micro-usd";
import { viewEndpoint } from "@/lib/workflows/view-endpoint";

/**
 * Registers an endpoint. Nothing is called yet.
 * @throws AppError invalid for an address that may not be called; conflict where the name is taken
 */
export async function createEndpoint(request: {
  readonly projectId: string;
  readonly actorId: string;
  readonly endpoint: NewEndpointInput;
}): Promise<EndpointView> {
  const { projectId, actorId } = request;
  const { key, inputUsdPerMillionTokens, outputUsdPerMillionTokens, baseUrl, ...settings } = parseInput(
    request.endpoint,
    newEndpointSchema,
  );
  const id = randomUUID();
  const place = { ...settings, baseUrl: checkBaseUrl(baseUrl, env().endpointHosts) };
  const row = {
    ...place,
    projectId,
    id,
    ...keyColumns(key, { projectId, endpointId: id }),
    inputPriceMicroUsd: inputUsdPerMillionTokens === null ? null : microUsd(inputUsdPerMillionTokens),
    outputPriceMicroUsd: outputUsdPerMillionTokens === null ? null : microUsd(outputUsdPerMillionTokens),
  };
  await database.$transaction(async (transaction) => {
    if (!(await insertEndpoint(transaction, row))) {
      throw new AppError(
        "conflict",
        `name: This project has an endpoint called “${row.name}” already. Choose another name.`,
      );
    }
    await writeAuditEvent(transaction, {
      projectId,
      actorId,
      action: "endpoint.added",
      subjectId: id,
      detail: { ...place, key: key.source },
    });
  });
  const added = await findEndpoint(projectId, id);
  if (added === null) throw new AppError("missing", "The endpoint was removed meanwhile.");
  return viewEndpoint(added, new Date());
}
