import { CHART_COLOUR } from "@/components/charts/chart-colour";
import type { ChartDrawing } from "@/components/charts/chart-frame";
import { linePath } from "@/components/charts/curve-path";
import { IntervalBar } from "@/components/charts/interval-bar";
import { AXIS_ROOM, PlotAxes, PlotLabel, plotArea } from "@/components/charts/plot-area";

/** Read units whose forecast chance of being wrong fell into one bin; all in percent. */
export interface ReliabilityBin {
  /** Mean forecast of the bin's units. */
  readonly forecast: number;
  readonly found: number;
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

/** Forecast against what readers found, with the diagonal of a forecast that is right. */
export function drawReliability(
  width: number,
  {
    bins,
    words,
    format,
  }: {
    readonly bins: readonly ReliabilityBin[];
    readonly words: { readonly forecast: string; readonly diagonal: string };
    readonly format: (value: number) => string;
  },
): ChartDrawing {
  const area = plotArea({
    width,
    height: Math.max(180, Math.min(260, width - 60)),
    marginRight: 12,
    xMost: 100,
    yMost: 100,
  });
  const sorted = bins.toSorted((a, b) => a.forecast - b.forecast);
  return {
    height: area.bottom + AXIS_ROOM,
    marks: (
      <>
        <PlotAxes area={area} xName={words.forecast} formatX={format} formatY={format} />
        <line
          x1={area.x(0)}
          y1={area.y(0)}
          x2={area.x(100)}
          y2={area.y(100)}
          stroke={CHART_COLOUR.grey}
          strokeWidth={1.5}
          strokeDasharray="6 4"
        />
        <PlotLabel x={area.x(97)} y={area.y(100) + 14} anchor="end">
          {words.diagonal}
        </PlotLabel>
        <path
          d={linePath(sorted.map((bin) => ({ x: area.x(bin.forecast), y: area.y(bin.found) })))}
          fill="none"
          stroke={CHART_COLOUR.project}
          strokeWidth={2}
          strokeOpacity={0.6}
        />
        {sorted.map((bin) => (
          <g key={bin.forecast} transform={`translate(${area.x(bin.forecast)} 0) rotate(90)`}>
            <IntervalBar
              shape={{
                from: area.y(bin.upper),
                to: area.y(bin.lower),
                dot: area.y(bin.found),
                capAtFrom: bin.upper < 100,
                capAtTo: bin.lower > 0,
              }}
              y={0}
            />
          </g>
        ))}
      </>
    ),
  };
}
