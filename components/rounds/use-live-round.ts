"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { pollInterval } from "@/components/rounds/poll-interval";
import { fetchLiveRound, liveRoundKey } from "@/lib/queries/live-round";
import { projectKeys } from "@/lib/queries/project-contract";

/**
 * One round as it goes on: often while verdicts come, seldom while nothing changes, never once it is over or the page is
 * out of sight. An answer that says nothing new keeps the objects of the last, so that nothing is drawn again.
 */
export function useLiveRound(projectId: string, roundId: string) {
  const queryClient = useQueryClient();
  const seen = useRef<{ data: unknown; at: number }>({ data: undefined, at: 0 });
  const live = useQuery({
    queryKey: liveRoundKey(projectId, roundId),
    queryFn: () => fetchLiveRound(projectId, roundId),
    refetchInterval: ({ state: { data } }) => {
      if (data === undefined) return false;
      const now = Date.now();
      if (seen.current.data !== data) seen.current = { data, at: now };
      return pollInterval(data, seen.current.at, now);
    },
  });
  const state = live.data?.round.state;
  const before = useRef(state);
  useEffect(() => {
    // The counts on the home page and in the side bar were of before.
    if (before.current !== undefined && before.current !== state) {
      void queryClient.invalidateQueries({ queryKey: projectKeys.overview(projectId) });
    }
    before.current = state;
  }, [state, projectId, queryClient]);
  return live;
}
