import type { z } from "zod";
import { readBookmarks } from "@/lib/db/bookmark-reads";
import type { bookmarksSchema } from "@/lib/queries/review-contract";
import { sessionLabel } from "@/lib/trajectory/session";

/** A reader's own bookmarks, newest first, at most 200. */
export async function loadBookmarks(request: {
  readonly projectId: string;
  readonly readerId: string;
}): Promise<z.infer<typeof bookmarksSchema>> {
  const rows = await readBookmarks(request.projectId, request.readerId);
  return {
    bookmarks: rows.map(({ sessionKey, createdAt, ...row }) => ({
      ...row,
      sessionLabel: sessionLabel(sessionKey),
      createdAt: createdAt.toISOString(),
    })),
  };
}
