import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ScoreChances, scoreChances, softReward } from "@/lib/calibration/soft-reward";
import { SCORES } from "@/lib/grading/criterion";
import { rewardResponse } from "@/lib/grading/reward";

const settings = { trainMode: "Ra+Rs", fusionMode: "default" } as const;
const ask = "Does it itch at night?";

describe("softReward", () => {
  it.each([
    // Continue for sure, content ½ or 1 alike, format 1: (1 + 2·.75) + 1
    ["an even doubt of content", ask, 0, [0, 0.5, 0.5], [0, 0, 1], 3.5],
    // The stop label may be stop (.25): then a question is worth 0. .75 · (1 + 2 + 1)
    ["a doubt of the stop label", ask, 0.25, [0, 0, 1], [0, 0, 1], 3],
    // The bare marker: 4 where the label is stop, 0 where it isn't.
    ["a stop", "<stop />", 0.9, [1, 0, 0], [1, 0, 0], 3.6],
    // (1 + 2·(.2·.5 + .3·1)) + (.5·.1 + .9·1) = 1.8 + .95
    ["doubts of content and format", ask, 0, [0.5, 0.2, 0.3], [0, 0.1, 0.9], 2.75],
  ] as const)("with %s", (_name, response, stop, content, format, reward) => {
    expect(softReward(response, { stop, content, format }, settings)).toBeCloseTo(reward, 12);
  });

  it("is none where a possible case has none", () => {
    expect(softReward(ask, { stop: 0.5, content: null, format: [0, 0, 1] }, settings)).toBeNull();
    // Surely a stop: content isn't asked for.
    expect(softReward(ask, { stop: 1, content: null, format: null }, settings)).toBe(0);
  });

  it("is the reward itself where nothing is in doubt", () => {
    const certain = (score: number): ScoreChances => [Number(score === 0), Number(score === 0.5), Number(score === 1)];
    for (const content of SCORES) {
      for (const format of SCORES) {
        for (const stopLabel of ["stop", "continue"] as const) {
          const posterior = { stop: Number(stopLabel === "stop"), content: certain(content), format: certain(format) };
          expect(softReward(ask, posterior, settings)).toBe(
            rewardResponse({ response: ask, stopLabel, content, format }, settings)?.reward,
          );
        }
      }
    }
  });

  it("lies within what is possible", () => {
    const chances = fc
      .tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 9 }))
      .map(([a, b, c]): ScoreChances => [a / (a + b + c), b / (a + b + c), c / (a + b + c)]);
    fc.assert(
      fc.property(chances, chances, fc.integer({ min: 0, max: 10 }), (content, format, tenths) => {
        const reward = softReward(ask, { stop: tenths / 10, content, format }, settings) ?? -1;
        expect(reward).toBeGreaterThanOrEqual(0);
        expect(reward).toBeLessThanOrEqual(4);
      }),
    );
  });

  it("refuses chances that don't sum to 1", () => {
    expect(() => softReward(ask, { stop: 0, content: [0.5, 0.5, 0.5], format: null }, settings)).toThrow(RangeError);
    expect(() => softReward(ask, { stop: 1.2, content: null, format: null }, settings)).toThrow(RangeError);
  });
});

describe("scoreChances", () => {
  it("shares out what is wrong, evenly before any correction", () => {
    expect(scoreChances(1, 0.2)).toEqual([0.1, 0.1, 0.8]);
  });

  it("follows the corrections", () => {
    // (0+1) : (2+1) of .4
    expect(scoreChances(1, 0.4, [0, 2, 7])).toEqual([0.1, expect.closeTo(0.3, 12), 0.6]);
  });

  it("sums to 1", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SCORES),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(9),
        (grade, wrong, k) => {
          const sum = scoreChances(grade, wrong, [k, 1, 2]).reduce((all, chance) => all + chance, 0);
          expect(sum).toBeCloseTo(1, 12);
        },
      ),
    );
  });

  it("refuses a chance above 1", () => {
    expect(() => scoreChances(0, 1.1)).toThrow(RangeError);
  });
});
