import type { CallFailure } from "@/lib/llm/call-failure";

/** So many characters in a row of what was sent are a quotation, not a coincidence. */
const QUOTATION_CHARACTERS = 24;

function quotes(words: string, sent: readonly { readonly content: string }[]): boolean {
  const folded = sent.map(({ content }) => content.replace(/\s+/g, " "));
  for (let at = 0; at + QUOTATION_CHARACTERS <= words.length; at += 1) {
    const piece = words.slice(at, at + QUOTATION_CHARACTERS);
    if (folded.some((content) => content.includes(piece))) return true;
  }
  return false;
}

/** A failure for the person, with the endpoint's own words unless they repeat what was sent: that is dialogue text. */
export function wordFailure(
  { message, words }: Pick<CallFailure, "message" | "words">,
  sent: readonly { readonly content: string }[],
): string {
  return words === null || quotes(words, sent) ? message : `${message} It says: “${words}”`;
}
