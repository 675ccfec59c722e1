"use client";

import { Download, Table2 } from "lucide-react";
import { type ReactNode, useId, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { svgFile } from "@/components/charts/svg-file";
import { useChartWidth } from "@/components/charts/use-chart-width";
import { buttonClass } from "@/components/ui/button-class";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";

/** What a chart draws, as a table: every chart has one behind it. Cells are written with their unit in the header. */
export interface ChartNumbers {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface ChartDrawing {
  /** px; the width is the frame's. */
  readonly height: number;
  readonly marks: ReactNode;
}

/**
 * Around every chart: its name and unit, the drawing made for the width there is, its numbers as a table beside it, and
 * the drawing as a file. A reader of the screen gets the table always, others when they ask.
 */
export function ChartFrame({
  title,
  description,
  aside,
  level = 2,
  id,
  fileName,
  numbers,
  draw,
  children,
}: {
  readonly title: string;
  /** What is drawn and in which unit. */
  readonly description: string;
  readonly aside?: ReactNode;
  readonly level?: 2 | 3;
  readonly id?: string;
  /** Without ending. */
  readonly fileName: string;
  readonly numbers: ChartNumbers;
  readonly draw: (width: number) => ChartDrawing;
  /** Words under the chart. */
  readonly children?: ReactNode;
}) {
  const t = useTranslations("charts");
  const ownId = useId();
  const titleId = id ?? `${ownId}-title`;
  const descriptionId = `${ownId}-description`;
  const tableId = `${ownId}-numbers`;
  const { frame, width } = useChartWidth();
  const chart = useRef<SVGSVGElement>(null);
  const [shown, setShown] = useState(false);
  const { height, marks } = draw(width);
  const Heading = level === 2 ? "h2" : "h3";
  const small = (selected: boolean) =>
    buttonClass({ variant: "quiet", size: "small", selected, className: "h-7 px-2 text-label print:hidden" });

  function download() {
    if (chart.current === null) return;
    const text = svgFile(chart.current, title, description);
    const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `${fileName}.svg`;
    link.click();
    URL.revokeObjectURL(url);
  }

  return (
    <figure aria-labelledby={titleId} className="m-0 min-w-0 break-inside-avoid">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
        <div className="min-w-0 flex-1 basis-56">
          <Heading id={titleId} className="text-body font-[600]">
            {title}
          </Heading>
          <p id={descriptionId} className="mt-0.5 max-w-[76ch] text-label text-text-3 tabular-nums">
            {description}
          </p>
        </div>
        <div className="-mt-1 -mr-2 flex shrink-0 items-center">
          {aside ? <span className="mr-2 text-label text-text-3 tabular-nums">{aside}</span> : null}
          <button
            type="button"
            aria-expanded={shown}
            aria-controls={tableId}
            onClick={() => setShown(!shown)}
            className={small(shown)}
          >
            <Icon icon={Table2} size={14} />
            {t("numbers")}
          </button>
          <button type="button" aria-label={t("download")} onClick={download} className={small(false)}>
            <Icon icon={Download} size={14} />
            SVG
          </button>
        </div>
      </div>
      <div className={classNames("mt-3 grid gap-4", shown && "fold:grid-cols-[minmax(0,1fr)_auto]")}>
        <div ref={frame} className="min-w-0 overflow-x-auto">
          <svg
            ref={chart}
            role="img"
            aria-label={title}
            aria-describedby={descriptionId}
            viewBox={`0 0 ${width} ${height}`}
            width={width}
            height={height}
            className="block h-auto max-w-full overflow-visible text-label tabular-nums"
          >
            {marks}
          </svg>
        </div>
        <div
          id={tableId}
          tabIndex={shown ? 0 : undefined}
          className={
            shown ? "max-h-80 self-start overflow-auto rounded-input border border-line print:max-h-none" : "sr-only"
          }
        >
          <NumbersTable caption={description} numbers={numbers} />
        </div>
      </div>
      {children}
    </figure>
  );
}

function NumbersTable({ caption, numbers }: { readonly caption: string; readonly numbers: ChartNumbers }) {
  return (
    <table className="w-full border-collapse text-label tabular-nums">
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr className="border-line border-b text-text-3">
          {numbers.head.map((name, index) => (
            <th
              key={name}
              scope="col"
              className={classNames("px-3 py-1.5 font-[500]", index === 0 ? "text-left" : "text-right")}
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {numbers.rows.map((row) => (
          <tr key={row.join(" ")} className="border-line not-last:border-b">
            {row.map((cell, index) =>
              index === 0 ? (
                <th key={numbers.head[index]} scope="row" className="px-3 py-1.5 text-left font-[400] text-text-2">
                  {cell}
                </th>
              ) : (
                <td key={numbers.head[index]} className="px-3 py-1.5 text-right whitespace-nowrap">
                  {cell}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
