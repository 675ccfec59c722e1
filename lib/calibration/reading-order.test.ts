import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readingOrder, type UnitToOrder } from "@/lib/calibration/reading-order";
import { CRITERIA } from "@/lib/grading/criterion";

const unit = (
  trajectoryId: string,
  round: number,
  wrongChance: number,
  criterion: UnitToOrder["criterion"] = "decision",
  impact = 1,
): UnitToOrder => ({
  unitId: `${trajectoryId}${round}${criterion}`,
  trajectoryId,
  round,
  criterion,
  wrongChance,
  impact,
});

const inOrder = (units: readonly UnitToOrder[], ranks: Uint32Array) =>
  units
    .map((one, index) => ({ one, rank: ranks[index] ?? 0 }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ one }) => one.unitId);

describe("readingOrder", () => {
  it("reads worthy dialogues first, each in its own order", () => {
    const units = [
      unit("p", 1, 0.1),
      unit("q", 2, 0.6, "content"), // worth .6
      unit("q", 1, 0.2), // worth .2: dialogue q .9 in all
      unit("q", 2, 0.1, "extraction"),
      unit("r", 1, 0.3, "decision", 4), // worth 1.2
    ];
    const { targetedRank } = readingOrder(units, 1n);
    expect(inOrder(units, targetedRank)).toEqual([
      "r1decision",
      "q1decision",
      "q2extraction",
      "q2content",
      "p1decision",
    ]);
  });

  it("cuts a long dialogue after its 8 worthiest units", () => {
    // p: eight of .5 in even rounds (4.0), three of .1 in odd ones (.3). q: one of .9.
    const even = [2, 4, 6, 8, 10, 12, 14, 16];
    const units = [1, 3, 5]
      .map((round) => unit("p", round, 0.1))
      .concat(
        even.map((round) => unit("p", round, 0.5)),
        unit("q", 1, 0.9),
      );
    const { targetedRank } = readingOrder(units, 5n);
    expect(inOrder(units, targetedRank)).toEqual([
      ...even.map((round) => `p${round}decision`),
      "q1decision",
      ...[1, 3, 5].map((round) => `p${round}decision`),
    ]);
  });

  it("gives no units no ranks and refuses what is no chance", () => {
    expect(readingOrder([], 1n).auditRank.length).toBe(0);
    expect(() => readingOrder([unit("p", 1, 1.5)], 1n)).toThrow(RangeError);
    expect(() => readingOrder([unit("p", 1, 0.5, "decision", Number.NaN)], 1n)).toThrow(RangeError);
  });

  const anyUnit = fc.record({
    trajectoryId: fc.constantFrom("p", "q", "r"),
    round: fc.integer({ min: 1, max: 20 }),
    criterion: fc.constantFrom(...CRITERIA),
    wrongChance: fc.constantFrom(0, 0.1, 0.3, 1),
    impact: fc.constantFrom(0.5, 1, 4),
  });
  const anyUnits = fc
    .array(anyUnit, { maxLength: 60 })
    .map((all) => all.map((one, index) => ({ ...one, unitId: `u${index}` })));

  it("gives two permutations, the same for the same seed; the audit order looks at nothing else", () => {
    fc.assert(
      fc.property(anyUnits, fc.bigInt(), (units, seed) => {
        const order = readingOrder(units, seed);
        const all = units.map((_, index) => index + 1);
        expect([...order.auditRank].sort((a, b) => a - b)).toEqual(all);
        expect([...order.targetedRank].sort((a, b) => a - b)).toEqual(all);
        expect(readingOrder(units, seed)).toEqual(order);
        const others = units.map((one) => ({ ...one, wrongChance: 1 - one.wrongChance, trajectoryId: "x" }));
        expect(readingOrder(others, seed).auditRank).toEqual(order.auditRank);
      }),
    );
  });

  it("serves a dialogue in runs of at most 8, never poorer units of it before worthier ones of a later run", () => {
    fc.assert(
      fc.property(anyUnits, (units) => {
        const { targetedRank } = readingOrder(units, 3n);
        for (const trajectoryId of ["p", "q", "r"]) {
          const own = units
            .map((one, index) => ({
              worth: one.wrongChance * one.impact,
              rank: targetedRank[index] ?? 0,
              of: one.trajectoryId,
            }))
            .filter(({ of }) => of === trajectoryId)
            .sort((a, b) => a.rank - b.rank);
          for (let start = 8; start < own.length; start += 8) {
            const poorestBefore = Math.min(...own.slice(start - 8, start).map(({ worth }) => worth));
            const richestAfter = Math.max(...own.slice(start, start + 8).map(({ worth }) => worth));
            expect(poorestBefore).toBeGreaterThanOrEqual(richestAfter);
          }
        }
      }),
    );
  });

  it("draws every permutation of three equally often: chi-square over 6 cells under its 99.9 % point, 20.5", () => {
    const units = [1, 2, 3].map((round) => unit("p", round, 0.5));
    const counts = new Map<string, number>();
    const draws = 6000;
    for (let seed = 0; seed < draws; seed += 1) {
      const key = readingOrder(units, BigInt(seed)).auditRank.join("");
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const expected = draws / 6;
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(counts.size).toBe(6);
    expect(chiSquare).toBeLessThan(20.5);
  });
});
