import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { spreadLabels } from "@/components/charts/spread-labels";

const room = { gap: 16, from: 0, to: 100 };

describe("spreadLabels", () => {
  test.each([
    ["far apart they stay", [10, 50, 90], [10, 50, 90]],
    // The second is 4 below the first: it goes to 10 + 16.
    ["close ones part downwards", [10, 14], [10, 26]],
    ["order of the input is kept", [50, 10], [50, 10]],
    // 98 and 99 want the end: the last stands at 100, the other 16 above it.
    ["at the end they go up", [98, 99], [84, 100]],
    ["above the start they come in", [-20], [0]],
    ["none", [], []],
  ])("%s", (_, wanted, placed) => {
    expect(spreadLabels(wanted, room)).toEqual(placed);
  });

  test("never cover each other, and stand inside where there is room", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -50, max: 150, noNaN: true }), { maxLength: 6 }), (wanted) => {
        const placed = spreadLabels(wanted, room);
        const sorted = placed.toSorted((a, b) => a - b);
        for (const [index, height] of sorted.entries()) {
          const before = sorted[index - 1];
          if (before !== undefined) expect(height - before).toBeGreaterThanOrEqual(room.gap - 1e-9);
          expect(height).toBeGreaterThanOrEqual(room.from - 1e-9);
          expect(height).toBeLessThanOrEqual(room.to + 1e-9);
        }
      }),
    );
  });
});
