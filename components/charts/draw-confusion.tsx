import { CHART_COLOUR } from "@/components/charts/chart-colour";
import type { ChartDrawing } from "@/components/charts/chart-frame";
import { flowPanels } from "@/components/charts/flow-panels";

export interface ConfusionCell {
  readonly clinician: string;
  readonly grader: string;
  readonly count: number;
  /** Share of the clinician's row, with its 95 % interval, 0 … 1; null in a row without any. */
  readonly share: { readonly estimate: number; readonly lower: number; readonly upper: number } | null;
}

export interface ConfusionPanel {
  readonly name: string;
  /** The words under the name: how many were read. */
  readonly note: string;
  /** Values in order, with the word shown for each. */
  readonly values: readonly { readonly value: string; readonly word: string }[];
  readonly cells: readonly ConfusionCell[];
  /** Read aloud and shown over a cell. */
  readonly cellWords: (cell: ConfusionCell) => string;
}

const CELL = 62;
const HEAD = 66;
const WORDS = 62;

/**
 * Clinician (rows) against grader (columns), a panel a criterion: the diagonal grey, the rest vermilion by count. Under
 * each count its share of the row lies as an interval on a line from 0 to 100 %.
 */
export function drawConfusion(width: number, panels: readonly ConfusionPanel[]): ChartDrawing {
  const { places, height } = flowPanels(
    panels.map(({ values }) => ({ width: WORDS + values.length * CELL, height: HEAD + values.length * CELL })),
    width,
    { x: 48, y: 28 },
  );
  return {
    height,
    marks: panels.map((panel, index) => {
      const place = places[index];
      return place === undefined ? null : (
        <g key={panel.name} transform={`translate(${place.x} ${place.y})`}>
          <Panel panel={panel} />
        </g>
      );
    }),
  };
}

function Panel({ panel }: { readonly panel: ConfusionPanel }) {
  const { values, cells } = panel;
  const most = (same: boolean) =>
    Math.max(4, ...cells.filter((one) => (one.clinician === one.grader) === same).map(({ count }) => count));
  return (
    <>
      <text x={0} y={12} fill={CHART_COLOUR.text} fontWeight={600} fontSize={13}>
        {panel.name}
      </text>
      <text x={0} y={30} fill={CHART_COLOUR.axis}>
        {panel.note}
      </text>
      {values.map(({ value, word }, column) => (
        <text key={value} x={WORDS + (column + 0.5) * CELL} y={HEAD - 8} textAnchor="middle" fill={CHART_COLOUR.axis}>
          {word}
        </text>
      ))}
      {values.map((clinician, row) => (
        <g key={clinician.value}>
          <text x={WORDS - 8} y={HEAD + (row + 0.5) * CELL} dy="0.36em" textAnchor="end" fill={CHART_COLOUR.axis}>
            {clinician.word}
          </text>
          {values.map((grader, column) => {
            const cell = cells.find((one) => one.clinician === clinician.value && one.grader === grader.value) ?? {
              clinician: clinician.value,
              grader: grader.value,
              count: 0,
              share: null,
            };
            return (
              <Cell
                key={grader.value}
                x={WORDS + column * CELL}
                y={HEAD + row * CELL}
                cell={cell}
                words={panel.cellWords(cell)}
                most={most(clinician.value === grader.value)}
              />
            );
          })}
        </g>
      ))}
    </>
  );
}

function Cell({
  x,
  y,
  cell,
  words,
  most,
}: {
  readonly x: number;
  readonly y: number;
  readonly cell: ConfusionCell;
  readonly words: string;
  readonly most: number;
}) {
  const same = cell.clinician === cell.grader;
  const strength = cell.count === 0 ? 0.05 : (same ? 0.14 : 0.1) + 0.34 * (cell.count / most);
  const size = CELL - 3;
  const at = (share: number) => 8 + share * (size - 16);
  return (
    <g transform={`translate(${x} ${y})`}>
      <title>{words}</title>
      <rect
        width={size}
        height={size}
        rx={4}
        fill={same ? CHART_COLOUR.grey : CHART_COLOUR.wrong}
        fillOpacity={strength}
      />
      <text
        x={size / 2}
        y={cell.share === null ? size / 2 : 28}
        dy={cell.share === null ? "0.36em" : undefined}
        textAnchor="middle"
        fontSize={15}
        fontWeight={600}
        fill={cell.count === 0 ? CHART_COLOUR.axis : CHART_COLOUR.text}
      >
        {cell.count}
      </text>
      {cell.share === null ? null : (
        <g stroke={CHART_COLOUR.text}>
          <line x1={at(0)} x2={at(1)} y1={44} y2={44} strokeOpacity={0.2} />
          <line x1={at(cell.share.lower)} x2={at(cell.share.upper)} y1={44} y2={44} strokeWidth={2} />
          <circle cx={at(cell.share.estimate)} cy={44} r={2.5} fill={CHART_COLOUR.text} strokeWidth={1} />
        </g>
      )}
    </g>
  );
}
