import { z } from "zod";

/** What no database keeps and no screen shows: the null character, and halves of characters. */
const UNSTORABLE = /[\0\p{Cs}]/u;

/** Text of an answer. */
export const answerTextSchema = (max: number) =>
  z
    .string()
    .max(max)
    .refine((text) => !UNSTORABLE.test(text));

/** Text that must say something: "…" stands in the words that ask for an answer. */
export const sayingTextSchema = (max: number) =>
  answerTextSchema(max)
    .transform((text) => text.trim())
    .refine((text) => /[\p{L}\p{N}\p{S}]/u.test(text));

/** The first thing that is wrong, as a place in the answer: "items, 3rd, turn". Never the answer's own words. */
export function wordIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue?.code === "unrecognized_keys") return "The answer has a key that was not asked for.";
  const path = (issue?.path ?? []).map((step) => (typeof step === "number" ? `number ${step + 1}` : String(step)));
  return path.length === 0
    ? "The answer has another shape than was asked for."
    : `The answer has another shape than was asked for: ${path.join(", ")}.`;
}
