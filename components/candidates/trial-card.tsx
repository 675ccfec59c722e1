"use client";

import { useFormatter, useTranslations } from "use-intl";
import { ChartFrame } from "@/components/charts/chart-frame";
import { drawTrial } from "@/components/charts/draw-trial";
import { VerdictGlyph, type VerdictKind } from "@/components/marks/verdict-mark";
import { Card } from "@/components/ui/card";
import { formatPercentFigure } from "@/components/ui/format-figure";
import { Notice } from "@/components/ui/notice";
import { withKeys } from "@/components/ui/with-keys";
import type { TrialView } from "@/lib/queries/candidate-contract";

const GLYPHS: Readonly<Record<TrialView["order"][number]["winner"], VerdictKind>> = {
  candidate: "agree",
  current: "wrong",
  neither: "skip",
};

/** A trial as it goes on: who won each label, and how strong the evidence for the candidate is. */
export function TrialCard({
  trial,
  number,
}: {
  readonly trial: TrialView;
  /** Of the candidate. */
  readonly number: number;
}) {
  const t = useTranslations("candidates.trial");
  const marks = useTranslations("marks.criterion");
  const format = useFormatter();
  const { labels, wins, losses, maxLabels, evidence, threshold, order, scope, share } = trial;
  const figure = (value: number) => format.number(value, { maximumSignificantDigits: 3 });
  const read = trial.byCriterion.filter((one) => one.wins + one.losses > 0);
  return (
    <Card className="h-full">
      <ChartFrame
        id="trial"
        title={t("title")}
        aside={t("labels", { labels, most: maxLabels })}
        description={t("description", { number })}
        fileName={`trial-candidate-${number}`}
        numbers={{
          head: [t("label"), t("criterion"), t("winner"), t("evidence")],
          rows: order.map(({ criterion, winner }, at) => [
            format.number(at + 1),
            marks(criterion),
            t(`won.${winner}`),
            figure(evidence[at + 1] ?? 1),
          ]),
        }}
        draw={(width) =>
          drawTrial(width, {
            evidence,
            threshold,
            words: { accept: t("accept"), labels: t("labelsAxis") },
            format: figure,
          })
        }
      >
        <p className="mt-3 flex flex-wrap items-baseline gap-x-5 gap-y-1 text-control tabular-nums">
          <span>
            <strong className="text-step">{format.number(wins)}</strong>{" "}
            <span className="text-agree">{t("fixed")}</span>
          </span>
          <span>
            <strong className="text-step">{format.number(losses)}</strong>{" "}
            <span className="text-wrong">{t("broke")}</span>
          </span>
          <span>
            <strong className="text-step">{format.number(Math.max(0, scope.compared - scope.disagreements))}</strong>{" "}
            <span className="text-text-3">{t("unchanged")}</span>
          </span>
          {share.estimate === null ? null : (
            <span className="text-label text-text-3">
              {t("share", {
                share: formatPercentFigure(share.estimate),
                lower: formatPercentFigure(share.lower),
                upper: formatPercentFigure(share.upper),
              })}
            </span>
          )}
        </p>
        {order.length > 0 ? (
          <ol aria-label={t("order")} className="mt-2 flex flex-wrap gap-1">
            {withKeys(order).map(({ key, row }) => (
              <li key={key}>
                <VerdictGlyph kind={GLYPHS[row.winner]} />
                <span className="sr-only">{t(`won.${row.winner}`)}</span>
              </li>
            ))}
          </ol>
        ) : null}
        {read.length > 0 ? (
          <dl className="mt-3 text-control tabular-nums">
            {read.map((one) => (
              <div key={one.criterion} className="flex gap-4 border-line border-t py-2">
                <dt className="flex-1">{marks(one.criterion)}</dt>
                <dd>{t("fixedCount", { count: one.wins })}</dd>
                <dd>{t("brokeCount", { count: one.losses })}</dd>
              </div>
            ))}
          </dl>
        ) : null}
        <p className="mt-2 text-label text-text-3">
          {t("scope", {
            fresh: scope.fresh,
            disagreements: scope.disagreements,
            round: trial.roundNumber,
          })}
        </p>
        <TrialOutcomeNotice trial={trial} />
      </ChartFrame>
    </Card>
  );
}

function TrialOutcomeNotice({ trial }: { readonly trial: TrialView }) {
  const t = useTranslations("candidates.trial");
  const marks = useTranslations("marks.criterion");
  if (trial.state === "open") {
    const inARow = winsInARow(trial);
    return inARow === null ? null : <Notice className="mt-3">{t("needs", { wins: inARow })}</Notice>;
  }
  if (trial.state === "vetoed") {
    return (
      <Notice tone="warning" className="mt-3" title={t("outcome.vetoed")}>
        {t("vetoedBy", { criteria: trial.vetoedBy.map(({ criterion }) => marks(criterion)).join(", ") })}
      </Notice>
    );
  }
  return (
    <Notice className="mt-3" title={t(`outcome.${trial.state}`)}>
      {t(`outcomeBody.${trial.state}`)}
    </Notice>
  );
}

/** So many wins without a loss would decide it now; null where no number of labels that are left is enough. */
function winsInARow({ minWins, labels, wins, maxLabels }: TrialView): number | null {
  for (let more = 1; labels + more <= maxLabels; more += 1) {
    const least = minWins[labels + more];
    if (least !== null && least !== undefined && least <= wins + more) return more;
  }
  return null;
}
