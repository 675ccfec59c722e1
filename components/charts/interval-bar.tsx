import { CHART_COLOUR } from "@/components/charts/chart-colour";
import type { IntervalShape } from "@/components/charts/interval-shape";

/** An estimate on its interval: a dot on a bar with caps; `thin` lies in grey beneath what matters. */
export function IntervalBar({
  shape,
  y,
  thin = false,
}: {
  readonly shape: IntervalShape;
  readonly y: number;
  readonly thin?: boolean;
}) {
  const colour = thin ? CHART_COLOUR.grey : CHART_COLOUR.text;
  const cap = 5.5;
  const caps = [...(shape.capAtFrom ? [shape.from] : []), ...(shape.capAtTo ? [shape.to] : [])];
  return (
    <g>
      <line x1={shape.from} x2={shape.to} y1={y} y2={y} stroke={colour} strokeWidth={thin ? 1.5 : 3} />
      {caps.map((x) => (
        <line key={x} x1={x} x2={x} y1={y - cap} y2={y + cap} stroke={colour} strokeWidth={thin ? 1.5 : 2} />
      ))}
      <circle cx={shape.dot} cy={y} r={thin ? 4 : 5.5} fill={colour} stroke={CHART_COLOUR.ground} strokeWidth={2} />
    </g>
  );
}
