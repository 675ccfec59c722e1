import { describe, expect, it } from "vitest";
import { settleUnit } from "@/lib/calibration/correction/settle-unit";

describe("settleUnit", () => {
  it.each([
    // reads, flags, chance, model turns, wrong, by
    [0, 0, 0.4, true, false, "machine"],
    [0, 0, 0.6, true, true, "model"],
    [0, 0, 0.6, false, false, "machine"],
    [1, 0, 0.1, true, false, "human"],
    [1, 1, 0.8, false, true, "human"],
    // A lone surprising flag.
    [1, 1, 0.3, true, false, "waiting"],
    // One who agrees against a model that is sure.
    [1, 0, 0.7, true, true, "waiting"],
    [2, 2, 0.9, true, true, "human_twice"],
    [2, 1, 0.6, true, true, "waiting"],
    [3, 2, 0.7, true, true, "human_twice"],
    [3, 1, 0.2, true, false, "human_twice"],
    [3, 2, 0.4, true, false, "ambiguous"],
    [2, 2, 0.5, true, false, "waiting"],
  ] as const)("%i reads, %i flags, chance %f, model turns %s", (reads, flags, wrongChance, modelTurns, isWrong, by) => {
    expect(settleUnit({ reads, flags, wrongChance, modelTurns })).toEqual({ isWrong, by });
  });
});
