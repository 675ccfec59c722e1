import { expect, it } from "vitest";
import { countRandomReads } from "@/testkit/closed-loop/random-review";

const content = (round: number) => ({ sessionKey: "1", round, criterion: "content", isWrong: true });
const rows = [1, 2, 3, 4].map((round) => ({ sessionKey: "1", round, error: 1 }));

it("reads until enough rows are right: of four that are wrong, two are left at half the distance", () => {
  const units = rows.map(({ round }) => content(round));
  const options = { orders: 5, seed: 1 };
  expect(countRandomReads(units, rows, { ...options, goal: 0.5 })).toEqual([2, 2, 2, 2, 2]);
  expect(countRandomReads(units, rows, { ...options, goal: 1 })).toEqual([0, 0, 0, 0, 0]);
  expect(countRandomReads(units, rows, { ...options, goal: 0 })).toEqual([4, 4, 4, 4, 4]);
});

it("puts a row right by the items it rests on, too, and says where nothing does", () => {
  const items = { sessionKey: "1", round: 3, criterion: "extraction", isWrong: true };
  const options = { orders: 3, seed: 1 };
  // Rounds 1, 2 and 3 rest on it, round 4 does not.
  expect(countRandomReads([items], rows, { ...options, goal: 0.25 })).toEqual([1, 1, 1]);
  const never = Number.POSITIVE_INFINITY;
  expect(countRandomReads([items], rows, { ...options, goal: 0 })).toEqual([never, never, never]);
});
