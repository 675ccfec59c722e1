"use client";

import { useTranslations } from "use-intl";
import { CommandCap } from "@/components/review/command-cap";
import { FLAG_REASONS } from "@/components/review/flag-reasons";
import type { CommandName } from "@/components/review/key-map";
import type { ReviewUnit } from "@/components/review/use-place";
import type { Review } from "@/components/review/use-review";
import { classNames } from "@/components/ui/class-names";

const COMMANDS: readonly CommandName[] = ["reason_first", "reason_second", "reason_third", "reason_fourth"];

/** Why it is wrong, one key or tap each; optional, so nothing is chosen at first and a second press takes it back. */
export function ReasonChips({
  review,
  unit,
  hasKeys,
}: {
  readonly review: Review;
  readonly unit: ReviewUnit;
  readonly hasKeys: boolean;
}) {
  const t = useTranslations("review.pick");
  const r = useTranslations("review.reason");
  return (
    <fieldset className="flex min-w-0 flex-wrap items-center gap-1.5">
      <legend className="sr-only">{t("reason")}</legend>
      {FLAG_REASONS[unit.criterion].map((code, at) => {
        const isChosen = review.state.reasonCode === code;
        const command = COMMANDS[at];
        return (
          <button
            key={code}
            type="button"
            aria-pressed={isChosen}
            onClick={() => review.dispatch({ kind: "reason_chosen", reasonCode: isChosen ? null : code })}
            className={classNames(
              "inline-flex min-h-7 items-center gap-2 rounded-button border px-2 text-label hover:bg-hover max-wide:min-h-11 max-wide:px-3",
              isChosen ? "border-ink bg-surface font-[560] text-text" : "border-line bg-surface text-text-2",
            )}
          >
            {r(code)}
            {hasKeys && command !== undefined ? <CommandCap name={command} /> : null}
          </button>
        );
      })}
    </fieldset>
  );
}
