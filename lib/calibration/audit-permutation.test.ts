import fc from "fast-check";
import { expect, test } from "vitest";
import { auditPermutation } from "@/lib/calibration/audit-permutation";
import { seededRandom } from "@/lib/kernel/seeded-random";

test("is a permutation of 1 … n, the same for the same seed", () => {
  fc.assert(
    fc.property(fc.nat(60), fc.bigInt(), (size, seed) => {
      const ranks = auditPermutation(size, seededRandom(seed));
      expect([...ranks].sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, index) => index + 1));
      expect(auditPermutation(size, seededRandom(seed))).toEqual(ranks);
    }),
  );
});

test("draws every permutation of three equally often: chi-square over 6 cells under its 99.9 % point, 20.5", () => {
  const counts = new Map<string, number>();
  const draws = 6000;
  for (let seed = 0; seed < draws; seed += 1) {
    const key = auditPermutation(3, seededRandom(BigInt(seed))).join("");
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const expected = draws / 6;
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(counts.size).toBe(6);
  expect(chiSquare).toBeLessThan(20.5);
});
