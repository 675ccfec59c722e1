import { putBookmark } from "@/lib/db/bookmark-writes";
import { AppError } from "@/lib/kernel/app-error";
import { loadBookmarks } from "@/lib/workflows/load-bookmarks";

/** Sets or removes a reader's bookmark on a turn and returns all of them. */
export async function setBookmark(request: {
  readonly projectId: string;
  readonly readerId: string;
  readonly turnId: string;
  readonly isSet: boolean;
}): ReturnType<typeof loadBookmarks> {
  const { projectId, readerId, turnId, isSet } = request;
  if (!(await putBookmark(projectId, readerId, turnId, isSet))) {
    throw new AppError("missing", "This project has no such turn.");
  }
  return loadBookmarks({ projectId, readerId });
}
