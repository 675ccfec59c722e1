import { expect, test } from "vitest";
import { WORTH_NOISE, worthNoise } from "@/lib/calibration/correction/worth-noise";

const TRAJECTORY = "4b825dc6-42cb-4eb9-a060-e54bf8d69288";
const draws = (seed: bigint, refit: number, trajectory: string, count = 3) => {
  const next = worthNoise(seed, refit, trajectory);
  return Array.from({ length: count }, next);
};

test("is the same for the same seed, refit and trajectory, and another for any other", () => {
  const known = draws(7n, 3, TRAJECTORY);
  expect(draws(7n, 3, TRAJECTORY)).toEqual(known);
  expect(draws(8n, 3, TRAJECTORY)).not.toEqual(known);
  expect(draws(7n, 4, TRAJECTORY)).not.toEqual(known);
  expect(draws(7n, 3, TRAJECTORY.replace("4b", "5b"))).not.toEqual(known);
});

test("its logarithm has mean 0 and standard deviation .1", () => {
  const logs = draws(1n, 1, TRAJECTORY, 20_000).map(Math.log);
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const deviation = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length);
  // Standard error of the mean: .1/√20000 = .0007.
  expect(Math.abs(mean)).toBeLessThan(0.003);
  expect(deviation).toBeCloseTo(WORTH_NOISE, 2);
});
