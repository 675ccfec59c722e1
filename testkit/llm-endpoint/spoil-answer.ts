import type { Fault } from "@/testkit/llm-endpoint/endpoint-options";

/** What is said instead of an answer, or around it. */
export interface SpokenAnswer {
  readonly text: string;
  readonly finishReason: "stop" | "length" | "content_filter";
  /** Set where the model declines; the text is then none. */
  readonly refusal: string | null;
}

const REFUSAL = "I'm sorry, but I can't help with that.";
/** A score that no rubric has. */
const WRONG_SCORE = "0.7";
const WRONG_QUOTE = "words that nobody said in this dialogue";

function replaceScores(text: string): string {
  return text
    .replace(/("content_score":|"format_score":)\s*(?:null|[\d.]+)/g, `$1${WRONG_SCORE}`)
    .replace(/(<(?:content|format)_score>)[\d.]+/g, `$1${WRONG_SCORE}`)
    .replace(/"turn":\s*\d+/g, '"turn":-1')
    .replace(/<item turn="\d+">/g, '<item turn="none">');
}

function replaceQuotes(text: string): string {
  return text
    .replace(/"quote":"(?:[^"\\]|\\.)*"/g, `"quote":"${WRONG_QUOTE}"`)
    .replace(/"quotes":\[(?:"(?:[^"\\]|\\.)*",?)+\]/g, `"quotes":["${WRONG_QUOTE}"]`)
    .replace(/<quote>.*?<\/quote>/g, `<quote>${WRONG_QUOTE}</quote>`);
}

/** The answer as a model gives it that behaves in this way; faults of the transport leave it as it is. */
export function spoilAnswer(text: string, fault: Fault | null): SpokenAnswer {
  const said = (spoilt: string): SpokenAnswer => ({ text: spoilt, finishReason: "stop", refusal: null });
  switch (fault) {
    case "refusal":
      return { text: "", finishReason: "stop", refusal: REFUSAL };
    case "content_filter":
      return { text: "", finishReason: "content_filter", refusal: null };
    case "truncated_answer":
      return { text: text.slice(0, Math.floor(text.length / 2)), finishReason: "length", refusal: null };
    case "wrong_score":
      return said(replaceScores(text));
    case "wrong_quote":
      return said(replaceQuotes(text));
    case "empty_answer":
      return said("");
    case "prose_around":
      return said(`Here is my assessment.\n\n${text}\n\nLet me know if you need anything else.`);
    case "code_fence":
      return said(`\`\`\`${text.startsWith("{") ? "json" : ""}\n${text}\n\`\`\``);
    case "think_block":
      return said(`<think>\nThe answer could be {"content_score": 0} or not. Let me see.\n</think>\n\n${text}`);
    default:
      return said(text);
  }
}
