/** What is judged. Decision and extraction belong to a turn, content and format to a response. */
export const CRITERIA = ["decision", "extraction", "content", "format"] as const;
export type Criterion = (typeof CRITERIA)[number];

/** The three steps of a content or format score. */
export const SCORES = [0, 0.5, 1] as const;
export type Score = (typeof SCORES)[number];
