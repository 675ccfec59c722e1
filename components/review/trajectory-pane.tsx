"use client";

import { ArrowDown, ChevronLeft, ChevronRight } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { CommandCap } from "@/components/review/command-cap";
import { Dialogue, type FoldLine } from "@/components/review/dialogue";
import { ExpertTurn } from "@/components/review/expert-turn";
import { foldMessages, keepOfContext, keepOfFuture } from "@/components/review/fold-messages";
import { useCaps } from "@/components/review/keys-context";
import type { Quote } from "@/components/review/quote-marks";
import { TurnRail } from "@/components/review/turn-rail";
import type { Review } from "@/components/review/use-review";
import type { Viewport } from "@/components/review/use-viewport";
import { Icon } from "@/components/ui/icon";
import { KeyCap } from "@/components/ui/key-cap";
import { Tooltip } from "@/components/ui/tooltip";
import type { ReviewTrajectory } from "@/lib/queries/review-contract";

/** Messages of the newest context that stay open; less where the window is small. */
const CONTEXT_MESSAGES: Record<Viewport, number> = { wide: 4, column: 2, phone: 1 };
/** The expert's turn begins at most this far down the pane, whatever comes before it. */
const LOWEST_START = 0.45;

type Turn = ReviewTrajectory["turns"][number];

/** The consultation around one turn: what the expert knew, what they said, what came after. */
export function TrajectoryPane({
  review,
  trajectory,
  turn,
  viewport,
}: {
  readonly review: Review;
  readonly trajectory: ReviewTrajectory;
  readonly turn: Turn;
  readonly viewport: Viewport;
}) {
  const t = useTranslations("review.dialogue");
  const bold = { b: (chunks: ReactNode) => <b className="font-[600] text-text">{chunks}</b> };
  const { dispatch } = review;
  const { decisions } = review.state;
  const flagged = useMemo(() => {
    const here = decisions.filter(({ kind, trajectoryId }) => kind === "wrong" && trajectoryId === trajectory.id);
    return new Set(here.map((decision) => decision.turnId));
  }, [decisions, trajectory.id]);
  const goTo = useCallback(
    (turnId: string) => dispatch({ kind: "looked", look: { trajectoryId: trajectory.id, turnId, unitId: null } }),
    [dispatch, trajectory.id],
  );
  return (
    <section aria-labelledby="complaint" className="flex min-h-0 min-w-0 flex-col">
      <header className="shrink-0 px-5 pt-3 phone:px-10 wide:pt-4">
        <div className="flex items-center gap-3">
          <h2 id="complaint" className="min-w-0 truncate text-control font-[600] phone:text-[16px] phone:leading-6">
            {trajectory.diagnosis === "" ? trajectory.sessionLabel : trajectory.diagnosis}
          </h2>
          <code className="shrink-0 text-control text-text-3 max-phone:hidden">{trajectory.sessionLabel}</code>
          <span className="ml-auto flex shrink-0 items-center gap-1.5 max-phone:hidden">
            <TurnButton step={-1} viewport={viewport} review={review} trajectory={trajectory} />
            <TurnButton step={1} viewport={viewport} review={review} trajectory={trajectory} />
          </span>
          <span className="shrink-0 text-label text-text-3 tabular-nums max-phone:ml-auto phone:text-control">
            {t.rich("turnOf", { turn: review.placeIndex + 1, count: trajectory.turns.length, ...bold })}
          </span>
        </div>
        <div className="max-phone:hidden">
          <TurnRail turns={trajectory.turns} currentIndex={review.placeIndex} flagged={flagged} onGo={goTo} />
        </div>
      </header>
      <Scroller key={turn.id} review={review} trajectory={trajectory} turn={turn} viewport={viewport} />
    </section>
  );
}

function TurnButton({
  step,
  viewport,
  review,
  trajectory,
}: {
  readonly step: 1 | -1;
  readonly viewport: Viewport;
  readonly review: Review;
  readonly trajectory: ReviewTrajectory;
}) {
  const t = useTranslations("review.dialogue");
  const caps = useCaps();
  const label = t(step === 1 ? "nextTurn" : "previousTurn");
  const isEnd = trajectory.turns[review.placeIndex + step] === undefined;
  const touch = viewport === "column";
  return (
    <Tooltip label={label}>
      <button
        type="button"
        aria-label={label}
        aria-disabled={isEnd || undefined}
        onClick={() => review.moveTurn(step)}
        className={
          touch
            ? "inline-flex size-11 items-center justify-center rounded-button border border-line-strong bg-surface text-text hover:bg-hover aria-disabled:border-dashed aria-disabled:bg-sunken aria-disabled:text-text-3"
            : "inline-flex size-6 items-center justify-center rounded-button hover:bg-hover aria-disabled:opacity-60"
        }
      >
        {touch ? (
          <Icon icon={step === 1 ? ChevronRight : ChevronLeft} />
        ) : (
          <KeyCap>{caps(step === 1 ? "next_turn" : "previous_turn") ?? (step === 1 ? "→" : "←")}</KeyCap>
        )}
      </button>
    </Tooltip>
  );
}

/** Keyed by turn: what was opened by hand belongs to one turn, and each turn begins at its own place. */
function Scroller({
  review,
  trajectory,
  turn,
  viewport,
}: {
  readonly review: Review;
  readonly trajectory: ReviewTrajectory;
  readonly turn: Turn;
  readonly viewport: Viewport;
}) {
  const t = useTranslations("review.dialogue");
  const b = useTranslations("review.blind");
  const s = useTranslations("review.sample");
  const sample = review.group?.sample ?? null;
  const pane = useRef<HTMLDivElement>(null);
  const card = useRef<HTMLDivElement>(null);
  const fromBottom = useRef<number | null>(null);
  const [opened, setOpened] = useState<readonly { from: number; to: number }[]>([]);
  useLayoutEffect(() => {
    if (pane.current === null || card.current === null) return;
    pane.current.scrollTop = Math.max(0, card.current.offsetTop - pane.current.clientHeight * LOWEST_START);
  }, []);

  // Opening earlier messages grows the page upwards: what was being read stays where it was.
  useLayoutEffect(() => {
    if (opened.length === 0 || pane.current === null || fromBottom.current === null) return;
    pane.current.scrollTop = pane.current.scrollHeight - fromBottom.current;
    fromBottom.current = null;
  }, [opened]);

  const walkedTag = review.state.evidenceAt === null ? null : (review.walk[review.state.evidenceAt]?.tag ?? null);
  useEffect(() => {
    if (pane.current === null || walkedTag === null) return;
    const quote = pane.current.querySelector(`[data-quote~="${walkedTag}"]`);
    if (quote === null) return;
    const offset = quote.getBoundingClientRect().top - pane.current.getBoundingClientRect().top;
    pane.current.scrollTop += offset - pane.current.clientHeight / 3;
  }, [walkedTag]);

  // Beside a policy's response what the expert said is part of what happened.
  const futureFrom = turn.contextMessageCount + (sample === null ? turn.responseMessageCount : 0);
  const end = trajectory.messages.length;
  const { quotes, context, future } = useMemo(() => {
    const isOpened = (position: number) => opened.some((range) => position >= range.from && position < range.to);
    const byMessage = new Map<number, Quote[]>();
    for (const quote of review.quotes) {
      byMessage.set(quote.messagePosition, [...(byMessage.get(quote.messagePosition) ?? []), quote]);
    }
    const quoted = new Set(byMessage.keys());
    const keepNewest = keepOfContext(turn.contextMessageCount, CONTEXT_MESSAGES[viewport], quoted);
    return {
      quotes: byMessage,
      context: foldMessages(0, turn.contextMessageCount, keepNewest, isOpened),
      future: foldMessages(futureFrom, trajectory.messages.length, keepOfFuture(futureFrom, quoted), isOpened),
    };
  }, [review.quotes, turn, trajectory, viewport, opened, futureFrom]);
  const shared = { trajectory, quotes, highlightedUnitId: review.unit?.unitId ?? null, walkedTag };

  const openFuture = useCallback((line: FoldLine) => setOpened((before) => [...before, line]), []);
  const openContext = useCallback((line: FoldLine) => {
    if (pane.current !== null) fromBottom.current = pane.current.scrollHeight - pane.current.scrollTop;
    setOpened((before) => [...before, line]);
  }, []);

  return (
    <div
      ref={pane}
      className="relative min-h-0 flex-1 overflow-y-auto px-3 pt-2 pb-6 [overflow-anchor:none] phone:px-5"
    >
      <div className="px-2 pb-3 phone:px-5">
        {turn.contextMessageCount === 0 ? <p className="text-label text-text-3">{t("noContext")}</p> : null}
        <Dialogue {...shared} lines={context} tone="context" onOpen={openContext} />
      </div>
      <div ref={card}>
        <ExpertTurn {...shared} turn={turn} sample={sample?.content ?? null} />
      </div>
      <section
        aria-labelledby="observed-future"
        className="mt-4 rounded-card border border-future-line bg-future px-3.5 py-3 phone:px-5"
      >
        <header className="mb-2 flex min-h-6 items-center gap-2 text-control text-future-label max-phone:mb-1">
          <Icon icon={ArrowDown} size={14} />
          <h3 id="observed-future" className="font-[600]">
            {t("future")}
          </h3>
          <span className="max-phone:hidden">{sample === null ? t("futureHint") : s("instead")}</span>
          {review.blind === null ? null : <span className="ml-auto">{b("evidence")}</span>}
          {review.walk.length > 0 ? (
            <button
              type="button"
              onClick={review.walkEvidence}
              className="-my-1 ml-auto inline-flex min-h-6 items-center gap-2 font-[560] hover:underline max-wide:min-h-11"
            >
              {t("walk")}
              <span className="max-wide:hidden">
                <CommandCap name="evidence" />
              </span>
            </button>
          ) : null}
        </header>
        {futureFrom >= end ? <p className="text-future text-future-text">{t("noFuture")}</p> : null}
        <Dialogue {...shared} lines={future} tone="future" onOpen={openFuture} />
      </section>
    </div>
  );
}
