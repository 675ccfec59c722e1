import type { z } from "zod";
import { renewOpenLeases } from "@/lib/db/hand-out-writes";
import type { leasesSchema } from "@/lib/queries/review-contract";

/**
 * "Still here": extends every lease of this reader that still runs. A lease that has run out stays so, since its unit may
 * be with somebody else; a new hand-out says what the reader holds then.
 */
export async function extendLeases(request: {
  readonly projectId: string;
  readonly readerId: string;
}): Promise<z.infer<typeof leasesSchema>> {
  const held = await renewOpenLeases(request.projectId, request.readerId);
  return {
    held: held.map(({ handOutId, unitId, expiresAt }) => ({ handOutId, unitId, expiresAt: expiresAt.toISOString() })),
  };
}
