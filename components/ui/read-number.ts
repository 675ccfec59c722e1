/** What a number field takes. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
  /** Whole numbers only. */
  readonly whole?: boolean;
  /** May be left empty, which means: none. */
  readonly optional?: boolean;
}

export type NumberProblem = "missing" | "number" | "range";

export type ReadNumber =
  | { readonly ok: true; readonly value: number | null }
  | { readonly ok: false; readonly problem: NumberProblem };

/** What a person typed into a number field. Blanks and thousands commas are let pass: "1,500" is 1500. */
export function readNumber(typed: string, range: NumberRange): ReadNumber {
  const text = typed.trim().replace(/(?<=\d),(?=\d{3}(?:\D|$))/gu, "");
  if (text === "") return range.optional ? { ok: true, value: null } : { ok: false, problem: "missing" };
  if (!/^[-−+]?(?:\d+\.?\d*|\.\d+)$/u.test(text)) return { ok: false, problem: "number" };
  const value = Number(text.replace("−", "-"));
  if (range.whole && !Number.isInteger(value)) return { ok: false, problem: "number" };
  if (value < range.min || value > range.max) return { ok: false, problem: "range" };
  return { ok: true, value };
}
