import { scaleLinear } from "d3-scale";
import type { ReactNode } from "react";
import { CHART_COLOUR } from "@/components/charts/chart-colour";

export interface PlotArea {
  /** px from the left edge of the drawing to the first and last value. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
  /** The last value of each axis. */
  readonly xEnd: number;
  readonly yEnd: number;
}

/** Room under the plot for the axis and its name, px. */
export const AXIS_ROOM = 38;

/**
 * The axes of a plot that starts at zero on both. Ends are round numbers that hold `xMost` and `yMost`. Values beyond an
 * end are drawn at it.
 */
export function plotArea({
  width,
  height,
  marginRight,
  xMost,
  yMost,
  yWhole = false,
}: {
  readonly width: number;
  /** Of the plot without the axis below. */
  readonly height: number;
  readonly marginRight: number;
  readonly xMost: number;
  readonly yMost: number;
  /** Counts have no ticks between whole numbers. */
  readonly yWhole?: boolean;
}): PlotArea {
  const left = 30;
  const right = width - marginRight;
  const top = 10;
  const bottom = top + height;
  const xCount = Math.max(2, Math.min(6, Math.floor((right - left) / 70)));
  const x = scaleLinear()
    .domain([0, Math.max(1, xMost)])
    .nice(xCount)
    .range([left, right])
    .clamp(true);
  const y = scaleLinear().domain([0, yMost]).nice(5).range([bottom, top]).clamp(true);
  const whole = (value: number) => Number.isInteger(value);
  return {
    left,
    right,
    top,
    bottom,
    x,
    y,
    xTicks: x.ticks(xCount).filter(whole),
    yTicks: yWhole ? y.ticks(5).filter(whole) : y.ticks(5),
    xEnd: x.domain()[1] ?? xMost,
    yEnd: y.domain()[1] ?? yMost,
  };
}

/** Horizontal rules only, values at the left and below, the name of the horizontal axis at its end. */
export function PlotAxes({
  area,
  xName,
  formatX,
  formatY,
}: {
  readonly area: PlotArea;
  readonly xName: string;
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
}) {
  const { left, right, bottom, x, y, xTicks, yTicks } = area;
  return (
    <g>
      {yTicks.map((tick) => (
        <g key={tick}>
          <line x1={left} x2={right} y1={y(tick)} y2={y(tick)} stroke={CHART_COLOUR.rule} strokeWidth={1} />
          <text x={left - 8} y={y(tick)} dy="0.36em" textAnchor="end" fill={CHART_COLOUR.axis}>
            {formatY(tick)}
          </text>
        </g>
      ))}
      {xTicks.map((tick) => (
        <text key={tick} x={x(tick)} y={bottom + 17} textAnchor="middle" fill={CHART_COLOUR.axis}>
          {formatX(tick)}
        </text>
      ))}
      <text x={right} y={bottom + 34} textAnchor="end" fill={CHART_COLOUR.axis}>
        {xName}
      </text>
    </g>
  );
}

/** Words on a plot: a halo of the ground keeps them readable where they cross a line. */
export function PlotLabel({
  x,
  y,
  anchor = "start",
  colour = CHART_COLOUR.label,
  strong = false,
  children,
}: {
  readonly x: number;
  readonly y: number;
  readonly anchor?: "start" | "middle" | "end";
  readonly colour?: string;
  readonly strong?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <text
      x={x}
      y={y}
      textAnchor={anchor}
      fill={colour}
      fontWeight={strong ? 600 : 500}
      stroke={CHART_COLOUR.ground}
      strokeWidth={4}
      strokeLinejoin="round"
      paintOrder="stroke"
    >
      {children}
    </text>
  );
}
