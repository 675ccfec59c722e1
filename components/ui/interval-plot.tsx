"use client";

import { scaleLinear } from "d3-scale";
import { useTranslations } from "use-intl";

export interface IntervalSeries {
  readonly label: string;
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * An estimate with its interval on an axis: dot on a bar with caps. All numbers are in the unit of the axis (percent
 * as 0 … 100). `previous` lies thin and grey below. A bound that touches the axis' start has one cap.
 * The same values stand in a table for screen readers.
 */
export function IntervalPlot({
  label,
  current,
  previous = null,
  domain,
  ticks,
  format,
  target = null,
  showLabels = false,
  zeroLine = false,
  roomAbove = false,
}: {
  /** What is estimated, with its unit: "Grader accuracy, percent". */
  readonly label: string;
  readonly current: IntervalSeries;
  readonly previous?: IntervalSeries | null;
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly format: (value: number) => string;
  readonly target?: { readonly value: number; readonly label: string } | null;
  /** Writes each series' name at the left of its bar. */
  readonly showLabels?: boolean;
  /** Draws the line of no difference darker. */
  readonly zeroLine?: boolean;
  /** Keeps the height of a target's label also without one, so that plots side by side stand level. */
  readonly roomAbove?: boolean;
}) {
  const t = useTranslations("common.interval");
  const scale = scaleLinear().domain(domain).range([0, 100]).clamp(true);
  const at = (value: number) => `${scale(value)}%`;
  const top = target === null && !roomAbove ? 8 : 24;
  const barY = top + 20;
  const previousY = barY + 20;
  const bottom = (previous === null ? barY : previousY) + 16;
  const labelY = bottom + 16;
  return (
    <figure className="m-0">
      <div className="px-4" aria-hidden="true">
        <svg width="100%" height={labelY + 4} className="block overflow-visible text-label tabular-nums">
          <title>{label}</title>
          {ticks.map((tick) => (
            <g key={tick}>
              <line
                x1={at(tick)}
                x2={at(tick)}
                y1={top}
                y2={bottom}
                stroke={zeroLine && tick === 0 ? "var(--color-control)" : "var(--color-line)"}
                strokeWidth={1.5}
              />
              <text x={at(tick)} y={labelY} textAnchor="middle" fill="var(--color-text-3)">
                {format(tick)}
              </text>
            </g>
          ))}
          {target === null ? null : (
            <>
              <line
                x1={at(target.value)}
                x2={at(target.value)}
                y1={top - 2}
                y2={bottom}
                stroke="var(--color-text)"
                strokeWidth={1.5}
                strokeDasharray="3 3"
              />
              <text x={at(target.value)} y={top - 8} textAnchor="middle" fill="var(--color-text-2)">
                {target.label}
              </text>
            </>
          )}
          <Bar series={current} at={at} y={barY} domain={domain} showLabel={showLabels} />
          {previous === null ? null : (
            <Bar series={previous} at={at} y={previousY} domain={domain} showLabel={showLabels} thin />
          )}
        </svg>
      </div>
      <table className="sr-only">
        <caption>{label}</caption>
        <thead>
          <tr>
            <th scope="col">{t("series")}</th>
            <th scope="col">{t("estimate")}</th>
            <th scope="col">{t("lower")}</th>
            <th scope="col">{t("upper")}</th>
          </tr>
        </thead>
        <tbody>
          {[current, ...(previous === null ? [] : [previous])].map((series) => (
            <tr key={series.label}>
              <th scope="row">{series.label}</th>
              <td>{format(series.estimate)}</td>
              <td>{format(series.lower)}</td>
              <td>{format(series.upper)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

function Bar({
  series,
  at,
  y,
  domain,
  showLabel,
  thin = false,
}: {
  readonly series: IntervalSeries;
  readonly at: (value: number) => string;
  readonly y: number;
  readonly domain: readonly [number, number];
  readonly showLabel: boolean;
  readonly thin?: boolean;
}) {
  const colour = thin ? "var(--color-control)" : "var(--color-text)";
  const cap = thin ? 5 : 5.5;
  const [start, end] = domain;
  // The name stands where the bar leaves room: before it, or after it when the bar begins in the first third.
  const labelAfter = (series.lower - start) / (end - start) < 0.34;
  return (
    <g>
      <line x1={at(series.lower)} x2={at(series.upper)} y1={y} y2={y} stroke={colour} strokeWidth={thin ? 1.5 : 3} />
      {[series.lower, series.upper].map((value, index) =>
        (index === 0 && value <= start) || (index === 1 && value > end) ? null : (
          <line
            key={index === 0 ? "lower" : "upper"}
            x1={at(value)}
            x2={at(value)}
            y1={y - cap}
            y2={y + cap}
            stroke={colour}
            strokeWidth={thin ? 1.5 : 2}
          />
        ),
      )}
      <circle
        cx={at(series.estimate)}
        cy={y}
        r={thin ? 4 : 5.5}
        fill={colour}
        stroke="var(--color-surface)"
        strokeWidth={2}
      />
      {showLabel ? (
        <text
          x={at(labelAfter ? series.upper : series.lower)}
          y={y}
          dx={labelAfter ? 10 : -8}
          dy="0.36em"
          textAnchor={labelAfter ? "start" : "end"}
          fill={thin ? "var(--color-text-3)" : "var(--color-text)"}
          fontWeight={thin ? 400 : 600}
        >
          {series.label}
        </text>
      ) : null}
    </g>
  );
}
