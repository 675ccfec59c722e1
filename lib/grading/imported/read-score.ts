import type { Score } from "@/lib/grading/criterion";
import { SCORES } from "@/lib/grading/criterion";

/** What a field of an imported grade came to. None of the two failures is ever a score. */
export type ReadScore =
  | { readonly status: "ok"; readonly score: Score }
  | { readonly status: "failed"; readonly failureClass: "unparsable" | "schema_mismatch"; readonly why: string };

const NUMBER = /^\s*[0-9]+(?:\.[0-9]+)?\s*$/;

/**
 * Reads a score of a file: a number or a number's text, 0, 0.5 or 1. Missing, null or no number: unparsable. Another
 * number: schema mismatch.
 */
export function readScore(grade: unknown, field: "action_score" | "content_score" | "format_score"): ReadScore {
  const isRecord = typeof grade === "object" && grade !== null && field in grade;
  const value: unknown = isRecord ? (grade as Readonly<Record<string, unknown>>)[field] : undefined;
  const number = typeof value === "string" && NUMBER.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) {
    const got = value === undefined ? "is missing" : value === null ? "is null" : "is no number";
    return { status: "failed", failureClass: "unparsable", why: `${field} ${got} in the file.` };
  }
  const score = SCORES.find((known) => known === number);
  if (score === undefined) {
    return {
      status: "failed",
      failureClass: "schema_mismatch",
      why: `${field} is ${number} in the file; it can only be 0, 0.5 or 1.`,
    };
  }
  return { status: "ok", score };
}
