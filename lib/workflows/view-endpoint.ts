import type { ListedEndpoint } from "@/lib/db/endpoint-reads";
import { findEndpointKey } from "@/lib/llm/endpoint-key";
import type { EndpointView } from "@/lib/queries/endpoint-contract";

const MICRO = 1_000_000;

const dollars = (micro: bigint | null) => (micro === null ? null : Number(micro) / MICRO);

/** An endpoint as people see it: whether its key is there, never the key. */
export function viewEndpoint(endpoint: ListedEndpoint, now: Date): EndpointView {
  const isHeld = endpoint.heldUntil !== null && endpoint.heldUntil > now;
  return {
    id: endpoint.id,
    name: endpoint.name,
    baseUrl: endpoint.baseUrl,
    model: endpoint.model,
    key: {
      source: endpoint.keySource,
      variable: endpoint.keyVariable,
      isPresent: findEndpointKey(endpoint).ok,
    },
    timeoutMs: endpoint.timeoutMs,
    concurrency: endpoint.concurrency,
    requestsPerMinute: endpoint.requestsPerMinute,
    tokensPerMinute: endpoint.tokensPerMinute,
    inputUsdPerMillionTokens: dollars(endpoint.inputPriceMicroUsd),
    outputUsdPerMillionTokens: dollars(endpoint.outputPriceMicroUsd),
    structuredOutput: endpoint.structuredOutput,
    tokenProbabilities: endpoint.tokenProbabilities,
    archived: endpoint.archivedAt !== null,
    heldUntil: isHeld ? (endpoint.heldUntil?.toISOString() ?? null) : null,
    heldReason: isHeld ? endpoint.heldReason : null,
    createdAt: endpoint.createdAt.toISOString(),
  };
}
