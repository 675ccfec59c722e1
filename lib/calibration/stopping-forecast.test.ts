import { describe, expect, it } from "vitest";
import { forecastStopping, type RoundOutlook } from "@/lib/calibration/stopping-forecast";

const goal = { target: 0.05, alpha: 0.05 };
const outlookOf = (change: Partial<RoundOutlook>): RoundOutlook => ({
  units: 1000,
  unreadRisks: new Float64Array(1000).fill(0.01),
  readRisk: 0,
  readMs: 15_000,
  disagreement: null,
  ...change,
});

describe("forecastStopping", () => {
  it("sends to the audits where the risk is low already", () => {
    const forecast = forecastStopping(outlookOf({}), goal);
    expect(forecast.advice).toBe("certify");
    expect(forecast.readsNeeded?.targeted).toBe(0);
    // 20 reads at a risk of .01
    expect(forecast.nextCorrections).toBeCloseTo(0.2, 9);
    // A quarter of a minute a read.
    expect(forecast.minutesNeeded).toBeCloseTo((forecast.readsNeeded?.audits ?? 0) / 4, 9);
  });

  it("reads the risky ones first where that is shorter", () => {
    // 100 rows at .9: residual .099 until they are read, .009 after.
    const unreadRisks = Float64Array.from({ length: 1000 }, (_, place) => (place < 100 ? 0.9 : 0.01));
    const forecast = forecastStopping(outlookOf({ unreadRisks }), goal);
    expect(forecast.advice).toBe("continue");
    expect(forecast.nextCorrections).toBeCloseTo(18, 9);
    expect(forecast.readsNeeded?.targeted).toBeGreaterThan(60);
    expect(forecast.readsNeeded?.targeted).toBeLessThan(130);
    expect(forecast.readsNeeded?.audits).toBeGreaterThan(50);
  });

  it("says so where no way is short enough, and where reading no longer pays", () => {
    const unreadRisks = new Float64Array(1000).fill(0.2);
    expect(forecastStopping(outlookOf({ unreadRisks }), goal)).toMatchObject({
      advice: "continue",
      readsNeeded: null,
      minutesNeeded: null,
    });
    const dull = forecastStopping(outlookOf({ unreadRisks: new Float64Array(1000).fill(0.045) }), {
      ...goal,
      target: 0.01,
    });
    expect(dull).toMatchObject({ advice: "enough", readsNeeded: null });
  });

  it("warns of a target below what clinicians agree on", () => {
    expect(forecastStopping(outlookOf({ disagreement: 0.2 }), goal).isBelowDisagreement).toBe(true);
    expect(forecastStopping(outlookOf({ disagreement: 0.02 }), goal).isBelowDisagreement).toBe(false);
    expect(forecastStopping(outlookOf({}), goal).isBelowDisagreement).toBe(false);
  });

  it("has no minutes before the first metered read", () => {
    expect(forecastStopping(outlookOf({ readMs: null }), goal).minutesNeeded).toBeNull();
  });

  it("refuses risks that are none", () => {
    expect(() => forecastStopping(outlookOf({ unreadRisks: [0.1, 1.2] }), goal)).toThrow(RangeError);
    expect(() => forecastStopping(outlookOf({ units: 2, unreadRisks: [0.1, 0.2, 0.1] }), goal)).toThrow(RangeError);
  });
});
