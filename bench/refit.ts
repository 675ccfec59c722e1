import { learnFeatureRecipe } from "@/lib/calibration/correction/feature-recipe";
import { type CorrectionModel, fitCorrection, type ReadUnit } from "@/lib/calibration/correction/fit-correction";
import { scoreUnits } from "@/lib/calibration/correction/score-units";
import type { UnitFacts } from "@/lib/calibration/correction/unit-facts";
import { type SeededRandom, seededRandom } from "@/lib/kernel/seeded-random";

const UNITS = 10_000;
const VERDICTS = 1_000;
const REFITS = 40;
/** The first refits warm the compiler up and aren't counted. */
const WARM_UP = 5;
const TRAJECTORIES = 700;
const CRITERIA = ["decision", "extraction", "content: relevance", "content: safety", "content: tone", "format"];
const VECTOR_LENGTH = 64;

/**
 * One refit as a round makes it, fit and scores of all units, in a project of 10,000 units with 1,000 verdicts of which
 * ten more come before each refit: five signals, six criteria, two texts, 700 trajectories.
 */
export function benchRefit(): { units: number; columns: number; refitMsP95: number } {
  const random = seededRandom(1n);
  const facts = Array.from({ length: UNITS }, () => makeUnit(random));
  const recipe = learnFeatureRecipe(facts, random);
  const encoded = recipe.encode(facts);
  const read = facts.slice(0, VERDICTS + REFITS * 10);
  const verdicts = read.map(({ signals }) => random.nextFloat() < 0.4 - 0.35 * (signals.own ?? 0));

  const times: number[] = [];
  let model: CorrectionModel | null = null;
  for (let refit = 0; refit < REFITS; refit += 1) {
    const count = VERDICTS - (REFITS - refit) * 10;
    const before: CorrectionModel | null = model;
    const started = performance.now();
    const reads = verdicts.slice(0, count).map(
      (isFlag, at): ReadUnit => ({
        reads: 1,
        flags: isFlag ? 1 : 0,
        logOdds: before?.readLogOdds[at] ?? -2,
      }),
    );
    model = fitCorrection(
      recipe,
      { rows: encoded.rows.slice(0, count * recipe.columns), groups: encoded.groups.slice(0, count) },
      reads,
      before,
    );
    scoreUnits(recipe, encoded, model.fit);
    if (refit >= WARM_UP) times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  return { units: UNITS, columns: recipe.columns, refitMsP95: times[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN };
}

function makeUnit(random: SeededRandom): UnitFacts {
  const level = () => Math.round(random.nextFloat() * 10) / 10;
  const vector = () => Float32Array.from({ length: VECTOR_LENGTH }, () => random.nextFloat() - 0.5);
  return {
    label: random.nextFloat() < 0.6 ? 1 : 0,
    criterion: CRITERIA[random.nextBelow(CRITERIA.length)] ?? "",
    trajectory: random.nextBelow(TRAJECTORIES),
    signals: {
      own: level(),
      panel: level(),
      ablation: random.nextFloat(),
      length: random.nextFloat(),
      round: random.nextBelow(20),
    },
    vectors: [vector(), vector()],
  };
}
