import { CHART_COLOUR } from "@/components/charts/chart-colour";
import type { ChartDrawing } from "@/components/charts/chart-frame";
import { bandPath, linePath } from "@/components/charts/curve-path";
import { IntervalBar } from "@/components/charts/interval-bar";
import type { Interval } from "@/components/charts/interval-shape";
import { AXIS_ROOM, type PlotArea, PlotAxes, PlotLabel, plotArea } from "@/components/charts/plot-area";
import { spreadLabels } from "@/components/charts/spread-labels";

/** Percent of units whose label is wrong, after so many reads. */
export interface ErrorLeftPoint extends Interval {
  readonly reads: number;
}

export interface ErrorLeftData {
  /** By reads, rising. */
  readonly points: readonly ErrorLeftPoint[];
  /** What reading in random order would have left, from the same start: [reads, percent]. */
  readonly random: readonly { readonly reads: number; readonly percent: number }[];
  /** What is forecast of the reads still in the budget. */
  readonly expected: readonly { readonly reads: number; readonly percent: number }[];
  /** Percent. */
  readonly target: number;
  /** Something that changed the labels at once, such as a promotion. */
  readonly events: readonly { readonly reads: number; readonly name: string }[];
  /** Reads at which the model was fitted anew, marked on the axis. */
  readonly readMarks: readonly number[];
  /** The last read that the axis shows: the budget. */
  readonly lastRead: number;
  readonly words: {
    readonly reads: string;
    readonly project: string;
    readonly random: string;
    readonly expected: string;
    readonly target: string;
    /** Stands over the newest point. */
    readonly now: string;
  };
  readonly format: (value: number) => string;
}

const HEIGHT = 250;
/** From here on the ends of lines are labelled beside the plot, not on it. */
const WIDE = 520;

/** Error left against reads: this project with its band, random review, what is expected, the target. */
export function drawErrorLeft(width: number, data: ErrorLeftData): ChartDrawing {
  const { points, random, expected, target, words } = data;
  const beside = width >= WIDE;
  const most = Math.max(target * 1.2, ...points.map(({ upper }) => upper), ...random.map(({ percent }) => percent));
  const area = plotArea({
    width,
    height: beside ? HEIGHT : HEIGHT - 40,
    marginRight: beside ? 112 : 8,
    xMost: data.lastRead,
    yMost: Math.min(100, most),
  });
  const place = ({ reads, percent }: { reads: number; percent: number }) => ({ x: area.x(reads), y: area.y(percent) });
  const edge = (side: "upper" | "lower" | "estimate") =>
    points.map((point) => ({ x: area.x(point.reads), y: area.y(point[side]) }));
  const last = points.at(-1);
  const ends = [
    { name: words.random, at: random.at(-1)?.percent, colour: CHART_COLOUR.label },
    { name: words.target, at: target, colour: CHART_COLOUR.text },
    {
      name: words.expected,
      at: expected.length > 1 ? expected.at(-1)?.percent : undefined,
      colour: CHART_COLOUR.project,
    },
  ].flatMap((end) => (end.at === undefined ? [] : [{ ...end, at: end.at }]));
  return {
    height: area.bottom + AXIS_ROOM,
    marks: (
      <>
        <PlotAxes area={area} xName={words.reads} formatX={data.format} formatY={data.format} />
        {data.readMarks.map((reads) => (
          <line
            key={reads}
            x1={area.x(reads)}
            x2={area.x(reads)}
            y1={area.bottom}
            y2={area.bottom + 4}
            stroke={CHART_COLOUR.grey}
          />
        ))}
        <path d={bandPath(edge("upper"), edge("lower"))} fill={CHART_COLOUR.project} fillOpacity={0.13} />
        <path d={linePath(edge("upper"))} fill="none" stroke={CHART_COLOUR.project} strokeOpacity={0.6} />
        <path
          d={linePath(random.map(place))}
          fill="none"
          stroke={CHART_COLOUR.grey}
          strokeWidth={1.5}
          strokeDasharray="6 4"
        />
        <line
          x1={area.left}
          x2={area.right}
          y1={area.y(target)}
          y2={area.y(target)}
          stroke={CHART_COLOUR.text}
          strokeDasharray="3 3"
        />
        <path
          d={linePath(expected.map(place))}
          fill="none"
          stroke={CHART_COLOUR.project}
          strokeWidth={2.5}
          strokeDasharray="2 4"
        />
        <path
          d={linePath(edge("estimate"))}
          fill="none"
          stroke={CHART_COLOUR.project}
          strokeWidth={2.5}
          strokeLinejoin="round"
        />
        <Events area={area} events={data.events} />
        {ends.length === 0 ? null : <EndLabels area={area} ends={ends} beside={beside} />}
        <ProjectName area={area} points={points} name={words.project} />
        {last === undefined ? null : <Now area={area} point={last} words={words.now} />}
      </>
    ),
  };
}

function EndLabels({
  area,
  ends,
  beside,
}: {
  readonly area: PlotArea;
  readonly ends: readonly { readonly name: string; readonly at: number; readonly colour: string }[];
  readonly beside: boolean;
}) {
  const heights = spreadLabels(
    ends.map(({ at }) => area.y(at) + (beside ? 4 : -6)),
    { gap: 16, from: area.top + 10, to: area.bottom - 2 },
  );
  return ends.map(({ name, colour }, index) => (
    <PlotLabel
      key={name}
      x={beside ? area.right + 8 : area.right}
      y={heights[index] ?? area.top}
      anchor={beside ? "start" : "end"}
      colour={colour}
    >
      {name}
    </PlotLabel>
  ));
}

/** The line's own name, under it and left of the middle, where a second of them is not needed. */
function ProjectName({
  area,
  points,
  name,
}: {
  readonly area: PlotArea;
  readonly points: readonly ErrorLeftPoint[];
  readonly name: string;
}) {
  const middle = points[Math.floor(points.length * 0.4)];
  if (middle === undefined || points.length < 4 || area.x(points.at(-1)?.reads ?? 0) - area.left < 160) return null;
  return (
    <PlotLabel x={area.x(middle.reads) + 8} y={area.y(middle.estimate) - 8} colour={CHART_COLOUR.project}>
      {name}
    </PlotLabel>
  );
}

function Events({ area, events }: { readonly area: PlotArea; readonly events: ErrorLeftData["events"] }) {
  return events.map(({ reads, name }, index) => {
    const x = area.x(reads);
    const atEnd = x > (area.left + area.right) / 2;
    const y = area.top + 10 + (index % 3) * 16;
    return (
      <g key={`${reads} ${name}`}>
        <line x1={x} x2={x} y1={y - 8} y2={area.bottom} stroke={CHART_COLOUR.grey} />
        <PlotLabel x={x + (atEnd ? -6 : 6)} y={y} anchor={atEnd ? "end" : "start"}>
          {name}
        </PlotLabel>
      </g>
    );
  });
}

/** The newest estimate: its interval stands upright, with the figures over it. */
function Now({
  area,
  point,
  words,
}: {
  readonly area: PlotArea;
  readonly point: ErrorLeftPoint;
  readonly words: string;
}) {
  const x = area.x(point.reads);
  const from = area.y(point.upper);
  const to = area.y(point.lower);
  const share = (x - area.left) / (area.right - area.left);
  return (
    <g>
      {/* The bar is drawn lying and turned upright, so that it is the same mark as everywhere. */}
      <g transform={`translate(${x} 0) rotate(90)`}>
        <IntervalBar
          shape={{
            from,
            to,
            dot: area.y(point.estimate),
            capAtFrom: point.upper <= area.yEnd,
            capAtTo: point.lower > 0,
          }}
          y={0}
        />
      </g>
      <PlotLabel
        x={x}
        y={Math.max(area.top + 10, from - 12)}
        anchor={share < 0.2 ? "start" : share > 0.8 ? "end" : "middle"}
        colour={CHART_COLOUR.text}
        strong
      >
        {words}
      </PlotLabel>
    </g>
  );
}
