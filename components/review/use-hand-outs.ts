import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Dispatch, useEffect, useEffectEvent } from "react";
import { unitOf } from "@/components/review/outbox-entry";
import { reviewTrajectoryQuery, reviewTurnQuery } from "@/components/review/review-queries";
import type { QueueKind, ReviewEvent, ReviewState } from "@/components/review/review-state";
import type { VerdictOutbox } from "@/components/review/verdict-outbox";
import { RequestError } from "@/lib/queries/request-json";
import { requestHandOut } from "@/lib/queries/review-contract";

/** Units kept behind the one in view, so that the next is painted before anything is saved. */
const KEPT_AHEAD = 5;
/** Units asked for at a time. */
const ASKED = 10;
/** While every unit is out with another reader, one may come back: leases end within minutes. */
const LOOK_AGAIN_MS = 20_000;

export interface HandOuts {
  /** Why the last attempt failed; null while all is well. */
  readonly problem: Error | null;
  readonly ask: () => void;
}

/** Keeps the queue filled and everything it needs in the cache. */
export function useHandOuts(
  projectId: string,
  state: ReviewState,
  dispatch: Dispatch<ReviewEvent>,
  outbox: VerdictOutbox,
  unsentCount: number,
  isOpen: boolean,
): HandOuts {
  const queryClient = useQueryClient();
  const { queueKind } = state;
  const { mutate, isPending, error, failureReason } = useMutation({
    mutationFn: ({ count, queue }: { count: number; queue: QueueKind }) => requestHandOut(projectId, count, queue),
    networkMode: "always",
    retry: (_, problem) => !(problem instanceof RequestError) || problem.status === 0 || problem.status >= 500,
    retryDelay: (attempt) => Math.min(15_000, 1_000 * 2 ** attempt),
    onSuccess: (answer, { queue }) => {
      const unsentUnits = new Set(outbox.view().unsent.flatMap((entry) => unitOf(entry) ?? []));
      dispatch({ kind: "handed_out", queueKind: queue, answer, unsentUnits });
    },
  });
  const ask = () => {
    dispatch({ kind: "leases_checked", now: Date.now() });
    // Units answered but not yet saved are still lent, and the server names those first.
    if (!isPending) mutate({ count: Math.min(20, ASKED + outbox.view().unsent.length), queue: queueKind });
  };
  const fillUp = useEffectEvent((queued: number, isDrained: boolean) => {
    if (isOpen && (queued <= KEPT_AHEAD || isDrained)) ask();
  });
  const queued = state.queue.length;
  // The other queue was chosen, also while a request for the first was still out.
  const isUnknown = isOpen && state.reason === null && !isPending;
  // Answers still on their way may be all that the last hand-out named: asked again once they have arrived.
  const isDrained = isOpen && queued === 0 && unsentCount === 0;
  useEffect(() => {
    if (isOpen) fillUp(queued, isDrained);
  }, [isOpen, queued, isDrained]);
  const begin = useEffectEvent(() => {
    if (error === null) ask();
  });
  useEffect(() => {
    if (isUnknown) begin();
  }, [isUnknown]);

  const isAllOut = queued === 0 && state.reason === "all_out";
  const onReturn = useEffectEvent(() => {
    if (isOpen && document.visibilityState === "visible") ask();
  });
  useEffect(() => {
    const look = () => onReturn();
    document.addEventListener("visibilitychange", look);
    const timer = isAllOut ? window.setInterval(look, LOOK_AGAIN_MS) : undefined;
    return () => {
      document.removeEventListener("visibilitychange", look);
      window.clearInterval(timer);
    };
  }, [isAllOut]);

  useEffect(() => {
    // After the paint of the item that has just come into view: requests would hold it up.
    const timer = setTimeout(() => {
      for (const unit of state.queue.slice(0, ASKED)) {
        void queryClient.prefetchQuery(reviewTrajectoryQuery(projectId, unit.trajectoryId));
        void queryClient.prefetchQuery(reviewTurnQuery(projectId, unit.turnId));
      }
    });
    return () => clearTimeout(timer);
  }, [queryClient, projectId, state.queue]);

  return { problem: error ?? failureReason, ask };
}
