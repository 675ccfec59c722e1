"use client";

import { useTranslations } from "use-intl";
import { useCaps } from "@/components/review/keys-context";
import type { ReviewUnit } from "@/components/review/use-place";
import { agreeability, type Review } from "@/components/review/use-review";
import { useValueWords } from "@/components/review/value-words";
import { Button } from "@/components/ui/button";
import { withKeys } from "@/components/ui/with-keys";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { verdictValueKey } from "@/lib/calibration/verdict-value-key";

/** After an answer that had to come first: the grade beside it, or what others said, and the way on. */
export function RevealedAnswer({
  review,
  unit,
  hasKeys,
}: {
  readonly review: Review;
  readonly unit: ReviewUnit;
  readonly hasKeys: boolean;
}) {
  const t = useTranslations("review.reveal");
  const words = useValueWords();
  const caps = useCaps();
  const { reveal, mode } = review.state;
  const standing = review.standing(unit.unitId);
  if (reveal === null || mode.kind !== "reading") return null;
  const isSame = standing?.kind === "agree";
  const size = hasKeys ? "regular" : "touch";
  const others = groupEqual(reveal.otherValues ?? []);
  return (
    <div className="flex flex-col gap-2">
      {reveal.kind === "blind" ? (
        <p className="text-control">
          <span className="font-[600]">{t(isSame ? "same" : "other")}</span>
          {standing?.value ? (
            <span className="text-text-2">
              {" "}
              {t("yours")}: {words(standing.value)}.
            </span>
          ) : null}
        </p>
      ) : (
        <div className="text-control">
          <p className="font-[600]">{t("others")}</p>
          <ul className="mt-1 flex flex-col gap-0.5 text-text-2">
            {withKeys(others).map(({ key, row }) => (
              <li key={key}>
                <span className="font-[560] text-text">{words(row.value)}</span>{" "}
                <span className="text-text-3">{t("othersSame", { count: row.count })}</span>
              </li>
            ))}
          </ul>
          <p className="mt-1 text-text-3">{t("settled")}</p>
        </div>
      )}
      <div className="grid grid-cols-2 gap-2">
        <Button variant="ink" size={size} keyCap={hasKeys ? "Enter" : undefined} onClick={review.goOn}>
          {t(isSame || reveal.kind === "adjudication" ? "next" : "keep")}
        </Button>
        {!isSame && reveal.kind === "blind" && agreeability(unit) === "possible" ? (
          <Button size={size} keyCap={hasKeys ? caps("agree") : undefined} onClick={review.agree}>
            {t("change")}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

function groupEqual(values: readonly VerdictValue[]): { value: VerdictValue; count: number }[] {
  const byKey = new Map<string, { value: VerdictValue; count: number }>();
  for (const value of values) {
    const key = verdictValueKey(value);
    byKey.set(key, { value, count: (byKey.get(key)?.count ?? 0) + 1 });
  }
  return [...byKey.values()];
}
