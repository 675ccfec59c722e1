"use client";

import { useTranslations } from "use-intl";
import { FailureHelp } from "@/components/runs/failure-help";
import { BarMeter } from "@/components/ui/bar-meter";
import { formatCount } from "@/components/ui/format-amount";
import type { FailureClass } from "@/lib/grading/grader";
import type { GradingRunView } from "@/lib/queries/run-contract";

/** Failed units by class, each a button to its grades; and the calls that were tried again. */
export function FailureBars({
  run,
  onOpen,
}: {
  readonly run: GradingRunView;
  readonly onOpen: (failureClass: FailureClass) => void;
}) {
  const t = useTranslations("runs.failures");
  const marks = useTranslations("marks.failure");
  const largest = Math.max(1, ...run.failureClasses.map((one) => one.count));
  const largestRetried = Math.max(1, ...run.retriedCalls.map((one) => one.count));
  return (
    <div className="grid gap-x-12 gap-y-5 border-line border-t p-5 fold:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] phone:px-6">
      {run.failureClasses.length > 0 ? (
        <section aria-label={t("title")}>
          <h3 className="text-control font-[600]">{t("title")}</h3>
          <p className="text-label text-text-3">{t("note")}</p>
          <ul className="mt-2 -mx-2">
            {run.failureClasses.map(({ failureClass, count }) => (
              <li key={failureClass}>
                <button
                  type="button"
                  aria-label={t("open", { failure: marks(failureClass), count })}
                  onClick={() => onOpen(failureClass)}
                  className="grid min-h-8 w-full grid-cols-[136px_minmax(0,1fr)_56px] items-center gap-3 rounded-button px-2 py-1 text-left text-control hover:bg-hover"
                >
                  <span className="font-[500]">{marks(failureClass)}</span>
                  <BarMeter value={count} total={largest} tone="wrong" thick label={marks(failureClass)} />
                  <span className="text-right tabular-nums">{formatCount(count)}</span>
                </button>
                <FailureHelp failureClass={failureClass} className="px-2 pb-1.5" />
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {run.retriedCalls.length > 0 ? (
        <section aria-label={t("retried")}>
          <h3 className="text-control font-[600]">{t("retried")}</h3>
          <p className="text-label text-text-3">{t("retriedNote")}</p>
          <ul className="mt-2">
            {run.retriedCalls.map(({ failureClass, count }) => (
              <li
                key={failureClass}
                className="grid min-h-8 grid-cols-[120px_minmax(0,1fr)_56px] items-center gap-3 text-control"
              >
                <span>{marks(failureClass)}</span>
                <BarMeter
                  value={count}
                  total={largestRetried}
                  tone="grey"
                  thick
                  label={t("retriedBar", { failure: marks(failureClass), count })}
                />
                <span className="text-right tabular-nums">{formatCount(count)}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}
