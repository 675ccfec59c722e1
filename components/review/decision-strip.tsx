"use client";

import { Undo2 } from "lucide-react";
import { useTranslations } from "use-intl";
import { CommandCap } from "@/components/review/command-cap";
import { DecisionSummary } from "@/components/review/decision-summary";
import type { Review } from "@/components/review/use-review";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";

/** Decisions the strip has room for on a wide screen; the list holds more. */
const SHOWN = 5;

/** The last decisions, each a way back to its unit; the undo; the rest of what was seen here. */
export function DecisionStrip({ review, onAll }: { readonly review: Review; readonly onAll: () => void }) {
  const t = useTranslations("review.strip");
  const g = useTranslations("review.grades");
  const shown = review.state.decisions.slice(0, SHOWN);
  const newest = shown[0];
  const effect =
    newest?.kind === "wrong" && newest.rescoredTurns !== null ? g("rescored", { count: newest.rescoredTurns }) : null;
  return (
    <footer className="flex h-[52px] shrink-0 items-center gap-4 border-line border-t bg-surface px-5">
      <h2 className="shrink-0">
        <button
          type="button"
          onClick={onAll}
          title={t("all")}
          className="min-h-7 rounded-button text-control text-text-3 hover:text-text hover:underline"
        >
          {t("label")}
        </button>
      </h2>
      {shown.length === 0 ? <p className="text-control text-text-3">{t("none")}</p> : null}
      <ol className="flex min-w-0 flex-1 flex-wrap gap-2 overflow-hidden [height:36px]">
        {shown.map((decision, index) => (
          <li key={decision.key} className="shrink-0">
            <button
              type="button"
              title={t("open")}
              aria-disabled={decision.turnId === "" || undefined}
              onClick={() => {
                const { trajectoryId, turnId } = decision;
                if (turnId === "") return;
                const unitId = decision.kind === "rest" ? null : decision.unitId;
                review.dispatch({ kind: "looked", look: { trajectoryId, turnId, unitId } });
              }}
              className={classNames(
                "inline-flex h-8 max-w-80 items-center gap-2 rounded-button border bg-surface px-2.5 text-label hover:bg-hover",
                index === 0 ? "border-line-strong" : "border-line",
              )}
            >
              <DecisionSummary decision={decision} />
            </button>
          </li>
        ))}
      </ol>
      {effect === null ? null : <p className="hidden shrink-0 text-label text-text-3 min-[1360px]:block">{effect}</p>}
      <UndoButton review={review} />
      {/* Absent where the grade is hidden: nothing was shown that could be fine. */}
      {review.blind === null && review.unit !== null ? <RestButton review={review} /> : null}
    </footer>
  );
}

/** "The rest is fine": one word for the grades that were shown here and not judged. */
export function RestButton({ review, hasKey = true }: { readonly review: Review; readonly hasKey?: boolean }) {
  const t = useTranslations("review.rest");
  const count = review.restUnits().length;
  return (
    <button
      type="button"
      title={t("hint", { count })}
      aria-disabled={count === 0 || undefined}
      onClick={review.restIsFine}
      className="inline-flex min-h-8 shrink-0 items-center gap-2 rounded-button px-2 text-control text-text-2 hover:bg-hover hover:text-text aria-disabled:text-text-3 max-wide:min-h-11"
    >
      {t("button")}
      {hasKey ? <CommandCap name="rest_is_fine" /> : null}
    </button>
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
      {hasKey ? <CommandCap name="undo" /> : null}
    </button>
  );
}
