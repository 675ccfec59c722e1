import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { verdictValueKey } from "@/lib/calibration/verdict-value-key";
import type { Criterion } from "@/lib/grading/criterion";

/**
 * How a grade and the clinician's value differ.
 * - from, to: decision and content, as the database words them: "continue", "0.5"
 * - missed: only items added · invented: only items struck · wrong_value: the same attributes with other values ·
 *   mixed: extraction, several of these
 * - no_grade: the grader gave none
 */
export type Confusion =
  | { readonly kind: "level"; readonly criterion: Criterion; readonly from: string; readonly to: string }
  | { readonly kind: "missed" | "invented" | "wrong_value" | "mixed"; readonly criterion: "extraction" }
  | { readonly kind: "no_grade"; readonly criterion: Criterion };

type Item = Extract<VerdictValue, { criterion: "extraction" }>["items"][number];

const keyOf = ({ attribute, value }: Item): string =>
  verdictValueKey({ criterion: "extraction", items: [{ attribute, value }] });
const attributeOf = ({ attribute }: Item): string => keyOf({ attribute, value: "-" });

/** The items of one list that the other lacks. */
export function itemsWithout(items: readonly Item[], others: readonly Item[]): Item[] {
  const known = new Set(others.map(keyOf));
  return items.filter((item) => !known.has(keyOf(item)));
}

/** The kind of error that a correction tells of. `graded` is null where the grader gave no grade. */
export function confusionOf(graded: VerdictValue | null, held: VerdictValue): Confusion {
  const { criterion } = held;
  if (graded === null) return { kind: "no_grade", criterion };
  if (held.criterion !== "extraction" || graded.criterion !== "extraction") {
    return { kind: "level", criterion, from: levelOf(graded), to: levelOf(held) };
  }
  const struck = itemsWithout(graded.items, held.items);
  const added = itemsWithout(held.items, graded.items);
  if (struck.length === 0) return { kind: "missed", criterion: "extraction" };
  if (added.length === 0) return { kind: "invented", criterion: "extraction" };
  const attributes = (items: readonly Item[]) => [...new Set(items.map(attributeOf))].sort().join();
  const isValueOnly = attributes(struck) === attributes(added);
  return { kind: isValueOnly ? "wrong_value" : "mixed", criterion: "extraction" };
}

function levelOf(value: VerdictValue): string {
  switch (value.criterion) {
    case "decision":
      return value.stopLabel;
    case "extraction":
      return "items";
    case "content":
    case "format":
      return String(value.score);
  }
}

/** The same for two confusions exactly where they are of one kind. */
export function confusionKey(confusion: Confusion): string {
  return confusion.kind === "level"
    ? `${confusion.criterion}:${confusion.from}>${confusion.to}`
    : `${confusion.criterion}:${confusion.kind}`;
}
