import type { Score } from "@/lib/grading/criterion";

/** Whose mark it is: the grader's is blue, a clinician's is drawn in `text`. */
export type MarkTone = "grader" | "clinician";

const STEPS = [
  { x: 0, height: 7.5 },
  { x: 8.25, height: 13.75 },
  { x: 16.5, height: 20 },
] as const;

/**
 * The three-step mark alone: 0 draws the first step hollow, 0.5 fills two, 1 fills three. `height` in pixels; it is
 * 1.2 times as wide. `dashed` marks a score that stands under question.
 */
export function ScoreGlyph({
  score,
  height = 18,
  tone = "grader",
  dashed = false,
}: {
  readonly score: Score;
  readonly height?: 14 | 18 | 20 | 22;
  readonly tone?: MarkTone;
  readonly dashed?: boolean;
}) {
  const filled = score === 0 ? 0 : score === 0.5 ? 2 : 3;
  const strong = tone === "grader" ? "var(--color-grader)" : "var(--color-text)";
  const faint = tone === "grader" ? "var(--color-grader-line)" : "var(--color-line-strong)";
  // Edges are drawn inside the step so that hollow and filled steps have one size; 1.5 px at any size.
  const edge = (1.5 * 20) / height;
  return (
    <svg width={height * 1.2} height={height} viewBox="0 0 24 20" aria-hidden="true" className="shrink-0">
      {STEPS.map((step, index) => {
        const isFilled = index < filled;
        const stroke = isFilled || (score === 0 && index === 0) ? strong : faint;
        return (
          <rect
            key={step.x}
            x={step.x + edge / 2}
            y={20 - step.height + edge / 2}
            width={7.5 - edge}
            height={step.height - edge}
            rx={1}
            fill={isFilled ? strong : "none"}
            fillOpacity={dashed ? 0.35 : 1}
            stroke={stroke}
            strokeWidth={edge}
            strokeLinejoin="round"
            strokeDasharray={dashed ? "3 2" : undefined}
          />
        );
      })}
    </svg>
  );
}
