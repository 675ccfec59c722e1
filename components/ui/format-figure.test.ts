import { describe, expect, it } from "vitest";
import { formatPercentFigure, formatSigned } from "@/components/ui/format-figure";

describe("formatPercentFigure", () => {
  it.each([
    [0, "0"],
    [1, "100"],
    [0.86321, "86.3"],
    [0.95, "95.0"],
    [0.0004, "0"],
  ])("%d → %s", (share, words) => expect(formatPercentFigure(share)).toBe(words));
});

describe("formatSigned", () => {
  it.each([
    [-0.114, 2, false, "−0.11"],
    [0.2, 1, true, "+0.2"],
    [-0.001, 2, false, "0.00"],
    [0, 0, true, "0"],
  ])("%d → %s", (value, decimals, plus, words) => expect(formatSigned(value, decimals, plus)).toBe(words));
});
