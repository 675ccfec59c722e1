"use client";

import { diffWordsWithSpace } from "diff";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { type DiffRow, foldDiffRows, pairDiffLines } from "@/components/graders/diff-rows";
import { Card, CardHead } from "@/components/ui/card";
import { classNames } from "@/components/ui/class-names";
import { Segments } from "@/components/ui/segments";
import type { VersionComparison } from "@/lib/queries/grader-contract";

type View = "side" | "inline";

/** The two definitions line by line: what was before in grey, what came in the grader's blue, changed words marked. */
export function DiffCard({ comparison }: { readonly comparison: VersionComparison }) {
  const t = useTranslations("graders.comparison");
  const [view, setView] = useState<View>("side");
  const [openFolds, setOpenFolds] = useState<ReadonlySet<number>>(new Set());
  const parts = useMemo(() => foldDiffRows(pairDiffLines(comparison.diff)), [comparison.diff]);
  const count = (kind: "removed" | "added") => comparison.diff.filter((line) => line.kind === kind).length;
  const removed = count("removed");
  const added = count("added");
  const isSame = removed === 0 && added === 0;
  const caption = t("diffCaption", { before: comparison.before.label, after: comparison.after.label });
  const rowsOf = (rows: readonly DiffRow[]) =>
    rows.map((row) => (
      <DiffLines key={`${row.before?.number ?? ""}:${row.after?.number ?? ""}`} row={row} view={view} />
    ));
  return (
    <Card padded={false} labelledBy="diff" className="overflow-hidden">
      <div className="space-y-3 px-5 pt-5 pb-3 phone:px-6">
        <CardHead id="diff" title={t("diff")} aside={isSame ? null : t("diffNote", { removed, added })} />
        {isSame ? (
          <p className="pb-2 text-control text-text-2">{t("diffSame")}</p>
        ) : (
          <div className="hidden fold:block">
            <Segments
              label={t("view")}
              value={view}
              options={(["side", "inline"] as const).map((value) => ({ value, label: t(`viewOption.${value}`) }))}
              onChange={setView}
            />
          </div>
        )}
      </div>
      {isSame ? null : (
        <table className="w-full table-fixed border-collapse border-line border-t font-mono text-label">
          <caption className="sr-only">{caption}</caption>
          <thead className={view === "side" ? "sr-only fold:not-sr-only" : "sr-only"}>
            <tr className="border-line border-b text-left text-text-3">
              <th scope="col" className="px-5 py-1.5 font-[500] phone:px-6">
                {comparison.before.label}
              </th>
              <th scope="col" className="px-5 py-1.5 font-[500] phone:px-6">
                {comparison.after.label}
              </th>
            </tr>
          </thead>
          <tbody>
            {parts.map((part, index) => {
              if (part.kind === "row") return rowsOf([part]);
              if (openFolds.has(index)) return rowsOf(part.rows);
              return (
                <tr key={`fold-${part.rows[0]?.before?.number ?? index}`}>
                  <td colSpan={2} className="border-line border-y bg-sunken p-0">
                    <button
                      type="button"
                      aria-expanded="false"
                      onClick={() => setOpenFolds((open) => new Set([...open, index]))}
                      className="block h-8 w-full px-5 text-left font-sans text-text-3 hover:text-text phone:px-6"
                    >
                      {t("folded", { count: part.rows.length })}
                    </button>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Card>
  );
}

/** One row side by side from 900 px on; below, and inline, the removed line stands above the added one. */
function DiffLines({ row, view }: { readonly row: DiffRow; readonly view: View }) {
  if (row.isSame) {
    return (
      <>
        <tr className={view === "side" ? "fold:hidden" : undefined}>
          <Cell kind="same" span>
            {row.after?.text}
          </Cell>
        </tr>
        {view === "side" ? (
          <tr className="hidden fold:table-row">
            <Cell kind="same">{row.before?.text}</Cell>
            <Cell kind="same">{row.after?.text}</Cell>
          </tr>
        ) : null}
      </>
    );
  }
  const words = wordsOf(row);
  return (
    <>
      {row.before === null ? null : (
        <tr className={view === "side" ? "fold:hidden" : undefined}>
          <Cell kind="removed" span>
            {words.before}
          </Cell>
        </tr>
      )}
      {row.after === null ? null : (
        <tr className={view === "side" ? "fold:hidden" : undefined}>
          <Cell kind="added" span>
            {words.after}
          </Cell>
        </tr>
      )}
      {view === "side" ? (
        <tr className="hidden fold:table-row">
          <Cell kind={row.before === null ? "none" : "removed"}>{words.before}</Cell>
          <Cell kind={row.after === null ? "none" : "added"}>{words.after}</Cell>
        </tr>
      ) : null}
    </>
  );
}

function Cell({
  kind,
  span = false,
  children,
}: {
  readonly kind: "same" | "removed" | "added" | "none";
  readonly span?: boolean;
  readonly children?: ReactNode;
}) {
  const t = useTranslations("graders.comparison");
  return (
    <td
      colSpan={span ? 2 : undefined}
      className={classNames(
        "border-line px-2 py-px align-top whitespace-pre-wrap break-words leading-5 not-first:border-l",
        kind === "same" && "text-text-2",
        kind === "removed" && "bg-sunken text-text-2",
        kind === "added" && "bg-grader-ground text-text",
        kind === "none" && "hatched opacity-40",
      )}
    >
      <span className="grid grid-cols-[16px_minmax(0,1fr)]">
        <span aria-hidden="true" className="text-text-3 select-none">
          {kind === "removed" ? "−" : kind === "added" ? "+" : ""}
        </span>
        <span>
          {kind === "removed" || kind === "added" ? <span className="sr-only">{t(kind)}: </span> : null}
          {children}
        </span>
      </span>
    </td>
  );
}

/** Longer pairs are shown whole: the word comparison costs the product of their lengths. */
const LONGEST_WORD_DIFF = 4_000;

/** Lines with less in common are different lines; marking the words they happen to share would only be noise. */
const LEAST_ALIKE = 0.4;

/** The two lines with the words that differ marked; a line that stands alone is shown as it is. */
function wordsOf(row: DiffRow): { before: ReactNode; after: ReactNode } {
  const before = row.before?.text ?? "";
  const after = row.after?.text ?? "";
  if (row.before === null || row.after === null || before.length + after.length > LONGEST_WORD_DIFF) {
    return { before, after };
  }
  const parts = diffWordsWithSpace(before, after);
  const alike = parts.reduce((sum, part) => sum + (part.added || part.removed ? 0 : part.value.length), 0);
  if (alike < LEAST_ALIKE * Math.max(before.length, after.length)) return { before, after };
  let at = 0;
  const side = (drop: "added" | "removed", className: string) =>
    parts
      .filter((part) => !part[drop])
      .map((part) => {
        at += 1;
        return part.added || part.removed ? (
          <span key={at} className={className}>
            {part.value}
          </span>
        ) : (
          part.value
        );
      });
  return {
    before: side("added", "line-through decoration-text-3"),
    after: side("removed", "rounded-[2px] bg-quote-on font-[600]"),
  };
}
