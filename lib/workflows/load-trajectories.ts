import type { z } from "zod";
import { findCurrentGraderVersion } from "@/lib/db/round-reads";
import { readTrajectoryList } from "@/lib/db/trajectory-list-reads";
import type { trajectoryPageSchema } from "@/lib/queries/project-contract";
import { sessionLabel } from "@/lib/trajectory/session";

const PAGE_ROWS = 50;

/** A page of the project's trajectories in order of arrival. `after` is `next` of the page before. */
export async function loadTrajectories(request: {
  readonly projectId: string;
  readonly search: string;
  readonly after: string | null;
}): Promise<z.infer<typeof trajectoryPageSchema>> {
  const { projectId, search, after } = request;
  const version = await findCurrentGraderVersion(projectId);
  // One more than a page tells whether another follows.
  const found = await readTrajectoryList({
    projectId,
    graderVersionId: version?.id ?? null,
    search: search.trim(),
    after: after === null ? 0n : BigInt(after),
    limit: PAGE_ROWS + 1,
  });
  const rows = found.slice(0, PAGE_ROWS).map(({ sessionKey, ordinal, ...row }) => ({
    ...row,
    sessionLabel: sessionLabel(sessionKey),
    ordinal: String(ordinal),
  }));
  return { rows, next: found.length > PAGE_ROWS ? (rows.at(-1)?.ordinal ?? null) : null };
}
