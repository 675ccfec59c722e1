import { describe, expect, it } from "vitest";
import { learnNystromMap } from "@/lib/calibration/correction/nystrom-map";
import { seededRandom } from "@/lib/kernel/seeded-random";

describe("learnNystromMap", () => {
  const points = [0, 1, 2.5, 4, 4].map((x) => Float64Array.of(x, x / 2));
  const map = learnNystromMap(points, seededRandom(3n));
  const featuresOf = (point: Float64Array) => {
    const features = new Float64Array(map.width);
    map.write(point, features, 0);
    return features;
  };
  const squaredDistance = (a: Float64Array, b: Float64Array) =>
    a.reduce((sum, value, k) => sum + (value - (b[k] ?? 0)) ** 2, 0);

  it("keeps the kernel among points that are all landmarks: ‖F(a) − F(b)‖² = 2 − 2·k(a, b)", () => {
    // (0, 0) and (1, .5): k = exp(−1.25/2) = .5353.
    for (const a of points) {
      for (const b of points) {
        const kernel = Math.exp(-squaredDistance(a, b) / 2);
        expect(squaredDistance(featuresOf(a), featuresOf(b))).toBeCloseTo(2 - 2 * kernel, 6);
      }
    }
  });

  it("is centred on the points it was learnt from", () => {
    for (let k = 0; k < map.width; k += 1) {
      expect(points.reduce((sum, point) => sum + (featuresOf(point)[k] ?? 0), 0)).toBeCloseTo(0, 9);
    }
  });

  it("needs one direction a distinct point, and 40 at most", () => {
    expect(map.width).toBe(4);
    const many = Array.from({ length: 300 }, (_, at) => Float64Array.of(at * 5));
    expect(learnNystromMap(many, seededRandom(1n)).width).toBe(40);
  });
});
