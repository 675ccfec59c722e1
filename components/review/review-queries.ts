import { queryOptions } from "@tanstack/react-query";
import {
  fetchDecisions,
  fetchReviewTrajectory,
  fetchReviewTurn,
  reviewKeys,
  reviewRequests,
} from "@/lib/queries/review-contract";

/** A trajectory never changes once imported. */
export function reviewTrajectoryQuery(projectId: string, trajectoryId: string) {
  return queryOptions({
    queryKey: reviewKeys.trajectory(projectId, trajectoryId),
    queryFn: () => fetchReviewTrajectory(projectId, trajectoryId),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** A turn's grades change when a correction re-scores them: fetched again a little later, shown at once. */
export function reviewTurnQuery(projectId: string, turnId: string) {
  return queryOptions({
    queryKey: reviewKeys.turn(projectId, turnId),
    queryFn: () => fetchReviewTurn(projectId, turnId),
    staleTime: 60_000,
  });
}

/** Read anew each time the list is opened. */
export function bookmarksQuery(projectId: string) {
  return queryOptions({
    queryKey: ["review", projectId, "bookmarks"],
    queryFn: () => reviewRequests.bookmarks(projectId),
  });
}

export function decisionsQuery(projectId: string) {
  return queryOptions({
    queryKey: reviewKeys.decisions(projectId),
    queryFn: () => fetchDecisions(projectId),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
