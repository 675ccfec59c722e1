import { STRATEGIES, type Strategy } from "@/bench/calibration/run-strategies";

export interface DrawnSet {
  readonly name: string;
  readonly units: number;
  /** Share of wrong labels after 0, 1, … reads. */
  readonly curves: Readonly<Record<Strategy, Float64Array>>;
}

const STYLES: Readonly<Record<Strategy, { readonly label: string; readonly stroke: string }>> = {
  random: { label: "random review", stroke: 'stroke="#8a8f98" stroke-width="1.2" stroke-dasharray="2 3"' },
  disagreement: { label: "disagreement", stroke: 'stroke="#b07d2b" stroke-width="1.2" stroke-dasharray="6 3"' },
  confidentLearning: { label: "confident learning", stroke: 'stroke="#7d5ba6" stroke-width="1.2"' },
  ours: { label: "Second Opinion", stroke: 'stroke="#0b7a75" stroke-width="2.4"' },
  oracle: { label: "oracle", stroke: 'stroke="#2b2f36" stroke-width="1" stroke-dasharray="1 2"' },
};
const PANEL = { width: 250, height: 150, left: 46, top: 30, right: 14, bottom: 40 };
const COLUMNS = 3;
const POINTS = 120;
/** Where the curve ends: half of the units read. */
const MOST_READ = 0.5;

/** A picture (SVG) of every set's curves: error left against units read, both in per cent, one panel a set. */
export function drawCurves(sets: readonly DrawnSet[]): string {
  const cell = {
    width: PANEL.left + PANEL.width + PANEL.right,
    height: PANEL.top + PANEL.height + PANEL.bottom,
  };
  const highest = Math.max(
    1,
    ...sets.flatMap(({ curves }) =>
      STRATEGIES.flatMap((one) => [...curves[one]].map((e) => e / (curves[one][0] ?? 1))),
    ),
  );
  const top = Math.ceil(highest * 4) / 4;
  const rows = Math.ceil((sets.length + 1) / COLUMNS);
  const place = (at: number) => `translate(${(at % COLUMNS) * cell.width} ${Math.floor(at / COLUMNS) * cell.height})`;
  const panels = sets.map((set, at) => `<g transform="${place(at)}">${drawPanel(set, top)}</g>`);
  const legend = STRATEGIES.map((strategy, at) => {
    const y = PANEL.top + 16 + at * 24;
    const { label, stroke } = STYLES[strategy];
    return `<path d="M${PANEL.left} ${y}h34" fill="none" ${stroke}/><text x="${PANEL.left + 44}" y="${y + 4}">${label}</text>`;
  });
  const [width, height] = [COLUMNS * cell.width, rows * cell.height];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="11" fill="#2b2f36">`,
    "<title>Share of the grader's errors that is left, against the share of units read</title>",
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...panels,
    `<g transform="${place(sets.length)}">${legend.join("")}</g>`,
    "</svg>\n",
  ].join("\n");
}

function drawPanel({ name, units, curves }: DrawnSet, top: number): string {
  const x = (share: number) => round(PANEL.left + (share / MOST_READ) * PANEL.width);
  const y = (left: number) => round(PANEL.top + PANEL.height * (1 - left / top));
  const bottom = PANEL.top + PANEL.height;
  const levels = Array.from({ length: Math.round(top / 0.25) + 1 }, (_, at) => at * 0.25);
  const grid = levels.map(
    (level) =>
      `<path d="M${PANEL.left} ${y(level)}h${PANEL.width}" stroke="#e3e5e8"/><text x="${PANEL.left - 6}" y="${y(level) + 4}" text-anchor="end">${level * 100}</text>`,
  );
  const ticks = [0, 0.1, 0.2, 0.3, 0.4, 0.5].map(
    (share) => `<text x="${x(share)}" y="${bottom + 15}" text-anchor="middle">${share * 100}</text>`,
  );
  const lines = STRATEGIES.map((strategy) => {
    const curve = curves[strategy];
    const last = curve.length - 1;
    const points = Array.from({ length: POINTS + 1 }, (_, at) => {
      const t = Math.round((last * at) / POINTS);
      return `${x(t / units)},${y((curve[t] ?? 0) / (curve[0] ?? 1))}`;
    });
    return `<polyline points="${points.join(" ")}" fill="none" ${STYLES[strategy].stroke}/>`;
  });
  return [
    `<text x="${PANEL.left}" y="${PANEL.top - 10}" font-weight="600">${name.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</text>`,
    ...grid,
    ...ticks,
    `<text x="${PANEL.left + PANEL.width / 2}" y="${bottom + 31}" text-anchor="middle">units read, %</text>`,
    `<text transform="translate(12 ${PANEL.top + PANEL.height / 2}) rotate(-90)" text-anchor="middle">errors left, %</text>`,
    ...lines,
  ].join("");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
