"use client";

import { memo } from "react";
import { useTranslations } from "use-intl";
import { VerdictGlyph } from "@/components/marks/verdict-mark";
import { classNames } from "@/components/ui/class-names";
import type { ReviewTrajectory } from "@/lib/queries/review-contract";

/** One tick a turn: the current one tall, the future sand, an open square at the stop, diamonds where you said wrong. */
export const TurnRail = memo(function TurnRail({
  turns,
  currentIndex,
  flagged,
  onGo,
}: {
  readonly turns: ReviewTrajectory["turns"];
  readonly currentIndex: number;
  readonly flagged: ReadonlySet<string>;
  readonly onGo: (turnId: string) => void;
}) {
  const t = useTranslations("review.dialogue");
  // The gap between ticks, in pixels; with hundreds of turns the ticks need all the room.
  const gap = turns.length > 160 ? 0 : turns.length > 70 ? 1 : 1.5;
  return (
    <nav aria-label={t("rail")} className="flex h-8 items-stretch" style={{ marginInline: -gap }}>
      {turns.map((turn, index) => (
        <TurnTick
          key={turn.id}
          id={turn.id}
          round={turn.round}
          isStop={turn.stopLabel === "stop"}
          isFlagged={flagged.has(turn.id)}
          place={index === currentIndex ? "here" : index < currentIndex ? "before" : "after"}
          gap={gap}
          onGo={onGo}
        />
      ))}
    </nav>
  );
});

/** Kept apart so that a step from turn to turn draws two ticks anew, not a thousand. */
const TurnTick = memo(function TurnTick({
  id,
  round,
  isStop,
  isFlagged,
  place,
  gap,
  onGo,
}: {
  readonly id: string;
  readonly round: number;
  readonly isStop: boolean;
  readonly isFlagged: boolean;
  readonly place: "before" | "here" | "after";
  readonly gap: number;
  readonly onGo: (turnId: string) => void;
}) {
  const t = useTranslations("review.dialogue");
  return (
    <button
      type="button"
      // The arrows and their buttons walk the turns: a hundred stops of Tab would be in the way.
      tabIndex={-1}
      aria-label={t(isFlagged ? "flaggedTurn" : "turn", { turn: round })}
      aria-current={place === "here" ? "step" : undefined}
      onClick={() => onGo(id)}
      style={{ paddingInline: gap }}
      className="group relative flex min-w-0 flex-1 items-end pb-1"
    >
      {isFlagged ? (
        <span className="absolute top-0 left-1/2 -translate-x-1/2">
          <VerdictGlyph kind="wrong" size={9} />
        </span>
      ) : null}
      <span
        className={classNames(
          "block w-full rounded-[2px]",
          place === "here"
            ? classNames("h-[18px] min-w-1", isStop ? "border-[3px] border-ink" : "bg-ink")
            : isStop
              ? "h-2.5 min-w-2 border-2 border-future-label"
              : classNames("h-1.5 group-hover:h-2.5", place === "before" ? "bg-line-strong" : "bg-future-line"),
        )}
      />
    </button>
  );
});
