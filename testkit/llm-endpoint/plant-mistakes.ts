import { SCORES, type Score } from "@/lib/grading/criterion";
import type { ExtractionAnswer, ScoringAnswer } from "@/testkit/llm-endpoint/answer-task";
import { chanceOf } from "@/testkit/llm-endpoint/chance-of";
import type { EndpointOptions } from "@/testkit/llm-endpoint/endpoint-options";
import type { ExtractionTask, ScoringTask } from "@/testkit/llm-endpoint/read-prompt";

/** Misreads or leaves out a share of the items: the same ones in every run, whatever window they are asked in. */
export function plantItems(
  answer: ExtractionAnswer,
  { messages }: ExtractionTask,
  { seed, share }: { readonly seed: number; readonly share: number },
): ExtractionAnswer {
  if (share === 0) return answer;
  const dialogue = messages[0]?.content ?? "";
  const items = answer.items.flatMap((item) => {
    const random = chanceOf(seed, "planted item", dialogue, item.turn, item.attribute, item.quote);
    if (random.nextFloat() >= share) return [item];
    return random.nextBelow(2) === 0 ? [] : [{ ...item, value: `not ${item.value}` }];
  });
  return { items };
}

/** A question of at most so many words is a short one. */
const SHORT_WORDS = 8;

/** Which way the wrong rules move a reply's score: by its own words alone. */
function ruledStep(response: string): 1 | -1 | 0 {
  if (!/[?？]/u.test(response)) return 1;
  return response.trim().split(/\s+/u).length <= SHORT_WORDS ? -1 : 0;
}

/** Moves scores by two wrong rules, and a share of all one step off. */
export function plantScore(
  answer: ScoringAnswer,
  { context, response, future }: ScoringTask,
  { seed, rules, scores }: EndpointOptions["planted"] & { readonly seed: number },
): ScoringAnswer {
  const own = answer.content_score;
  if (own === null || (rules === 0 && scores === 0)) return answer;
  const random = chanceOf(seed, "planted score", context.length, context.at(-1)?.content ?? "", response);
  // Drawn always, so that one kind of mistake does not move the other.
  const [isRuled, isOff, isUp] = [random.nextFloat() < rules, random.nextFloat() < scores, random.nextBelow(2) === 0];
  const ruled = isRuled ? step(own, ruledStep(response)) : own;
  const score = isOff ? step(ruled, ruled === 0 || (ruled === 0.5 && isUp) ? 1 : -1) : ruled;
  if (score === own) return answer;
  const isSpoken = score > 0 && answer.quotes.length === 0;
  return {
    ...answer,
    content_score: score,
    content_rationale: score > own ? "The reply leads to what was found out." : "The reply leads elsewhere.",
    // A score above 0 is only taken with words of the future.
    quotes: isSpoken ? [firstWords(future ?? [])] : answer.quotes,
  };
}

function step(score: Score, by: 1 | -1 | 0): Score {
  return SCORES[Math.min(SCORES.length - 1, Math.max(0, SCORES.indexOf(score) + by))] ?? score;
}

function firstWords(future: NonNullable<ScoringTask["future"]>): string {
  const said = future.find(({ role, content }) => role === "user" && content.trim() !== "")?.content.trim() ?? "";
  return [...(said.split("\n")[0] ?? "")].slice(0, 80).join("");
}
