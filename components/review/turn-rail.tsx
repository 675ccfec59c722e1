"use client";

import { useTranslations } from "use-intl";
import { VerdictGlyph } from "@/components/marks/verdict-mark";
import { classNames } from "@/components/ui/class-names";
import type { ReviewTrajectory } from "@/lib/queries/review-contract";

/** One tick a turn: the current one tall, the future sand, an open square at the stop, diamonds where you said wrong. */
export function TurnRail({
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
  const isDense = turns.length > 70;
  return (
    <nav aria-label={t("rail")} className={classNames("flex h-8 items-stretch", isDense ? "-mx-px" : "-mx-[1.5px]")}>
      {turns.map((turn, index) => {
        const isFlagged = flagged.has(turn.id);
        return (
          <button
            key={turn.id}
            type="button"
            // The arrows and their buttons walk the turns: a hundred stops of Tab would be in the way.
            tabIndex={-1}
            aria-label={t(isFlagged ? "flaggedTurn" : "turn", { turn: turn.round })}
            aria-current={index === currentIndex ? "step" : undefined}
            onClick={() => onGo(turn.id)}
            className={classNames(
              "group relative flex min-w-0 flex-1 items-end pb-1",
              isDense ? "px-px" : "px-[1.5px]",
            )}
          >
            {isFlagged ? (
              <span className="absolute top-0 left-1/2 -translate-x-1/2">
                <VerdictGlyph kind="wrong" size={9} />
              </span>
            ) : null}
            <span
              className={classNames(
                "block w-full rounded-[2px]",
                index === currentIndex
                  ? "h-[18px] bg-ink"
                  : turn.stopLabel === "stop"
                    ? "h-2.5 min-w-2 border-2 border-future-label"
                    : classNames("h-1.5 group-hover:h-2.5", index < currentIndex ? "bg-line-strong" : "bg-future-line"),
              )}
            />
          </button>
        );
      })}
    </nav>
  );
}
