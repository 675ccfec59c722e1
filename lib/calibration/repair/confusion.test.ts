import { expect, test } from "vitest";
import { confusionKey, confusionOf } from "@/lib/calibration/repair/confusion";
import type { VerdictValue } from "@/lib/calibration/verdict-value";

const items = (...pairs: (readonly [string, string])[]): VerdictValue => ({
  criterion: "extraction",
  items: pairs.map(([attribute, value]) => ({ attribute, value })),
});
const content = (score: 0 | 0.5 | 1): VerdictValue => ({ criterion: "content", score });

test.each([
  ["content:0.5>1", content(0.5), content(1)],
  [
    "decision:stop>continue",
    { criterion: "decision", stopLabel: "stop" },
    { criterion: "decision", stopLabel: "continue" },
  ],
  ["content:no_grade", null, content(1)],
  ["extraction:missed", items(["cough", "dry"]), items(["cough", "dry"], ["fever", "none"])],
  ["extraction:invented", items(["cough", "dry"], ["fever", "none"]), items(["Cough", " dry "])],
  ["extraction:wrong_value", items(["cough", "dry"]), items(["cough", "wet"])],
  ["extraction:mixed", items(["cough", "dry"]), items(["fever", "none"])],
] as const)("%s", (key, graded, held) => {
  expect(confusionKey(confusionOf(graded as VerdictValue | null, held as VerdictValue))).toBe(key);
});
