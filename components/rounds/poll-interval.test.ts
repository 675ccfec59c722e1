import { describe, expect, test } from "vitest";
import { pollInterval } from "@/components/rounds/poll-interval";
import type { RoundLive } from "@/lib/queries/round-contract";

function asked(state: RoundLive["round"]["state"], model: RoundLive["model"]["state"], sinceChangeMs: number) {
  const live = { round: { state }, model: { state: model } } as Pick<RoundLive, "round" | "model">;
  return pollInterval(live, 1_000_000, 1_000_000 + sinceChangeMs);
}

describe("pollInterval", () => {
  test.each([
    ["preparing", "waiting", 0, 1_000],
    ["open", "current", 0, 4_000],
    ["open", "current", 59_999, 4_000],
    ["open", "current", 60_000, 20_000],
    // The refit after the last read is still to come.
    ["finished", "due", 0, 4_000],
    ["finished", "current", 0, false],
    ["canceled", "failed", 0, false],
  ] as const)("%s, model %s, %i ms after a change", (state, model, since, wait) => {
    expect(asked(state, model, since)).toBe(wait);
  });
});
