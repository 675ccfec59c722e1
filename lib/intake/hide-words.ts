/** Names of fields and values of the formats: what a place can be told by without telling what somebody said. */
const PLAIN = new Set(
  "session_id id diagn messages conversations role from content value user assistant human gpt system tool cid remaining_chat decision_truth info_truth rollouts grades continue stop true false null".split(
    " ",
  ),
);

/** The shape of a text without its words: brackets, quotes, commas and names of fields stay, the rest becomes dots. */
export function hideWords(text: string): string {
  return text.replace(/[\p{L}\p{N}\p{M}_][\p{L}\p{N}\p{M}_\p{Emoji_Modifier}-]*/gu, (word) =>
    PLAIN.has(word) ? word : "•••",
  );
}

/** A reason without what it quotes of the file. */
export function hideQuoted(reason: string): string {
  return reason.replace(/"(?:[^"\\]|\\.)*"/gu, (quoted) => (PLAIN.has(quoted.slice(1, -1)) ? quoted : '"•••"'));
}
