"use client";

import { type Ref, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { BlindPane } from "@/components/review/blind-pane";
import { DecisionStrip } from "@/components/review/decision-strip";
import { DecisionsDrawer } from "@/components/review/decisions-drawer";
import { GradesPane } from "@/components/review/grades-pane";
import type { KeyMode } from "@/components/review/key-map";
import { KeySheet } from "@/components/review/key-sheet";
import { KeysProvider } from "@/components/review/keys-context";
import { performAction } from "@/components/review/perform-action";
import { ReviewAnnouncer } from "@/components/review/review-announcer";
import { ReviewEnded } from "@/components/review/review-ended";
import { ReviewNotices } from "@/components/review/review-notices";
import { ReviewSkeleton } from "@/components/review/review-skeleton";
import { ReviewTopBar } from "@/components/review/review-top-bar";
import { TrajectoryPane } from "@/components/review/trajectory-pane";
import { UnitDock } from "@/components/review/unit-dock";
import { UnitSheet } from "@/components/review/unit-sheet";
import { useOwnKeys } from "@/components/review/use-own-keys";
import type { ReviewUnit, UnitGroup } from "@/components/review/use-place";
import { type Review, useReview } from "@/components/review/use-review";
import { useReviewKeys } from "@/components/review/use-review-keys";
import { useViewport, type Viewport } from "@/components/review/use-viewport";
import { useProblemText } from "@/components/shell/use-problem-text";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { ReviewTurn } from "@/lib/queries/review-contract";

/** The review screen of one person in one project: it fills the window. */
export function ReviewScreen({
  projectId,
  projectName,
  userId,
  userEmail,
}: {
  readonly projectId: string;
  readonly projectName: string;
  readonly userId: string;
  readonly userEmail: string;
}) {
  const review = useReview(projectId, userId);
  const viewport = useViewport();
  const [isHelpOpen, setIsHelpOpen] = useState(false);
  const [isListOpen, setIsListOpen] = useState(false);
  const unitFocus = useRef<HTMLElement>(null);

  const own = useOwnKeys();
  const { mode, reveal } = review.state;
  const keyMode: KeyMode =
    mode.kind !== "reading" ? mode.kind : reveal !== null ? "revealed" : review.blind !== null ? "blind" : "reading";
  useReviewKeys(keyMode, own.keys, !isHelpOpen, (action) => {
    if (action.kind === "help") setIsHelpOpen(true);
    else performAction(action, review);
  });

  // A button that went away must not take the focus with it: the highlighted unit holds it.
  useLayoutEffect(() => {
    if (document.activeElement === document.body) unitFocus.current?.focus({ preventScroll: true });
  });

  // After a press with mouse or finger the keys belong to the screen again, not to the button that was pressed.
  useEffect(() => {
    const release = (event: MouseEvent) => {
      const isPointer = event.detail > 0;
      const button = event.target instanceof Element ? event.target.closest("main button, footer button") : null;
      if (isPointer && button !== null && button === document.activeElement) {
        unitFocus.current?.focus({ preventScroll: true });
      }
    };
    window.addEventListener("click", release);
    return () => window.removeEventListener("click", release);
  }, []);

  const body = () => {
    const { trajectory, turn, place, unit, blind, group, state } = review;
    if (state.look === null) {
      const isOver = state.reason !== null && state.reason !== "served" && state.queue.length === 0;
      if (isOver) return <ReviewEnded review={review} projectId={projectId} />;
      if (review.handOuts.problem !== null) {
        return <Failed problem={review.handOuts.problem} onAgain={review.handOuts.ask} />;
      }
      return <ReviewSkeleton />;
    }
    if (review.problem !== null) return <Failed problem={review.problem} onAgain={review.readAgain} />;
    if (!trajectory || !turn || !place || group === null || viewport === null) return <ReviewSkeleton />;
    return (
      <div className="grid min-h-0 flex-1 grid-cols-1 grid-rows-[minmax(0,1fr)_auto] wide:grid-cols-[minmax(0,1fr)_clamp(400px,37%,528px)] wide:grid-rows-1">
        <TrajectoryPane review={review} trajectory={trajectory} turn={place} viewport={viewport} />
        {blind !== null ? (
          <BlindPane review={review} group={group} blind={blind} viewport={viewport} focusRef={unitFocus} />
        ) : unit !== null ? (
          <ShownUnit viewport={viewport} review={review} turn={turn} group={group} unit={unit} focusRef={unitFocus} />
        ) : null}
      </div>
    );
  };

  return (
    <KeysProvider keys={own.keys}>
      <div className="fixed inset-0 z-30 flex flex-col bg-page">
        <ReviewTopBar
          review={review}
          projectId={projectId}
          projectName={projectName}
          userEmail={userEmail}
          onKeys={() => setIsHelpOpen(true)}
          onDecisions={() => setIsListOpen(true)}
        />
        <main className="relative flex min-h-0 flex-1 flex-col">
          {body()}
          <ReviewNotices review={review} />
        </main>
        {viewport === "wide" ? <DecisionStrip review={review} onAll={() => setIsListOpen(true)} /> : null}
        <ReviewAnnouncer review={review} />
        <KeySheet isOpen={isHelpOpen} onOpenChange={setIsHelpOpen} own={own} />
        <DecisionsDrawer review={review} isOpen={isListOpen} onOpenChange={setIsListOpen} />
      </div>
    </KeysProvider>
  );
}

interface ShownUnitProps {
  readonly viewport: Viewport;
  readonly review: Review;
  readonly turn: ReviewTurn;
  readonly group: UnitGroup;
  readonly unit: ReviewUnit;
  readonly focusRef: Ref<HTMLElement>;
}

function ShownUnit({ viewport, ...shared }: ShownUnitProps) {
  switch (viewport) {
    case "wide":
      return <GradesPane {...shared} />;
    case "column":
      return <UnitDock {...shared} />;
    case "phone":
      return <UnitSheet {...shared} />;
  }
}

function Failed({ problem, onAgain }: { readonly problem: Error; readonly onAgain: () => void }) {
  const t = useTranslations("review.failed");
  const problemText = useProblemText();
  return (
    <div className="flex min-h-0 flex-1 items-center justify-center p-5">
      <Notice
        tone="error"
        title={t("title")}
        className="w-full max-w-[480px]"
        action={<Button onClick={onAgain}>{t("again")}</Button>}
      >
        {problemText(problem)} {t("kept")}
      </Notice>
    </div>
  );
}
