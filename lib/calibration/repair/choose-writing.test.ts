import { expect, test } from "vitest";
import { chooseWriting } from "@/lib/calibration/repair/choose-writing";

const corrections = (...trajectories: string[]) => trajectories.map((trajectoryId, at) => ({ trajectoryId, at }));

test.each([
  // Half of 5 is 2 whole trajectories: a and b are used, c is left for the trial.
  [["a", "b", "a", "c", "b"], 5, [0, 1, 2, 4]],
  [["a", "b", "c"], 6, [0, 1, 2]],
  // One trajectory must be enough where there is only one.
  [["a", "b"], 1, [0]],
  [[], 10, []],
  [Array.from({ length: 20 }, (_, at) => String(at)), 100, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
])("of %j in %d trajectories", (trajectories, count, places) => {
  expect(chooseWriting(corrections(...trajectories), count).map(({ at }) => at)).toEqual(places);
});
