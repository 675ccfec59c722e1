/** Colours of charts: tokens of the look, so that they follow the theme and turn light in print and in a file. */
export const CHART_COLOUR = {
  text: "var(--color-text)",
  label: "var(--color-text-2)",
  axis: "var(--color-text-3)",
  rule: "var(--color-line)",
  grey: "var(--color-control)",
  project: "var(--color-grader)",
  wrong: "var(--color-wrong)",
  ground: "var(--color-surface)",
} as const;
