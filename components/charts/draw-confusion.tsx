import { CHART_COLOUR } from "@/components/charts/chart-colour";
import type { ChartDrawing } from "@/components/charts/chart-frame";
import { flowPanels } from "@/components/charts/flow-panels";
import { IntervalBar } from "@/components/charts/interval-bar";
import { type Interval, intervalShape } from "@/components/charts/interval-shape";

export interface ConfusionCell {
  readonly clinician: string;
  readonly grader: string;
  readonly count: number;
  /** On the diagonal: of what the grader said so, the share that is right, with its 95 % interval, 0 … 1. */
  readonly share: Interval | null;
}

/** One criterion: as a matrix where its values can be set side by side, else as bars. */
export interface ConfusionPanel {
  readonly name: string;
  /** How many were read. */
  readonly note: string;
  /** Share of grades that are right, 0 … 1; null before any was read. */
  readonly right: Interval | null;
  readonly rightWords: string;
  readonly body:
    | {
        readonly kind: "matrix";
        /** Values in order, with the word shown for each. */
        readonly values: readonly { readonly value: string; readonly word: string }[];
        readonly cells: readonly ConfusionCell[];
        /** Shown over a cell. */
        readonly cellWords: (cell: ConfusionCell) => string;
      }
    | {
        readonly kind: "bars";
        readonly bars: readonly { readonly name: string; readonly count: number; readonly isRight: boolean }[];
      };
}

const CELL = 58;
const GAP = 3;
/** Name, the share with its interval, and the values of the grader. */
const HEAD = 78;
const BARS_HEAD = 58;
/** Room for the values of the clinician. */
const WORDS = 60;
const BARS = { width: 230, row: 26, words: 84 } as const;
/** Where the interval of a panel begins and how long its axis is. */
const SHARE = { from: 58, length: 118 } as const;

/**
 * Clinician (rows) against grader (columns), a panel a criterion: the diagonal grey, the rest vermilion by count. Over
 * each panel stands the share that is right on an axis from `axisFrom` to 100 %; under a count on the diagonal, how often
 * the grader is right when it says so, on a line from 0 to 100 %.
 */
export function drawConfusion(
  width: number,
  { panels, axisFrom }: { readonly panels: readonly ConfusionPanel[]; readonly axisFrom: number },
): ChartDrawing {
  const { places, height } = flowPanels(panels.map(panelSize), width, { x: 44, y: 32 });
  return {
    height,
    marks: panels.map((panel, index) => {
      const place = places[index];
      return place === undefined ? null : (
        <g key={panel.name} transform={`translate(${place.x} ${place.y})`}>
          <PanelHead panel={panel} axisFrom={axisFrom} />
          {panel.body.kind === "matrix" ? <Matrix {...panel.body} /> : <Bars bars={panel.body.bars} />}
        </g>
      );
    }),
  };
}

function panelSize({ body }: ConfusionPanel): { width: number; height: number } {
  return body.kind === "matrix"
    ? {
        width: Math.max(WORDS + body.values.length * CELL, SHARE.from + SHARE.length + 6),
        height: HEAD + body.values.length * CELL,
      }
    : { width: BARS.width, height: BARS_HEAD + body.bars.length * BARS.row };
}

function PanelHead({ panel, axisFrom }: { readonly panel: ConfusionPanel; readonly axisFrom: number }) {
  const range: readonly [number, number] = [SHARE.from, SHARE.from + SHARE.length];
  const y = 34;
  return (
    <g>
      <text x={0} y={12} fontSize={13} fontWeight={600} fill={CHART_COLOUR.text}>
        {panel.name}
        <tspan dx={8} fontSize={12} fontWeight={400} fill={CHART_COLOUR.axis}>
          {panel.note}
        </tspan>
      </text>
      <text x={0} y={y} dy="0.36em" fontWeight={600} fill={CHART_COLOUR.text}>
        {panel.rightWords}
      </text>
      {panel.right === null ? null : (
        <g>
          <line x1={range[0]} x2={range[1]} y1={y} y2={y} stroke={CHART_COLOUR.rule} strokeWidth={1.5} />
          {range.map((x) => (
            <line key={x} x1={x} x2={x} y1={y - 4} y2={y + 4} stroke={CHART_COLOUR.rule} strokeWidth={1.5} />
          ))}
          <IntervalBar shape={intervalShape(panel.right, [axisFrom, 1], range)} y={y} />
        </g>
      )}
    </g>
  );
}

function Matrix({ values, cells, cellWords }: Extract<ConfusionPanel["body"], { kind: "matrix" }>) {
  const most = (same: boolean) =>
    Math.max(4, ...cells.filter((one) => (one.clinician === one.grader) === same).map(({ count }) => count));
  return (
    <g>
      {values.map(({ value, word }, column) => (
        <text key={value} x={WORDS + (column + 0.5) * CELL} y={HEAD - 9} textAnchor="middle" fill={CHART_COLOUR.axis}>
          {word}
        </text>
      ))}
      {values.map((clinician, row) => (
        <g key={clinician.value}>
          <text x={WORDS - 9} y={HEAD + (row + 0.5) * CELL} dy="0.36em" textAnchor="end" fill={CHART_COLOUR.axis}>
            {clinician.word}
          </text>
          {values.map((grader, column) => {
            const same = clinician.value === grader.value;
            const found = cells.find((one) => one.clinician === clinician.value && one.grader === grader.value);
            const cell = found ?? { clinician: clinician.value, grader: grader.value, count: 0, share: null };
            return (
              <g key={grader.value} transform={`translate(${WORDS + column * CELL} ${HEAD + row * CELL})`}>
                <title>{cellWords(cell)}</title>
                <Cell cell={cell} same={same} most={most(same)} />
              </g>
            );
          })}
        </g>
      ))}
    </g>
  );
}

function Cell({ cell, same, most }: { readonly cell: ConfusionCell; readonly same: boolean; readonly most: number }) {
  const size = CELL - GAP;
  const strength = cell.count === 0 ? 0.04 : (same ? 0.16 : 0.12) + 0.34 * (cell.count / most);
  const hasShare = cell.share !== null && cell.count > 0;
  const at = (share: number) => 8 + share * (size - 16);
  return (
    <>
      <rect
        width={size}
        height={size}
        rx={4}
        fill={same ? CHART_COLOUR.grey : CHART_COLOUR.wrong}
        fillOpacity={strength}
      />
      <text
        x={size / 2}
        y={hasShare ? size / 2 - 4 : size / 2}
        dy="0.36em"
        textAnchor="middle"
        fontSize={14}
        fontWeight={600}
        fill={cell.count === 0 ? CHART_COLOUR.axis : CHART_COLOUR.text}
      >
        {cell.count}
      </text>
      {hasShare && cell.share !== null ? (
        <g stroke={CHART_COLOUR.text}>
          <line x1={at(0)} x2={at(1)} y1={size - 11} y2={size - 11} strokeOpacity={0.22} />
          <line x1={at(cell.share.lower)} x2={at(cell.share.upper)} y1={size - 11} y2={size - 11} strokeWidth={2} />
          <circle cx={at(cell.share.estimate)} cy={size - 11} r={2.5} fill={CHART_COLOUR.text} strokeWidth={1} />
        </g>
      ) : null}
    </>
  );
}

function Bars({ bars }: Pick<Extract<ConfusionPanel["body"], { kind: "bars" }>, "bars">) {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const room = BARS.width - BARS.words - 36;
  return (
    <g>
      {bars.map(({ name, count, isRight }, index) => {
        const y = BARS_HEAD + index * BARS.row;
        const length = count === 0 ? 0 : Math.max(4, (room * count) / most);
        return (
          <g key={name}>
            <text x={0} y={y + 9} dy="0.36em" fill={CHART_COLOUR.axis}>
              {name}
            </text>
            <rect
              x={BARS.words}
              y={y + 1}
              width={length}
              height={16}
              rx={3}
              fill={isRight ? CHART_COLOUR.grey : CHART_COLOUR.wrong}
              fillOpacity={isRight ? 0.5 : 1}
            />
            <text x={BARS.words + length + 8} y={y + 9} dy="0.36em" fontWeight={600} fill={CHART_COLOUR.text}>
              {count}
            </text>
          </g>
        );
      })}
    </g>
  );
}
