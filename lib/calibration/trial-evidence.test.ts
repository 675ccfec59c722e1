import { expect, test } from "vitest";
import { trialEvidence } from "@/lib/calibration/trial-evidence";

const label = (winner: "candidate" | "current" | "neither") => ({ winner });

test("uniform mixture, by hand: E(S, t) = 2^(t+1) · B(S+1, t−S+1) · (1 − I_½)", () => {
  const path = trialEvidence([label("candidate"), label("candidate"), label("neither"), label("current")], "uniform");
  // E(1,1) = ∫½¹ 2·2θ dθ = 2 (1 − ¼) = 3/2; E(2,2) = ∫ 2·(2θ)² dθ = (8/3)(1 − ⅛) = 7/3;
  // E(2,3) = ∫ 2·(2θ)²·2(1 − θ) dθ = 16 [θ³/3 − θ⁴/4] = 16 (1/12 − (1/24 − 1/64)) = 16 (11/192) = 11/12.
  expect(path).toHaveLength(5);
  [1, 3 / 2, 7 / 3, 7 / 3, 11 / 12].forEach((value, at) => {
    expect(path[at]).toBeCloseTo(value, 10);
  });
});
