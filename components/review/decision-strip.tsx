"use client";

import { Undo2 } from "lucide-react";
import { useTranslations } from "use-intl";
import { VerdictMark } from "@/components/marks/verdict-mark";
import { useDecisionWords } from "@/components/review/decision-words";
import type { Review } from "@/components/review/use-review";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";
import { KeyCap } from "@/components/ui/key-cap";

/** Decisions the strip has room for on a wide screen; older ones are undone through the newer. */
const SHOWN = 6;

/** The last decisions, each a way back to its unit, and the undo. */
export function DecisionStrip({ review }: { readonly review: Review }) {
  const t = useTranslations("review.strip");
  const g = useTranslations("review.grades");
  const marks = useTranslations("marks");
  const words = useDecisionWords();
  const shown = review.state.decisions.slice(0, SHOWN);
  const newest = shown[0];
  const effect =
    newest?.kind === "wrong" && newest.rescoredTurns !== null ? g("rescored", { count: newest.rescoredTurns }) : null;
  return (
    <footer className="flex h-[52px] shrink-0 items-center gap-4 border-line border-t bg-surface px-5">
      <h2 className="shrink-0 text-control text-text-3">{t("label")}</h2>
      {shown.length === 0 ? <p className="text-control text-text-3">{t("none")}</p> : null}
      <ol className="flex min-w-0 flex-1 flex-wrap gap-2 overflow-hidden [height:36px]">
        {shown.map((decision, index) => {
          const change = words(decision);
          return (
            <li key={decision.key} className="shrink-0">
              <button
                type="button"
                title={t("open")}
                onClick={() =>
                  review.dispatch({
                    kind: "looked",
                    look: {
                      trajectoryId: decision.trajectoryId,
                      turnId: decision.turnId,
                      unitId: decision.unitId,
                    },
                  })
                }
                className={classNames(
                  "inline-flex h-8 max-w-80 items-center gap-2 rounded-button border bg-surface px-2.5 text-label hover:bg-hover",
                  index === 0 ? "border-line-strong" : "border-line",
                )}
              >
                <VerdictMark kind={decision.kind} small />
                <span className="font-[500]">{marks(`criterion.${decision.criterion}`)}</span>
                <span className="truncate text-text-2 tabular-nums">
                  {t("turn", { turn: decision.round })}
                  {change === null ? "" : ` · ${change}`}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
      {effect === null ? null : <p className="hidden shrink-0 text-label text-text-3 min-[1280px]:block">{effect}</p>}
      <UndoButton review={review} />
    </footer>
  );
}

/** Takes the newest standing answer back, as often as it is pressed. */
export function UndoButton({ review, hasKey = true }: { readonly review: Review; readonly hasKey?: boolean }) {
  const t = useTranslations("review.strip");
  return (
    <button
      type="button"
      aria-disabled={review.state.decisions.length === 0 || undefined}
      onClick={review.undo}
      className="inline-flex min-h-8 shrink-0 items-center gap-2 rounded-button px-2 text-control text-text-2 hover:bg-hover hover:text-text aria-disabled:text-text-3 max-wide:min-h-11"
    >
      <Icon icon={Undo2} />
      {t("undo")}
      {hasKey ? <KeyCap>z</KeyCap> : null}
    </button>
  );
}
