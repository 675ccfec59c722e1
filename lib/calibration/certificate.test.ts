import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AuditWalk, startWalk, walkOn } from "@/lib/calibration/audit-walk";
import { certificateBound, certificateEvidence, evidenceOf, mustRestart } from "@/lib/calibration/certificate";
import { seededRandom } from "@/lib/kernel/seeded-random";

const RATES = [0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8];
const WEIGHTS = [0.4, 0.1, 0.1, 0.1, 0.1, 0.08, 0.05, 0.04, 0.03];

function walkOf(units: number, wrong: readonly boolean[]): AuditWalk {
  return wrong.reduce(walkOn, startWalk(units));
}

/** Σ_ρ π_ρ Π_k (X ? ρ : (1 − ρτ_k)/(1 − τ_k)), as written down. */
function evidenceByHand(units: number, wrong: readonly boolean[], residual: number): number {
  return RATES.reduce((sum, rate, bet) => {
    const product = wrong.reduce((all, isWrong, index) => {
      const chance = Math.min((residual * units) / (units - index), 1 - 1e-9);
      return all * (isWrong ? rate : (1 - rate * chance) / (1 - chance));
    }, 1);
    return sum + (WEIGHTS[bet] ?? 0) * product;
  }, 0);
}

describe("startWalk and walkOn", () => {
  it("keep the places that were wrong", () => {
    expect(walkOf(9, [false, true, false, true])).toEqual({ units: 9, passed: 4, wrongAt: [2, 4] });
  });

  it("refuse a walk of nothing, and one beyond its end", () => {
    expect(() => startWalk(0)).toThrow(RangeError);
    expect(() => walkOf(2, [false, false, false])).toThrow(RangeError);
  });
});

describe("certificateEvidence", () => {
  it("by hand", () => {
    // 10 units, τ = .2: τ₁ = .2, τ₂ = 2/9. Two right, the bet of rate 0: 1/.8 · 9/7 = 1.607.
    // Rate .8: (1 − .16)/.8 · (1 − .8·2/9)/(7/9) = 1.05 · 1.0571. Weights .4 and .03 of all nine.
    expect(WEIGHTS.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(Math.exp(certificateEvidence(walkOf(10, [false, false]), 0.2))).toBeCloseTo(
      evidenceByHand(10, [false, false], 0.2),
      12,
    );
    // One wrong: Σ π ρ = .002 + .005 + .01 + .02 + .024 + .0225 + .024 + .024 = .1315, whatever τ is.
    expect(Math.exp(certificateEvidence(walkOf(10, [true]), 0.2))).toBeCloseTo(0.1315, 12);
    expect(certificateEvidence(startWalk(10), 0.2)).toBeCloseTo(0, 12);
  });

  const walks = fc.tuple(
    fc.integer({ min: 40, max: 400 }),
    fc.array(
      fc.integer({ min: 0, max: 9 }).map((digit) => digit === 0),
      { maxLength: 40 },
    ),
  );
  const residuals = fc.double({ min: 0.001, max: 1, noNaN: true });

  it("is the formula of the design", () => {
    fc.assert(
      fc.property(walks, residuals, ([units, wrong], residual) => {
        const wanted = Math.log(evidenceByHand(units, wrong, residual));
        if (!Number.isFinite(wanted)) return;
        const evidence = certificateEvidence(walkOf(units, wrong), residual);
        expect(Math.abs(evidence - wanted)).toBeLessThan(1e-8 * Math.max(1, Math.abs(wanted)));
      }),
    );
  });

  it("has mean 1 at the next place where the residual is what is spoken of, so it is a fair bet", () => {
    fc.assert(
      fc.property(walks, fc.double({ min: 0.01, max: 0.4, noNaN: true }), ([units, wrong], residual) => {
        const walk = walkOf(units, wrong);
        const chance = (residual * units) / (units - walk.passed);
        if (chance >= 1) return;
        const now = certificateEvidence(walk, residual);
        const right = Math.exp(certificateEvidence(walkOn(walk, false), residual) - now);
        const failed = Math.exp(certificateEvidence(walkOn(walk, true), residual) - now);
        expect(chance * failed + (1 - chance) * right).toBeCloseTo(1, 8);
      }),
    );
  });

  it("grows with the residual spoken of", () => {
    fc.assert(
      fc.property(walks, residuals, residuals, ([units, wrong], one, other) => {
        const walk = walkOf(units, wrong);
        const [low, high] = one < other ? [one, other] : [other, one];
        expect(certificateEvidence(walk, high)).toBeGreaterThanOrEqual(certificateEvidence(walk, low) - 1e-9);
      }),
    );
  });

  it("led on from a fork is that of the longer walk, and leaves the first as it was", () => {
    const walk = walkOf(100, [false, true, false]);
    const evidence = evidenceOf(walk, 0.1);
    const before = evidence.read();
    const fork = evidence.fork();
    fork.add(false);
    expect(fork.read()).toBeCloseTo(certificateEvidence(walkOn(walk, false), 0.1), 12);
    expect(evidence.read()).toBe(before);
  });

  it("stays a number over thousands of places", () => {
    const long = walkOf(
      5000,
      Array.from({ length: 5000 }, (_, index) => index % 50 === 0),
    );
    for (const residual of [0.001, 0.05, 0.5, 1]) expect(certificateEvidence(long, residual)).not.toBeNaN();
  });

  it("refuses a residual of 0", () => {
    expect(() => certificateEvidence(startWalk(3), 0)).toThrow(RangeError);
  });
});

describe("certificateBound", () => {
  it("knows nothing at first and all at the end", () => {
    expect(certificateBound(startWalk(100), 0.05)).toBe(1);
    expect(
      certificateBound(
        walkOf(
          100,
          Array.from({ length: 100 }, () => false),
        ),
        0.05,
      ),
    ).toBeLessThan(0.02);
  });

  it.each([
    // Looked at all the time, a clean walk needs 64 places of many for 5 % where one look needs 59.
    [63, false],
    [65, true],
  ])("after %i clean places of a million, 5 % is excluded: %s", (places, isExcluded) => {
    const walk: AuditWalk = { units: 1_000_000, passed: places, wrongAt: [] };
    expect(certificateBound(walk, 0.05) <= 0.05).toBe(isExcluded);
  });

  it("is where the evidence passes 1/α", () => {
    const walk = walkOf(
      300,
      Array.from({ length: 80 }, (_, index) => index === 30),
    );
    const bound = certificateBound(walk, 0.05);
    expect(certificateEvidence(walk, bound)).toBeGreaterThanOrEqual(Math.log(20));
    expect(certificateEvidence(walk, bound - 2e-5)).toBeLessThan(Math.log(20));
  });

  it("is lower with more confidence given up, and higher with a wrong label more", () => {
    const clean = walkOf(
      300,
      Array.from({ length: 80 }, () => false),
    );
    const failed = walkOf(
      300,
      Array.from({ length: 80 }, (_, index) => index === 79),
    );
    expect(certificateBound(clean, 0.1)).toBeLessThan(certificateBound(clean, 0.05));
    expect(certificateBound(failed, 0.05)).toBeGreaterThan(certificateBound(clean, 0.05));
  });

  it("holds along whole walks: looked at everywhere, it is too low in at most one walk of twenty", () => {
    const random = seededRandom(11n);
    const units = 400;
    const runs = 300;
    let violated = 0;
    for (let run = 0; run < runs; run += 1) {
      let wrongLeft = 24;
      let walk = startWalk(units);
      for (let place = 1; place <= 200; place += 1) {
        const isWrong = random.nextBelow(units - place + 1) < wrongLeft;
        if (isWrong) wrongLeft -= 1;
        walk = walkOn(walk, isWrong);
        // The bound is below the true residual iff the evidence against that residual has reached the limit.
        if (wrongLeft > 0 && certificateEvidence(walk, wrongLeft / units) >= Math.log(20)) {
          violated += 1;
          break;
        }
      }
    }
    // One standard error above 5 % of 300 walks.
    expect(violated / runs).toBeLessThan(0.0626);
  });

  it("refuses an alpha of 0", () => {
    expect(() => certificateBound(startWalk(3), 0)).toThrow(RangeError);
  });
});

describe("mustRestart", () => {
  it.each([
    // 1 % of 1000 are 10.
    [20, 30, 1000, false],
    [20, 31, 1000, true],
    [30, 20, 1000, false],
  ])("from %i to %i flips of %i: %s", (before, now, units, restarts) => {
    expect(mustRestart(before, now, units)).toBe(restarts);
  });
});
