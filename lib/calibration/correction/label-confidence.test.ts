import { describe, expect, it } from "vitest";
import { learnLabelConfidence } from "@/lib/calibration/correction/label-confidence";
import type { UnitFacts } from "@/lib/calibration/correction/unit-facts";

const COUNT = 200;

/** Units whose label is 1 where their only signal is above ½, but for one in `flipped`. */
function makeUnits(flipped: readonly number[]): UnitFacts[] {
  return Array.from({ length: COUNT }, (_, at) => {
    const value = (at + 0.5) / COUNT;
    const label = value > 0.5 !== flipped.includes(at) ? 1 : 0;
    return { label, criterion: "tone", trajectory: -1, signals: { value }, vectors: [] };
  });
}
const evidence = {
  width: 1,
  write: (unit: UnitFacts, into: Float64Array, at: number) => {
    into[at] = 8 * ((unit.signals.value ?? 0) - 0.5);
  },
};

describe("learnLabelConfidence", () => {
  it("is lowest where the label is one that units like it don't have", () => {
    const units = makeUnits([10, 190]);
    const confidence = learnLabelConfidence(units, evidence);
    const values = units.map((unit) => confidence?.(unit) ?? Number.NaN);
    const lowest = [...values.keys()].sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0)).slice(0, 2);
    expect(lowest.sort((a, b) => a - b)).toEqual([10, 190]);
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(2);
  });

  it("never learns from the unit itself: what only that unit has tells nothing", () => {
    const units = makeUnits([]);
    const alone = units[7];
    const own = {
      width: 1,
      write: (unit: UnitFacts, into: Float64Array, at: number) => {
        into[at] = unit === alone ? 1 : 0;
      },
    };
    const confidence = learnLabelConfidence(units, own);
    const like = units.filter(({ label }) => label === 0).map((unit) => confidence?.(unit) ?? Number.NaN);
    // Within those of its label, which differ by the labels of the other folds alone.
    const others = like.filter((_, at) => at !== 7);
    expect(like[7]).toBeGreaterThanOrEqual(Math.min(...others) - 1e-9);
    expect(like[7]).toBeLessThanOrEqual(Math.max(...others) + 1e-9);
  });

  it("is the same for a unit that comes later with the same content", () => {
    const units = makeUnits([10]);
    const confidence = learnLabelConfidence(units, evidence);
    const copy = { ...units[10], signals: { ...units[10]?.signals } } as UnitFacts;
    expect(confidence?.(copy)).toBe(confidence?.(units[10] as UnitFacts));
  });

  it("is none where hardly any unit has the rarer label, or nothing varies", () => {
    expect(
      learnLabelConfidence(
        makeUnits([]).map((unit, at) => ({ ...unit, label: at < 9 ? 1 : 0 })),
        evidence,
      ),
    ).toBeNull();
    expect(learnLabelConfidence(makeUnits([]), { width: 0, write: () => undefined })).toBeNull();
  });
});
