import { type Dispatch, useEffect, useEffectEvent } from "react";
import type { ReviewEvent, ReviewState } from "@/components/review/review-state";
import { reviewRequests } from "@/lib/queries/review-contract";

/** A lease runs five minutes: three calls may be lost on the way before one ends under a reader who is there. */
const CALL_MS = 60_000;
const SIGNS_OF_LIFE = ["pointerdown", "pointermove", "keydown", "wheel", "touchmove"] as const;

/** Extends the leases of units in the queue while the person is active, and gives up those that went to somebody else. */
export function useStillHere(projectId: string, state: ReviewState, dispatch: Dispatch<ReviewEvent>): void {
  const call = useEffectEvent(async () => {
    const asked = new Set(state.queue.map((unit) => unit.handOutId));
    if (asked.size === 0) return;
    // A call that fails is made up for by the next one, or by the next hand-out.
    const answer = await reviewRequests.stillHere(projectId).catch(() => null);
    if (answer === null) return;
    const held = new Map(answer.held.map(({ handOutId, expiresAt }) => [handOutId, expiresAt]));
    dispatch({ kind: "leases_extended", asked, held });
  });
  useEffect(() => {
    let isActive = true;
    const note = () => {
      isActive = true;
    };
    const timer = window.setInterval(() => {
      if (isActive && document.visibilityState === "visible") void call();
      isActive = false;
    }, CALL_MS);
    for (const sign of SIGNS_OF_LIFE) window.addEventListener(sign, note, { passive: true, capture: true });
    return () => {
      window.clearInterval(timer);
      for (const sign of SIGNS_OF_LIFE) window.removeEventListener(sign, note, { capture: true });
    };
  }, []);
}
