import { hideQuoted, hideWords } from "@/lib/intake/hide-words";
import type { IntakeProblem, IntakeRequest } from "@/lib/intake/intake-item";

/** Enough of a record to find it again, in characters. */
const EXCERPT_CHARACTERS = 160;

/** What is wrong at one place of a file, without the words of the dialogue where the project is sensitive. */
export function composeProblem(
  { isSensitive }: IntakeRequest,
  file: string,
  line: number,
  { reason, column }: { readonly reason: string; readonly column?: number | null | undefined },
  record: Uint8Array | string | null,
): IntakeProblem {
  const text = record === null ? null : typeof record === "string" ? record : decodeBeginning(record);
  const excerpt =
    text === null ? null : [...text.slice(0, EXCERPT_CHARACTERS * 2)].slice(0, EXCERPT_CHARACTERS).join("");
  return {
    kind: "problem",
    file,
    line,
    column: column ?? null,
    reason: isSensitive ? hideQuoted(reason) : reason,
    // What can't be stored as text is no excerpt either.
    excerpt:
      excerpt === null ? null : (isSensitive ? hideWords(excerpt) : excerpt).replace(/[\p{Cc}\p{Surrogate}]/gu, "�"),
  };
}

function decodeBeginning(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, EXCERPT_CHARACTERS * 4));
}
