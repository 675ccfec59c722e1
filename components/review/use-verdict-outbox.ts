import { type Dispatch, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { browserOutboxStore } from "@/components/review/browser-outbox-store";
import { decisionFromEntry } from "@/components/review/decision";
import { keyOf, type OutboxEntry } from "@/components/review/outbox-entry";
import type { ReviewEvent } from "@/components/review/review-state";
import { type OutboxView, VerdictOutbox } from "@/components/review/verdict-outbox";
import { sendVerdict, type VerdictAnswer } from "@/lib/queries/review-contract";

interface OutboxUse {
  readonly outbox: VerdictOutbox;
  readonly view: OutboxView;
  /** False until the answers an earlier page left behind are known: no unit may be shown before. */
  readonly isOpen: boolean;
}

const NOTHING: OutboxView = { unsent: [], refused: [], offlineSince: null, isKept: true };

/** The outbox of one person in one project, opened with the page and emptied as the connection allows. */
export function useVerdictOutbox(
  projectId: string,
  userId: string,
  dispatch: Dispatch<ReviewEvent>,
  onArrived: (entry: OutboxEntry, answer: VerdictAnswer) => void,
): OutboxUse {
  const arrived = useRef(onArrived);
  useEffect(() => {
    arrived.current = onArrived;
  });
  const [outbox] = useState(
    () =>
      new VerdictOutbox({
        store: browserOutboxStore(userId, projectId),
        send: (input) => sendVerdict(projectId, input),
        wait: (milliseconds, then) => {
          const timer = window.setTimeout(then, milliseconds);
          return () => window.clearTimeout(timer);
        },
        now: () => Date.now(),
        onSaved: (entry, answer) => {
          dispatch({ kind: "saved", key: keyOf(entry), unitId: entry.input.unitId, answer });
          arrived.current(entry, answer);
        },
        onRefused: (entry) => dispatch({ kind: "refused", key: keyOf(entry) }),
      }),
  );
  const [isOpen, setIsOpen] = useState(false);
  const view = useSyncExternalStore(outbox.subscribe, outbox.view, () => NOTHING);

  useEffect(() => {
    void outbox.open().then((kept) => {
      const decisions = kept
        .filter((entry) => entry.refusal === null)
        .sort((a, b) => b.sequence - a.sequence)
        .flatMap((entry) => decisionFromEntry(entry) ?? []);
      dispatch({ kind: "decisions_loaded", decisions });
      setIsOpen(true);
    });
    const retry = () => outbox.retryNow();
    window.addEventListener("online", retry);
    return () => {
      window.removeEventListener("online", retry);
      outbox.close();
    };
  }, [outbox, dispatch]);

  useEffect(() => {
    // Where nothing is kept, leaving would lose answers: then, and only then, the browser asks.
    if (view.isKept || view.unsent.length === 0) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [view.isKept, view.unsent.length]);

  return { outbox, view, isOpen };
}
