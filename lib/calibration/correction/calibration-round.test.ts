import { describe, expect, it } from "vitest";
import { type CalibrationRound, startCalibrationRound } from "@/lib/calibration/correction/calibration-round";
import { learnFeatureRecipe } from "@/lib/calibration/correction/feature-recipe";
import type { UnitFacts } from "@/lib/calibration/correction/unit-facts";
import { seededRandom } from "@/lib/kernel/seeded-random";

/** 240 units; the grader is wrong on "safety" wherever the panel disagrees, and on one in twenty of the others. */
const COUNT = 240;
const random = seededRandom(11n);
const made = Array.from({ length: COUNT }, (_, at) => {
  const criterion = at % 3 === 0 ? "safety" : "tone";
  const panel = random.nextFloat() < 0.3 ? 0 : 1;
  const wrong = criterion === "safety" ? panel === 0 : random.nextFloat() < 0.05;
  const facts: UnitFacts = {
    label: random.nextFloat() < 0.6 ? 1 : 0,
    criterion,
    trajectory: Math.floor(at / 6),
    signals: { panel, own: Math.round(random.nextFloat() * 4) / 4 },
    vectors: [],
  };
  return { facts, wrong };
});
const facts = made.map((unit) => unit.facts);
const recipe = learnFeatureRecipe(facts, seededRandom(2n));
const encoded = recipe.encode(facts);
const start = (seed: bigint, impact: Float64Array | null = null) =>
  startCalibrationRound({ recipe, encoded, impact, seed });
const isFlag = (unit: number) => made[unit]?.wrong === true;

function play(round: CalibrationRound, reads: number) {
  const log = [];
  for (let t = 0; t < reads; t += 1) {
    const next = round.next();
    if (next === null) break;
    log.push(next);
    round.record(next.unit, isFlag(next.unit));
  }
  return log;
}

const errorsOf = (round: CalibrationRound) =>
  made.filter(({ wrong }, unit) => round.settle(unit).isWrong !== wrong).length;

describe("startCalibrationRound", () => {
  const before = made.filter(({ wrong }) => wrong).length;

  it("makes the same decisions from the same seed and verdicts", () => {
    expect(play(start(5n), 60)).toEqual(play(start(5n), 60));
    expect(play(start(5n), 60)).not.toEqual(play(start(6n), 60));
  });

  it("takes a systematic error away with far fewer reads than there are errors", () => {
    const round = start(1n);
    expect(errorsOf(round)).toBe(before);
    play(round, 48);
    expect(errorsOf(round)).toBeLessThan(before / 2);
    const systematic = made.flatMap(({ facts: { criterion, signals } }, unit) =>
      criterion === "safety" && signals.panel === 0 ? [unit] : [],
    );
    expect(systematic.filter((unit) => round.settle(unit).isWrong).length).toBeGreaterThan(systematic.length * 0.8);
  });

  it("logs lane and chance of each read; about a tenth are audits", () => {
    const log = [1n, 2n, 3n, 4n].flatMap((seed) => play(start(seed), 100));
    for (const { lane, probability, wrongChance } of log) {
      expect(lane === "audit" ? [0.05, 0.1] : [0.9, 0.95]).toContain(probability);
      expect(wrongChance).toBeGreaterThanOrEqual(0);
      expect(wrongChance).toBeLessThanOrEqual(1);
    }
    const audits = log.filter(({ lane }) => lane === "audit").length;
    expect(audits).toBeGreaterThan(400 * 0.05 - 15);
    expect(audits).toBeLessThan(400 * 0.1 + 18);
  });

  it("ends when every unit was read three times, and never asks for a fourth read", () => {
    const round = start(9n);
    const log = play(round, COUNT * 4);
    expect(log.length).toBe(COUNT * 3);
    expect(round.next()).toBeNull();
    expect(errorsOf(round)).toBe(0);
    expect(() => round.record(0, true)).toThrow(RangeError);
    expect(() => round.record(COUNT, true)).toThrow(RangeError);
  });

  it("reads what matters first", () => {
    const impact = Float64Array.from(facts, (_, unit) => (unit < 40 ? 50 : 1));
    const targeted = play(start(3n, impact), 30).filter(({ lane }) => lane === "targeted");
    expect(targeted.filter(({ unit }) => unit < 40).length).toBeGreaterThan(targeted.length * 0.9);
  });

  it("doesn't turn a label on one surprising flag, but does on a second one", () => {
    const round = start(4n);
    const trusted = facts.findIndex((_, unit) => round.wrongChance(unit) < 0.06);
    round.record(trusted, true);
    // .06·.895 / (.06·.895 + .94·.105) = .35 at the noise of .105 that a round starts with.
    expect(round.wrongChance(trusted)).toBeGreaterThan(0.06);
    expect(round.wrongChance(trusted)).toBeLessThan(0.36);
    expect(round.settle(trusted).isWrong).toBe(false);
    round.record(trusted, true);
    expect(round.settle(trusted).isWrong).toBe(true);
  });

  it("refuses impacts for another number of units", () => {
    expect(() => start(1n, new Float64Array(3))).toThrow(RangeError);
  });
});
