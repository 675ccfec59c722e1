import { describe, expect, test } from "vitest";
import { unitAgreement } from "@/lib/calibration/unit-agreement";
import type { VerdictValue } from "@/lib/calibration/verdict-value";

const stop: VerdictValue = { criterion: "decision", stopLabel: "stop" };
const go: VerdictValue = { criterion: "decision", stopLabel: "continue" };
const score = (value: 0 | 0.5 | 1): VerdictValue => ({ criterion: "content", score: value });
const items = (...names: string[]): VerdictValue => ({
  criterion: "extraction",
  items: names.map((attribute) => ({ attribute, value: "yes" })),
});

describe("unitAgreement", () => {
  test.each<[string, VerdictValue[], number | null, boolean]>([
    ["nobody", [], null, false],
    ["one reader", [stop], null, false],
    ["two alike", [stop, stop], 1, false],
    ["two labels", [stop, go], 0, true],
    // Pairs: alike 1, different 0 and 0, so 1/3; two of three hold one value.
    ["two against one", [stop, go, stop], 1 / 3, false],
    ["a step apart", [score(0.5), score(1)], 0.5, true],
    // |0−.5| and |.5−1| are alike by .5, |0−1| by 0: (.5 + 0 + .5) / 3.
    ["three scores", [score(0), score(0.5), score(1)], 1 / 3, true],
    // One of three items is shared.
    ["lists of items", [items("fever", "cough"), items("Fever", "rash")], 1 / 3, true],
    ["the same items in another order", [items("fever", "cough"), items("cough", "fever")], 1, false],
    ["no items, twice", [items(), items()], 1, false],
    ["no items and one", [items(), items("fever")], 0, true],
  ])("%s", (_name, values, agreement, isSplit) => {
    const found = unitAgreement(values);
    if (agreement === null) expect(found.agreement).toBeNull();
    else expect(found.agreement).toBeCloseTo(agreement, 12);
    expect(found.isSplit).toBe(isSplit);
  });

  test("values of two criteria are refused", () => {
    expect(() => unitAgreement([stop, score(1)])).toThrow(/can't be of one unit/);
  });
});
