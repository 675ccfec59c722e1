import { expect, it } from "vitest";
import { shareAxis } from "@/components/charts/share-axis";
import { formatP } from "@/components/graders/format-p";

it.each([
  [0.95, 80],
  [0.8, 80],
  [0.7999, 50],
  [0.5, 50],
  [0.31, 0],
  [0, 0],
])("an interval from %d is drawn from %d", (lowest, start) => expect(shareAxis(lowest).domain[0]).toBe(start));

it.each([
  [0.0225, "= 0.022"],
  [1, "= 1.000"],
  [0.00099, "< 0.001"],
])("p %d → %s", (p, words) => expect(formatP(p)).toBe(words));
