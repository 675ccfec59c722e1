import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseBody } from "@/lib/auth/api-body";
import { bookmarkInputSchema } from "@/lib/queries/review-contract";
import { loadBookmarks } from "@/lib/workflows/load-bookmarks";
import { setBookmark } from "@/lib/workflows/set-bookmark";

export const GET = handleProjectRequest("review.read", ({ actor }) =>
  loadBookmarks({ projectId: actor.project.id, readerId: actor.user.id }),
);

export const POST = handleProjectRequest("review.read", async ({ actor, request }) => {
  const input = await parseBody(request, bookmarkInputSchema);
  return setBookmark({ projectId: actor.project.id, readerId: actor.user.id, ...input });
});
