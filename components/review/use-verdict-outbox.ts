import { type Dispatch, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { browserOutboxStore } from "@/components/review/browser-outbox-store";
import { decisionFromEntry } from "@/components/review/decision";
import { asOnlySender } from "@/components/review/one-sender";
import { keyOf, type OutboxEntry, unitOf } from "@/components/review/outbox-entry";
import { type OutboxNews, outboxNewsSchema } from "@/components/review/outbox-store";
import type { ReviewEvent } from "@/components/review/review-state";
import { type SentAnswer, sendAnswer } from "@/components/review/send-answer";
import { EMPTY_OUTBOX, type OutboxView, VerdictOutbox } from "@/components/review/verdict-outbox";

interface OutboxUse {
  readonly outbox: VerdictOutbox;
  readonly view: OutboxView;
  /** False until the answers an earlier page left behind are known: no unit may be shown before. */
  readonly isOpen: boolean;
}

/** The outbox of one person in one project, opened with the page and emptied as the connection allows. */
export function useVerdictOutbox(
  projectId: string,
  userId: string,
  dispatch: Dispatch<ReviewEvent>,
  onArrived: (entry: OutboxEntry, answer: SentAnswer) => void,
): OutboxUse {
  const arrived = useRef(onArrived);
  useEffect(() => {
    arrived.current = onArrived;
  });
  const channel = useRef<BroadcastChannel | null>(null);
  const [outbox] = useState(
    () =>
      new VerdictOutbox({
        store: browserOutboxStore(userId, projectId),
        send: (input) => sendAnswer(projectId, input),
        alone: (work) => asOnlySender(lineName(userId, projectId), work),
        tell: (news) => channel.current?.postMessage(news),
        wait: (milliseconds, then) => {
          const timer = window.setTimeout(then, milliseconds);
          return () => window.clearTimeout(timer);
        },
        now: () => Date.now(),
        onSaved: (entry, answer) => {
          dispatch({ kind: "saved", key: keyOf(entry), unitId: unitOf(entry), answer });
          arrived.current(entry, answer);
        },
        onRefused: (entry) => dispatch({ kind: "refused", key: keyOf(entry) }),
      }),
  );
  const [isOpen, setIsOpen] = useState(false);
  const view = useSyncExternalStore(outbox.subscribe, outbox.view, () => EMPTY_OUTBOX);

  useEffect(() => {
    const line = new BroadcastChannel(lineName(userId, projectId));
    channel.current = line;
    line.addEventListener("message", (event: MessageEvent<unknown>) => {
      const news = outboxNewsSchema.safeParse(event.data);
      if (!news.success) return;
      outbox.hear(news.data);
      for (const told of eventsOf(news.data)) dispatch(told);
    });
    return () => {
      channel.current = null;
      line.close();
    };
  }, [outbox, dispatch, userId, projectId]);

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
    // Also where the person comes back to the page, perhaps from signing in beside it.
    const look = () => {
      if (document.visibilityState === "visible") outbox.retryNow();
    };
    window.addEventListener("online", retry);
    document.addEventListener("visibilitychange", look);
    return () => {
      window.removeEventListener("online", retry);
      document.removeEventListener("visibilitychange", look);
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

function lineName(userId: string, projectId: string): string {
  return `second-opinion-outbox:${userId}:${projectId}`;
}

/** What another tab did, as this screen takes it up: the same item is not asked twice. */
function eventsOf(news: OutboxNews): ReviewEvent[] {
  switch (news.kind) {
    case "added": {
      const { entry } = news;
      const decision = decisionFromEntry(entry);
      const unitId = unitOf(entry);
      if (decision === null) return unitId === null ? [] : [{ kind: "undone_elsewhere", unitId }];
      const handOutId = "handOutId" in entry.input ? entry.input.handOutId : null;
      return [{ kind: "answered_elsewhere", decision, handOutId }];
    }
    case "arrived":
      return [{ kind: "saved_elsewhere", key: keyOf(news.entry), verdictId: news.arrival.verdictId }];
    case "refused":
      return [{ kind: "refused", key: keyOf(news.entry) }];
    case "dismissed":
      return [];
  }
}
