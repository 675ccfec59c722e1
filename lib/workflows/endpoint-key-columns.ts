import { sealEndpointKey } from "@/lib/llm/endpoint-key";
import type { NewEndpoint } from "@/lib/queries/endpoint-contract";

/** Where a key is, as an endpoint's row holds it; a stored one is encrypted here. */
export function keyColumns(
  key: NewEndpoint["key"],
  place: { readonly projectId: string; readonly endpointId: string },
): {
  readonly keySource: NewEndpoint["key"]["source"];
  readonly keyVariable: string | null;
  readonly keyCiphertext: string | null;
} {
  return {
    keySource: key.source,
    keyVariable: key.source === "environment" ? key.variable : null,
    keyCiphertext: key.source === "stored" ? sealEndpointKey(key.key, place) : null,
  };
}
