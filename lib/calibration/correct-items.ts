import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { verdictValueKey } from "@/lib/calibration/verdict-value-key";
import type { TargetItem } from "@/lib/grading/target-item";

export interface CorrectedItem extends TargetItem {
  /** True where the grader did not have it. */
  readonly isAdded: boolean;
}

const itemKey = ({ attribute, value }: { readonly attribute: string; readonly value: string }) =>
  verdictValueKey({ criterion: "extraction", items: [{ attribute, value }] });

/**
 * The items asked at one turn, as the value of a clinician's verdict says. An item that the grader had too keeps the
 * grader's first round and quotes; an added one belongs to every turn up to `round`, where it was asked.
 */
export function correctItems(
  graderItems: readonly TargetItem[],
  value: Extract<VerdictValue, { criterion: "extraction" }>,
  round: number,
): CorrectedItem[] {
  const known = new Map(graderItems.map((item) => [itemKey(item), item]));
  const seen = new Set<string>();
  const corrected: CorrectedItem[] = [];
  for (const item of value.items) {
    const key = itemKey(item);
    // The same item twice in one answer says no more than once.
    if (seen.has(key)) continue;
    seen.add(key);
    const own = known.get(key);
    corrected.push(
      own === undefined
        ? { ...item, firstRound: 1, askedRound: round, evidence: [], isAdded: true }
        : { ...own, isAdded: false },
    );
  }
  return corrected;
}

/** I*_t: the items that belong to the turn of this round, those asked first first. */
export function targetInformation<Item extends TargetItem>(items: readonly Item[], round: number): Item[] {
  return items
    .filter(({ firstRound, askedRound }) => firstRound <= round && round <= askedRound)
    .sort((a, b) => a.askedRound - b.askedRound);
}

/** Whether two lists of target information say the same. */
export function isSameInformation(one: readonly TargetItem[], other: readonly TargetItem[]): boolean {
  const keyOf = (items: readonly TargetItem[]) =>
    verdictValueKey({ criterion: "extraction", items: items.map(({ attribute, value }) => ({ attribute, value })) });
  return keyOf(one) === keyOf(other);
}
