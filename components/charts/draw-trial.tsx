import { scaleLinear, scaleLog } from "d3-scale";
import { CHART_COLOUR } from "@/components/charts/chart-colour";
import type { ChartDrawing } from "@/components/charts/chart-frame";
import { linePath } from "@/components/charts/curve-path";
import { AXIS_ROOM, PlotLabel } from "@/components/charts/plot-area";

const HEIGHT = 150;
const LEFT = 34;
const TOP = 18;
/** Labels on the axis at first; it grows with the trial. */
const LEAST_LABELS = 20;

/**
 * Evidence for the candidate "to 1" after each label, on a log scale, with the line at which it wins.
 * `evidence`: before the first label and after each, > 0.
 */
export function drawTrial(
  width: number,
  {
    evidence,
    threshold,
    words,
    format,
  }: {
    readonly evidence: readonly number[];
    readonly threshold: number;
    readonly words: { readonly accept: string; readonly labels: string };
    readonly format: (value: number) => string;
  },
): ChartDrawing {
  const labels = evidence.length - 1;
  const right = width - 14;
  const bottom = TOP + HEIGHT;
  const x = scaleLinear()
    .domain([0, Math.max(LEAST_LABELS, labels)])
    .range([LEFT, right]);
  const least = Math.min(0.5, ...evidence);
  const most = Math.max(threshold * 1.5, ...evidence);
  const y = scaleLog().domain([least, most]).range([bottom, TOP]).clamp(true);
  const rules = [0.001, 0.01, 0.1, 1, 5].filter((value) => value >= least && value <= most);
  const points = evidence.map((value, at) => ({ x: x(at), y: y(value) }));
  const last = points.at(-1);
  const now = evidence.at(-1) ?? 1;
  return {
    height: bottom + AXIS_ROOM,
    marks: (
      <>
        {rules.map((value) => (
          <g key={value}>
            <line x1={LEFT} x2={right} y1={y(value)} y2={y(value)} stroke={CHART_COLOUR.rule} strokeWidth={1} />
            <text x={LEFT - 8} y={y(value)} dy="0.36em" textAnchor="end" fill={CHART_COLOUR.axis}>
              {format(value)}
            </text>
          </g>
        ))}
        <line
          x1={LEFT}
          x2={right}
          y1={y(threshold)}
          y2={y(threshold)}
          stroke={CHART_COLOUR.label}
          strokeWidth={1.5}
          strokeDasharray="3 3"
        />
        <text x={LEFT - 8} y={y(threshold)} dy="0.36em" textAnchor="end" fill={CHART_COLOUR.label} fontWeight={600}>
          {format(threshold)}
        </text>
        <PlotLabel x={right} y={y(threshold) - 7} anchor="end">
          {words.accept}
        </PlotLabel>
        {x.ticks(5).map((tick) => (
          <text key={tick} x={x(tick)} y={bottom + 17} textAnchor="middle" fill={CHART_COLOUR.axis}>
            {format(tick)}
          </text>
        ))}
        <text x={right} y={bottom + 34} textAnchor="end" fill={CHART_COLOUR.axis}>
          {words.labels}
        </text>
        <path d={linePath(points)} fill="none" stroke={CHART_COLOUR.label} strokeWidth={2} strokeLinejoin="round" />
        {last ? (
          <>
            <circle cx={last.x} cy={last.y} r={4.5} fill={CHART_COLOUR.label} />
            <PlotLabel x={last.x + 10} y={last.y + 4} strong>
              {format(now)}
            </PlotLabel>
          </>
        ) : null}
      </>
    ),
  };
}
