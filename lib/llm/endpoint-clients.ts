import type { EndpointRow } from "@/lib/db/endpoint-reads";
import { env } from "@/lib/env";
import { AppError } from "@/lib/kernel/app-error";
import { createEndpointClient, type EndpointClient } from "@/lib/llm/ask-endpoint";
import type { CallFailure } from "@/lib/llm/call-failure";
import { checkBaseUrl } from "@/lib/llm/check-base-url";
import { findEndpointKey } from "@/lib/llm/endpoint-key";

type FoundClient =
  | { readonly ok: true; readonly client: EndpointClient }
  | { readonly ok: false; readonly failure: CallFailure };

/** What a client is made of: a changed key makes another one. */
const madeOf = (row: EndpointRow) => [row.baseUrl, row.keySource, row.keyVariable, row.keyCiphertext].join("\n");

const clients = new Map<string, { readonly madeOf: string; readonly client: EndpointClient }>();

function refusal(message: string): FoundClient {
  return {
    ok: false,
    failure: {
      failureClass: "auth_or_quota",
      message,
      words: null,
      rawAnswer: null,
      httpStatus: null,
      retryAfterMs: null,
      stopsRun: true,
      isAway: false,
    },
  };
}

/** The client of an endpoint, kept as long as its key stays; no client where key or permission is missing here. */
export function clientOf(row: EndpointRow): FoundClient {
  const name = `${row.projectId}:${row.id}`;
  const known = clients.get(name);
  if (known !== undefined && known.madeOf === madeOf(row)) return { ok: true, client: known.client };
  let baseUrl: string;
  try {
    // The list of hosts may have become shorter since the endpoint was registered.
    baseUrl = checkBaseUrl(row.baseUrl, env().endpointHosts);
  } catch (error) {
    if (error instanceof AppError) return refusal(error.message);
    throw error;
  }
  const key = findEndpointKey(row);
  if (!key.ok) return refusal(key.reason);
  const client = createEndpointClient(baseUrl, key.key);
  clients.set(name, { madeOf: madeOf(row), client });
  return { ok: true, client };
}
