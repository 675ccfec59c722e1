import { CHART_COLOUR } from "@/components/charts/chart-colour";
import type { ChartDrawing } from "@/components/charts/chart-frame";
import { bandPath, linePath } from "@/components/charts/curve-path";
import type { Interval } from "@/components/charts/interval-shape";
import { AXIS_ROOM, PlotAxes, PlotLabel, plotArea } from "@/components/charts/plot-area";
import { spreadLabels } from "@/components/charts/spread-labels";

/** Corrections found after so many reads, as a running count. */
export interface CorrectionPoint {
  readonly reads: number;
  readonly corrections: number;
}

const HEIGHT = 180;
const WIDE = 420;

/** The running count of corrections beside what as many random reads would find, with the band of that. */
export function drawCorrections(
  width: number,
  {
    points,
    randomShare,
    lastRead,
    words,
    format,
  }: {
    readonly points: readonly CorrectionPoint[];
    /** Share of grades that are wrong, 0 … 1, from random audits; null before the first. */
    readonly randomShare: Interval | null;
    readonly lastRead: number;
    readonly words: { readonly reads: string; readonly project: string; readonly random: string };
    readonly format: (value: number) => string;
  },
): ChartDrawing {
  const beside = width >= WIDE;
  const last = points.at(-1) ?? { reads: 0, corrections: 0 };
  const area = plotArea({
    width,
    height: HEIGHT,
    marginRight: beside ? 104 : 8,
    xMost: lastRead,
    yMost: Math.max(4, last.corrections, last.reads * (randomShare?.estimate ?? 0)),
    yWhole: true,
  });
  const along = (share: number) => [0, last.reads].map((reads) => ({ x: area.x(reads), y: area.y(reads * share) }));
  const ends = [
    ...(randomShare === null
      ? []
      : [{ name: words.random, y: area.y(last.reads * randomShare.estimate), colour: CHART_COLOUR.label as string }]),
    { name: words.project, y: area.y(last.corrections), colour: CHART_COLOUR.project as string },
  ];
  const heights = spreadLabels(
    ends.map(({ y }) => y + (beside ? 4 : -7)),
    { gap: 16, from: area.top + 8, to: area.bottom - 4 },
  );
  const labelX = beside ? area.x(last.reads) + 8 : area.x(last.reads);
  return {
    height: area.bottom + AXIS_ROOM,
    marks: (
      <>
        <PlotAxes area={area} xName={words.reads} formatX={format} formatY={format} />
        {randomShare === null ? null : (
          <>
            <path
              d={bandPath(along(randomShare.upper), along(randomShare.lower))}
              fill={CHART_COLOUR.grey}
              fillOpacity={0.13}
            />
            <path
              d={linePath(along(randomShare.estimate))}
              fill="none"
              stroke={CHART_COLOUR.grey}
              strokeWidth={1.5}
              strokeDasharray="6 4"
            />
          </>
        )}
        <path
          d={linePath(points.map(({ reads, corrections }) => ({ x: area.x(reads), y: area.y(corrections) })))}
          fill="none"
          stroke={CHART_COLOUR.project}
          strokeWidth={2.5}
          strokeLinejoin="round"
        />
        {ends.map(({ name, colour }, index) => (
          <PlotLabel
            key={name}
            x={Math.max(labelX, beside ? 0 : area.left + 120)}
            y={heights[index] ?? area.top}
            anchor={beside ? "start" : "end"}
            colour={colour}
          >
            {name}
          </PlotLabel>
        ))}
      </>
    ),
  };
}
