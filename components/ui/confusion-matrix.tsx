"use client";

import { useTranslations } from "use-intl";

export interface ConfusionCell {
  readonly clinician: string;
  readonly grader: string;
  readonly count: number;
}

/** Counts of clinician (rows) against grader (columns): the diagonal grey, the rest vermilion by count. */
export function ConfusionMatrix({
  caption,
  labels,
  cells,
}: {
  readonly caption: string;
  /** Values in order, with the word shown for each. */
  readonly labels: readonly { readonly value: string; readonly word: string }[];
  readonly cells: readonly ConfusionCell[];
}) {
  const t = useTranslations("common.confusion");
  const count = (clinician: string, grader: string) =>
    cells.find((cell) => cell.clinician === clinician && cell.grader === grader)?.count ?? 0;
  const largest = Math.max(1, ...cells.map((cell) => cell.count));
  const largestWrong = Math.max(1, ...cells.filter((c) => c.clinician !== c.grader).map((cell) => cell.count));
  return (
    <table className="border-separate border-spacing-[3px] text-label tabular-nums">
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr>
          <td />
          {labels.map((label) => (
            <th key={label.value} scope="col" className="pb-1 font-[400] text-text-3">
              {label.word}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {labels.map((row) => (
          <tr key={row.value}>
            <th scope="row" className="pr-1.5 text-right font-[400] text-text-3">
              {row.word}
            </th>
            {labels.map((column) => {
              const n = count(row.value, column.value);
              const same = row.value === column.value;
              const share = same ? 14 + 36 * (n / largest) : n === 0 ? 4 : 12 + 34 * (n / Math.max(largestWrong, 4));
              const hue = same ? "var(--color-control)" : "var(--color-wrong)";
              return (
                <td
                  key={column.value}
                  title={t("cell", { clinician: row.word, grader: column.word, count: n })}
                  className="h-11 w-14 min-w-12 rounded-tag text-center text-control font-[600] text-text"
                  style={{ background: `color-mix(in oklab, ${hue} ${share}%, var(--color-surface))` }}
                >
                  {n}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
