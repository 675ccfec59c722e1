import { scaleLinear } from "d3-scale";
import type { ReactNode } from "react";
import { CHART_COLOUR } from "@/components/charts/chart-colour";
import type { ChartDrawing } from "@/components/charts/chart-frame";
import { IntervalBar } from "@/components/charts/interval-bar";
import { type Interval, intervalShape } from "@/components/charts/interval-shape";

export interface IntervalRow {
  readonly name: string;
  /** The estimate in words, beside the name: "86.3%, 81 to 91". */
  readonly words: string;
  /** Null: not measured yet, which is hatched, and `words` say so. */
  readonly interval: Interval | null;
  readonly thin?: boolean;
}

const ROW = 44;
const AXIS = 24;
/** Room for half of a number at each end of the axis. */
const INSET = 14;
/** From here on names stand beside the bars, not above. */
const WIDE = 520;
const NAMES = 250;

/**
 * One interval a row on one axis, so that rows are read against each other. Names stand at the left; where it is narrow,
 * above their bars.
 */
export function drawIntervalRows(
  width: number,
  {
    rows,
    domain,
    ticks,
    format,
    zeroLine = null,
  }: {
    readonly rows: readonly IntervalRow[];
    readonly domain: readonly [number, number];
    readonly ticks: readonly number[];
    readonly format: (value: number) => string;
    /** A value that means something, such as no agreement beyond chance, drawn darker. */
    readonly zeroLine?: number | null;
  },
): ChartDrawing {
  const beside = width >= WIDE;
  const left = (beside ? NAMES : 0) + INSET;
  const right = width - INSET;
  const row = beside ? 34 : ROW;
  const bottom = rows.length * row;
  const x = scaleLinear().domain(domain).range([left, right]);
  return {
    height: bottom + AXIS,
    marks: (
      <>
        <Rules
          ticks={ticks}
          x={x}
          // Above its bar a name must not be crossed out.
          spans={beside ? [[0, bottom]] : rows.map((_, index) => [index * row + 22, (index + 1) * row - 2])}
          bottom={bottom}
          format={format}
          zeroLine={zeroLine}
        />
        {rows.map(({ name, words, interval, thin = false }, index) => {
          const top = index * row;
          const y = beside ? top + row / 2 : top + 32;
          return (
            <g key={name}>
              <text x={0} y={beside ? y : top + 15} dy={beside ? "0.36em" : undefined} fill={CHART_COLOUR.text}>
                <tspan fontWeight={thin ? 400 : 600}>{name}</tspan>
                <tspan dx={8} fill={CHART_COLOUR.label}>
                  {words}
                </tspan>
              </text>
              {interval === null ? (
                <line
                  x1={left}
                  x2={right}
                  y1={y}
                  y2={y}
                  stroke={CHART_COLOUR.grey}
                  strokeWidth={8}
                  strokeOpacity={0.45}
                  strokeDasharray="1 5"
                />
              ) : (
                <IntervalBar shape={intervalShape(interval, domain, [left, right])} y={y} thin={thin} />
              )}
            </g>
          );
        })}
      </>
    ),
  };
}

function Rules({
  ticks,
  x,
  spans,
  bottom,
  format,
  zeroLine,
}: {
  readonly ticks: readonly number[];
  readonly x: (value: number) => number;
  readonly spans: readonly (readonly [number, number])[];
  readonly bottom: number;
  readonly format: (value: number) => string;
  readonly zeroLine: number | null;
}): ReactNode {
  return ticks.map((tick) => (
    <g key={tick}>
      {spans.map(([from, to]) => (
        <line
          key={from}
          x1={x(tick)}
          x2={x(tick)}
          y1={from}
          y2={to}
          stroke={tick === zeroLine ? CHART_COLOUR.grey : CHART_COLOUR.rule}
          strokeWidth={1.5}
        />
      ))}
      <text x={x(tick)} y={bottom + 16} textAnchor="middle" fill={CHART_COLOUR.axis}>
        {format(tick)}
      </text>
    </g>
  ));
}
