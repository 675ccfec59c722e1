import { itemKey } from "@/lib/calibration/item-key";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { verdictValueKey } from "@/lib/calibration/verdict-value-key";

/** How alike the values of different readers of one unit are. */
export interface UnitAgreement {
  /** Mean likeness of all pairs, 0 … 1; null below two values. */
  readonly agreement: number | null;
  /** Two or more values, none of which more than half of the readers gave: the label is not decided. */
  readonly isSplit: boolean;
}

/**
 * Agreement on one unit from its readers' values, one each, all of the unit's criterion. Two stop labels are alike or
 * not (1 or 0), two scores by 1 − |difference|, two lists of items by shared ÷ all items (two empty lists: 1).
 * Throws where the values are of different criteria.
 */
export function unitAgreement(values: readonly VerdictValue[]): UnitAgreement {
  if (values.length < 2) return { agreement: null, isSplit: false };
  const votes = new Map<string, number>();
  let sum = 0;
  let pairs = 0;
  for (const [index, value] of values.entries()) {
    const key = verdictValueKey(value);
    votes.set(key, (votes.get(key) ?? 0) + 1);
    for (const other of values.slice(index + 1)) {
      sum += likeness(value, other);
      pairs += 1;
    }
  }
  return { agreement: sum / pairs, isSplit: Math.max(...votes.values()) <= values.length / 2 };
}

function likeness(one: VerdictValue, other: VerdictValue): number {
  if (one.criterion === "decision" && other.criterion === "decision") return one.stopLabel === other.stopLabel ? 1 : 0;
  if (one.criterion === "extraction" && other.criterion === "extraction") return sharedItems(one.items, other.items);
  if ("score" in one && "score" in other && one.criterion === other.criterion) {
    return 1 - Math.abs(one.score - other.score);
  }
  throw new Error(`Values of ${one.criterion} and ${other.criterion} can't be of one unit.`);
}

type Items = Extract<VerdictValue, { criterion: "extraction" }>["items"];

function sharedItems(one: Items, other: Items): number {
  const mine = new Set(one.map(itemKey));
  const theirs = new Set(other.map(itemKey));
  const all = new Set([...mine, ...theirs]);
  if (all.size === 0) return 1;
  return [...all].filter((key) => mine.has(key) && theirs.has(key)).length / all.size;
}
