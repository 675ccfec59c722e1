"use client";

import { useTranslations } from "use-intl";
import { formatPercentFigure } from "@/components/ui/format-figure";
import type { ExportPreview } from "@/lib/queries/export-contract";

type Estimate = NonNullable<ExportPreview["after"]["reward"]>;

interface ShiftRow {
  readonly key: string;
  readonly label: string;
  readonly before: Estimate | null;
  readonly after: Estimate | null;
  /** End of the scale: 1 for shares, 4 for rewards. */
  readonly most: number;
}

const OUTCOMES = ["decision_wrong", "stop_right", "content_0", "content_half", "content_1"] as const;

/** How the rows that stay differ from all of them, line by line: figures, and both on one scale. */
export function ShiftTable({ preview }: { readonly preview: ExportPreview }) {
  const t = useTranslations("exports.preview");
  const { before, after, gradedReward } = preview;
  const rows: ShiftRow[] = [
    { key: "turnPosition", label: t("turnPosition"), before: before.turnPosition, after: after.turnPosition, most: 1 },
    { key: "stopShare", label: t("stopShare"), before: before.stopShare, after: after.stopShare, most: 1 },
    ...(before.reward === null
      ? []
      : [
          { key: "reward", label: t("reward"), before: before.reward, after: after.reward, most: 4 },
          ...OUTCOMES.map((outcome) => ({
            key: outcome,
            label: t(`outcome.${outcome}`),
            before: before.outcomes[outcome] ?? null,
            after: after.outcomes[outcome] ?? null,
            most: 1,
          })),
        ]),
  ];
  return (
    <>
      <table className="mt-4 w-full border-line border-t text-control tabular-nums">
        <caption className="sr-only">{t("caption")}</caption>
        <thead>
          <tr className="text-label text-text-3">
            <th scope="col" className="py-1.5 pr-3 text-left font-[400]">
              <span className="sr-only">{t("what")}</span>
            </th>
            <th scope="col" className="w-16 py-1.5 text-right font-[400]">
              {t("all")}
            </th>
            <th scope="col" className="w-28 py-1.5 pl-3 text-right font-[400]">
              {t("thisFile")}
            </th>
            <td className="hidden w-28 py-1.5 pl-4 phone:table-cell" />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} className="border-line border-t align-top">
              <th scope="row" className="py-1.5 pr-3 text-left font-[400] text-text-2">
                {row.label}
              </th>
              <td className="py-1.5 text-right text-text-3">{figureOf(row.before, row.most)}</td>
              <td className="py-1.5 pl-3 text-right">
                {figureOf(row.after, row.most)}
                <IntervalWords estimate={row.after} most={row.most} />
              </td>
              <td className="hidden py-1.5 pl-4 phone:table-cell" aria-hidden="true">
                <Track {...row} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {gradedReward === null ? null : (
        <p className="mt-3 text-label text-text-3 tabular-nums">
          {t("gradedReward", { reward: figureOf(gradedReward, 4) })}
        </p>
      )}
    </>
  );
}

function figureOf(estimate: Estimate | null, most: number): string {
  if (estimate === null) return "–";
  return most === 1 ? `${formatPercentFigure(estimate.estimate)}%` : estimate.estimate.toFixed(2);
}

/** The interval of a sample; nothing where everything was looked at. */
function IntervalWords({ estimate, most }: { readonly estimate: Estimate | null; readonly most: number }) {
  const t = useTranslations("exports.preview");
  if (estimate === null || estimate.lower === null || estimate.upper === null) return null;
  if (estimate.lower === estimate.upper) return null;
  const word = (value: number) => (most === 1 ? formatPercentFigure(value) : value.toFixed(2));
  return (
    <span className="block text-label text-text-3">
      {t("interval", { lower: word(estimate.lower), upper: word(estimate.upper) })}
    </span>
  );
}

/** All rows as a ring, those that stay as a dot with its interval. */
function Track({ before, after, most }: ShiftRow) {
  const at = (value: number) => `${(Math.min(most, Math.max(0, value)) / most) * 100}%`;
  return (
    <svg width="100%" height={20} className="block overflow-visible" aria-hidden="true">
      <line x1="0" x2="100%" y1={10} y2={10} stroke="var(--color-line-strong)" />
      {after === null || after.lower === null || after.upper === null ? null : (
        <line x1={at(after.lower)} x2={at(after.upper)} y1={10} y2={10} stroke="var(--color-text)" strokeWidth={2.5} />
      )}
      {after === null ? null : <circle cx={at(after.estimate)} cy={10} r={4} fill="var(--color-text)" />}
      {before === null ? null : (
        <circle cx={at(before.estimate)} cy={10} r={6.5} fill="none" stroke="var(--color-control)" strokeWidth={1.5} />
      )}
    </svg>
  );
}
