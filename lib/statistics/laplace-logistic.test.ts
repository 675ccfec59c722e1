import { describe, expect, it } from "vitest";
import { seededRandom } from "@/lib/kernel/seeded-random";
import { fitLaplaceLogistic, type LogisticPrior, predictLogits } from "@/lib/statistics/laplace-logistic";
import reference from "@/lib/statistics/testing/logistic-reference.json";

const known = reference.logistic;
const data = {
  rows: Float64Array.from(known.rows),
  targets: Float64Array.from(known.targets),
  groups: Int32Array.from(known.groups),
};
const prior: LogisticPrior = {
  families: known.scales.map((initialScale, start) => ({
    name: `column ${start}`,
    start,
    width: 1,
    initialScale,
    learned: false,
  })),
  means: Float64Array.from(known.means),
  groups: { initialScale: known.groupScale, learned: false },
};
const NO_GROUPS = { groups: new Int32Array(60).fill(-1) };

describe("fitLaplaceLogistic", () => {
  it("shrinks a lone weight as arithmetic says: no rows leave the prior's mean and variance", () => {
    const lone: LogisticPrior = {
      families: [{ name: "one", start: 0, width: 1, initialScale: 2, learned: false }],
      means: Float64Array.of(-1),
      groups: null,
    };
    const fit = fitLaplaceLogistic(
      { rows: new Float64Array(0), targets: new Float64Array(0), groups: new Int32Array(0) },
      lone,
      null,
    );
    const { means, variances } = predictLogits(fit, Float64Array.of(1, 3), Int32Array.of(-1, -1));
    expect([...means]).toEqual([-1, -3]);
    // 2² · x²
    expect(variances[0]).toBeCloseTo(4, 12);
    expect(variances[1]).toBeCloseTo(36, 12);
  });

  it("finds the mode where (y − p) balances the prior: one row x = 1, y = 1, w ~ N(0, 1) gives w = 1 − σ(w) = .4012", () => {
    const lone: LogisticPrior = {
      families: [{ name: "one", start: 0, width: 1, initialScale: 1, learned: false }],
      means: Float64Array.of(0),
      groups: null,
    };
    const { weights } = fitLaplaceLogistic(
      { rows: Float64Array.of(1), targets: Float64Array.of(1), groups: Int32Array.of(-1) },
      lone,
      null,
    );
    expect(weights[0]).toBeCloseTo(0.4012, 3);
  });

  it("gives the mode that SciPy finds, intercepts and all, and the variance of every logit", () => {
    const first = fitLaplaceLogistic(data, prior, null);
    // Newton stops at steps below .002; a second fit from there goes on to the mode.
    const fit = fitLaplaceLogistic(data, prior, { ...first });
    known.weights.forEach((weight, k) => {
      expect(fit.weights[k]).toBeCloseTo(weight, 4);
    });
    known.effects.forEach((effect, group) => {
      expect(fit.effects.get(group)?.mean).toBeCloseTo(effect, 4);
    });
    const { variances } = predictLogits(fit, data.rows, data.groups);
    known.logitVariances.forEach((variance, row) => {
      expect(variances[row]).toBeCloseTo(variance, 3);
    });
  });

  it("gives a group without rows mean 0 and the prior's variance", () => {
    const fit = fitLaplaceLogistic(data, prior, null);
    const row = data.rows.slice(0, known.columns);
    const unseen = predictLogits(fit, row, Int32Array.of(99));
    const none = predictLogits(fit, row, Int32Array.of(-1));
    expect(unseen.means[0]).toBe(none.means[0]);
    expect((unseen.variances[0] ?? 0) - (none.variances[0] ?? 0)).toBeCloseTo(known.groupScale ** 2, 12);
  });

  it("learns a wider scale where the data call for it and a narrower one where they don't", () => {
    const count = 200;
    const random = seededRandom(5n);
    const rows = Float64Array.from({ length: count * 4 }, () => random.nextFloat() * 4 - 2);
    const families = [
      { name: "strong", start: 0, width: 2, initialScale: 0.5, learned: true },
      { name: "idle", start: 2, width: 2, initialScale: 0.5, learned: true },
    ];
    const targets = Float64Array.from({ length: count }, (_, row) =>
      (rows[row * 4] ?? 0) - (rows[row * 4 + 1] ?? 0) > 0 ? 1 : 0,
    );
    const wide: LogisticPrior = { families, means: new Float64Array(4), groups: null };
    const groups = new Int32Array(count).fill(-1);
    let fit = fitLaplaceLogistic({ rows, targets, groups }, wide, null);
    for (let again = 0; again < 10; again += 1) fit = fitLaplaceLogistic({ rows, targets, groups }, wide, fit);
    expect(fit.scales[0]).toBeGreaterThan(0.8);
    expect(fit.scales[1]).toBeLessThan(0.6);
  });

  it("refuses shapes that don't fit", () => {
    expect(() => fitLaplaceLogistic({ ...data, ...NO_GROUPS, rows: data.rows.slice(1) }, prior, null)).toThrow(
      RangeError,
    );
    const fit = fitLaplaceLogistic(data, prior, null);
    expect(() => predictLogits(fit, data.rows, Int32Array.of(1))).toThrow(RangeError);
  });
});
