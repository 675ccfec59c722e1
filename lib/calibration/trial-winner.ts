import { itemsWithout } from "@/lib/calibration/repair/confusion";
import type { TrialLabel } from "@/lib/calibration/trial";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { verdictValueKey } from "@/lib/calibration/verdict-value-key";
import { wordOverlap } from "@/lib/grading/text-words";

type Item = Extract<VerdictValue, { criterion: "extraction" }>["items"][number];

/** From this share of shared words on, two items speak of the same finding. */
const SAME_ITEM_OVERLAP = 0.5;

/**
 * Which of two graders a reader's answer speaks for, when the reader saw neither grade. Stop labels and scores: whose
 * value it equals. Items are written freely by the reader and seldom match letter for letter, so there it is whose items
 * come closer: F1 of items that share at least half of their words; `neither` where both come equally close.
 * Throws where the three are not of one criterion.
 */
export function trialWinner(
  answer: VerdictValue,
  { candidate, current }: { readonly candidate: VerdictValue; readonly current: VerdictValue },
): TrialLabel["winner"] {
  if (candidate.criterion !== answer.criterion || current.criterion !== answer.criterion) {
    throw new Error("A trial compares values of one criterion.");
  }
  const said = verdictValueKey(answer);
  if (said === verdictValueKey(candidate)) return "candidate";
  if (said === verdictValueKey(current)) return "current";
  if (answer.criterion !== "extraction" || candidate.criterion !== "extraction" || current.criterion !== "extraction") {
    return "neither";
  }
  const ofCandidate = closeness(candidate.items, answer.items);
  const ofCurrent = closeness(current.items, answer.items);
  if (ofCandidate === ofCurrent) return "neither";
  return ofCandidate > ofCurrent ? "candidate" : "current";
}

/** F1 of a list of items against the reader's, each item matched at most once; equal items first. 1 where both are empty. */
function closeness(items: readonly Item[], said: readonly Item[]): number {
  if (items.length + said.length === 0) return 1;
  const restOfItems = itemsWithout(items, said);
  const restOfSaid = itemsWithout(said, items);
  let matched = items.length - restOfItems.length;
  for (const item of restOfItems) {
    const place = restOfSaid.findIndex((other) => wordOverlap(wordsOf(item), wordsOf(other)) >= SAME_ITEM_OVERLAP);
    if (place === -1) continue;
    restOfSaid.splice(place, 1);
    matched += 1;
  }
  return (2 * matched) / (items.length + said.length);
}

const wordsOf = ({ attribute, value }: Item): string => `${attribute} ${value}`;
