import { describe, expect, it } from "vitest";
import { learnFeatureRecipe } from "@/lib/calibration/correction/feature-recipe";
import type { UnitFacts } from "@/lib/calibration/correction/unit-facts";
import { seededRandom } from "@/lib/kernel/seeded-random";

const unit = (facts: Partial<UnitFacts> = {}): UnitFacts => ({
  label: 1,
  criterion: "tone",
  trajectory: -1,
  signals: {},
  vectors: [],
  ...facts,
});
const learn = (units: readonly UnitFacts[]) => learnFeatureRecipe(units, seededRandom(1n));
const familiesOf = (units: readonly UnitFacts[]) =>
  Object.fromEntries(learn(units).prior.families.map(({ name, width }) => [name, width]));

describe("learnFeatureRecipe", () => {
  it("has an intercept that stands for 15 % wrong grades, and trusts agreement", () => {
    const { prior } = learn([unit({ signals: { own: 0 } }), unit({ signals: { own: 1 } })]);
    expect(prior.means[0]).toBeCloseTo(Math.log(0.15 / 0.85), 12);
    expect(prior.means[1]).toBe(-0.8);
  });

  it("leaves out what doesn't vary: one label, constant signals, no texts", () => {
    const units = [unit({ signals: { own: 1, panel: 2 } }), unit({ signals: { own: 1, panel: 3 } })];
    expect(familiesOf(units)).toEqual({ int: 1, ag: 1, vote: 1, rbf: 2, cat: 1, catag: 1 });
    expect(familiesOf([unit(), unit()])).toEqual({ int: 1, cat: 1 });
  });

  it("adds columns for both labels, criteria, shared words of their names, and texts", () => {
    const vector = (x: number, y: number) => Float32Array.of(x, y);
    const units = [
      unit({ criterion: "content:tone", label: 0, vectors: [vector(1, 0), vector(0, 1)] }),
      unit({ criterion: "content:safety", vectors: [vector(0, 1), vector(0, 2)] }),
      unit({ criterion: "Decision", vectors: [vector(1, 1), null] }),
    ];
    const families = familiesOf(units);
    expect(families).toMatchObject({ int: 1, js: 1, cat: 3, catjs: 3, tok: 1, tokjs: 1, cos: 1, cosjs: 1 });
    // Three points vary along two directions.
    expect(families.emb).toBe(2);
  });

  it("encodes signals by their ranks, with 0 for one that isn't known, and the label as a sign", () => {
    const units = [
      unit({ signals: { lex: 1 }, label: 0 }),
      unit({ signals: { lex: 900 } }),
      unit({ signals: { lex: null } }),
    ];
    const recipe = learn(units);
    const { rows } = recipe.encode(units);
    const column = (name: string) => {
      const start = recipe.prior.families.find((family) => family.name === name)?.start ?? -1;
      return units.map((_, row) => rows[row * recipe.columns + start]);
    };
    // Of two known values the ranks are ¼ and ¾: −1 and 1 standardised.
    expect(column("vote")).toEqual([expect.closeTo(-1, 12), expect.closeTo(1, 12), 0]);
    expect(column("js")).toEqual([-1, 1, 1]);
    expect(column("votejs")).toEqual([expect.closeTo(1, 12), expect.closeTo(1, 12), 0]);
  });

  it("gives each trajectory an intercept for either label, and none to units without one", () => {
    const units = [
      unit({ trajectory: 3, label: 0 }),
      unit({ trajectory: 3 }),
      unit({ trajectory: 4 }),
      unit({ trajectory: -1 }),
    ];
    const { groups } = learn(units).encode(units);
    expect(new Set(groups).size).toBe(4);
    expect(groups[3]).toBe(-1);
  });

  it("encodes units that it was not learnt from: an unknown criterion is none of the known ones", () => {
    const recipe = learn([unit({ criterion: "a" }), unit({ criterion: "b" })]);
    const { rows } = recipe.encode([unit({ criterion: "c" })]);
    expect([...rows]).toEqual([1, 0, 0]);
  });

  it("is the same for the same units and seed, and needs a unit", () => {
    const units = Array.from({ length: 60 }, (_, at) =>
      unit({
        label: at % 3 === 0 ? 0 : 1,
        signals: { own: at % 7, panel: at % 5 },
        vectors: [Float32Array.of(at, at * at)],
      }),
    );
    expect(learn(units).encode(units)).toEqual(learn(units).encode(units));
    expect(() => learn([])).toThrow(RangeError);
  });
});
