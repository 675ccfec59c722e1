import type { VerdictValue } from "@/lib/calibration/verdict-value";

/** A value as text: "stop", "0.5", "duration: 3 days, cough: dry"; "" for no item. */
export function wordValue(value: VerdictValue): string {
  switch (value.criterion) {
    case "decision":
      return value.stopLabel;
    case "extraction":
      return value.items.map((item) => `${item.attribute}: ${item.value}`).join(", ");
    case "content":
    case "format":
      return String(value.score);
  }
}
