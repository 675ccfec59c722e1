"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { projectKeys } from "@/lib/queries/project-contract";
import { fetchRuns, runEventsUrl, runKeys, runsSchema } from "@/lib/queries/run-contract";

/** While a run is going on and the stream is not. */
const POLL_MS = 2_000;
/** While nothing runs: somebody else may start one. */
const IDLE_POLL_MS = 20_000;

function parseRuns(data: string) {
  try {
    return runsSchema.safeParse(JSON.parse(data)).data ?? null;
  } catch {
    return null;
  }
}

/**
 * The project's runs, newest first. While one is running they come as server-sent events; where the stream is refused
 * or breaks off they are asked for instead. No stream is held open for a page on which nothing moves.
 */
export function useLiveRuns(projectId: string) {
  const queryClient = useQueryClient();
  const [isStreaming, setIsStreaming] = useState(false);
  const runs = useQuery({
    queryKey: runKeys.all(projectId),
    queryFn: () => fetchRuns(projectId),
    refetchInterval: (query) =>
      isStreaming ? false : query.state.data?.runs.some((run) => run.state === "running") ? POLL_MS : IDLE_POLL_MS,
  });
  const isRunning = runs.data?.runs.some((run) => run.state === "running") ?? false;

  useEffect(() => {
    if (!isRunning) return;
    const source = new EventSource(runEventsUrl(projectId));
    source.addEventListener("runs", (event) => {
      const parsed = parseRuns(event.data);
      if (parsed === null) return;
      setIsStreaming(true);
      queryClient.setQueryData(runKeys.all(projectId), parsed);
    });
    // The browser tries again by itself unless the server refused; until then the list is asked for.
    source.addEventListener("error", () => setIsStreaming(false));
    return () => {
      source.close();
      setIsStreaming(false);
      // The counts on the home page and in the side bar were of before the run.
      void queryClient.invalidateQueries({ queryKey: projectKeys.overview(projectId) });
    };
  }, [isRunning, projectId, queryClient]);

  return runs;
}
