import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { assertNever } from "@/lib/kernel/assert-never";

/**
 * A text that is the same for two values exactly where they say the same. Items of target information are a set:
 * order, repetition, case and the width of blanks don't matter.
 */
export function verdictValueKey(value: VerdictValue): string {
  switch (value.criterion) {
    case "decision":
      return `decision ${value.stopLabel}`;
    case "extraction": {
      const items = value.items.map((item) => JSON.stringify([fold(item.attribute), fold(item.value)]));
      return `extraction [${[...new Set(items)].sort().join(",")}]`;
    }
    case "content":
    case "format":
      return `${value.criterion} ${value.score}`;
    default:
      return assertNever(value);
  }
}

/** Composed and compatible forms are one (full-width letters in Chinese text), as are cases and runs of blanks. */
function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/\s+/gu, " ").trim();
}
