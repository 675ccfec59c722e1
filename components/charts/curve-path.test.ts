import { describe, expect, test } from "vitest";
import { bandPath, linePath } from "@/components/charts/curve-path";

describe("linePath", () => {
  test.each([
    [[], ""],
    [[{ x: 1, y: 2 }], "M1 2"],
    [
      [
        { x: 0, y: 10 },
        { x: 5.04, y: 7.25 },
      ],
      // 5.04 → 5, 7.25 → 7.3
      "M0 10L5 7.3",
    ],
  ])("%o", (places, path) => {
    expect(linePath(places)).toBe(path);
  });
});

describe("bandPath", () => {
  test("goes along the upper line and back along the lower one", () => {
    const upper = [
      { x: 0, y: 1 },
      { x: 10, y: 2 },
    ];
    const lower = [
      { x: 0, y: 5 },
      { x: 10, y: 6 },
    ];
    expect(bandPath(upper, lower)).toBe("M0 1L10 2L10 6L0 5Z");
  });

  test("a single place has no ground", () => {
    expect(bandPath([{ x: 0, y: 1 }], [{ x: 0, y: 5 }])).toBe("");
  });
});
