import { describe, expect, test } from "vitest";
import { flowPanels } from "@/components/charts/flow-panels";

const gap = { x: 20, y: 10 };
const panels = [
  { width: 100, height: 50 },
  { width: 150, height: 80 },
  { width: 100, height: 60 },
];

describe("flowPanels", () => {
  test.each([
    // 100 + 20 + 150 + 20 + 100 = 390
    [
      390,
      [
        { x: 0, y: 0 },
        { x: 120, y: 0 },
        { x: 290, y: 0 },
      ],
      80,
    ],
    // The third goes below: 80 + 10, and ends at 90 + 60.
    [
      389,
      [
        { x: 0, y: 0 },
        { x: 120, y: 0 },
        { x: 0, y: 90 },
      ],
      150,
    ],
    // One a row: 50 + 10, 60 + 80 + 10; a panel wider than the room has a row to itself.
    [
      120,
      [
        { x: 0, y: 0 },
        { x: 0, y: 60 },
        { x: 0, y: 150 },
      ],
      210,
    ],
  ])("in %i px", (width, places, height) => {
    expect(flowPanels(panels, width, gap)).toEqual({ places, height });
  });

  test("none take no room", () => {
    expect(flowPanels([], 100, gap)).toEqual({ places: [], height: 0 });
  });
});
