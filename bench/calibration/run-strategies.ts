import { confidentLearningOrder, disagreementOrder, randomOrder } from "@/bench/calibration/baselines";
import type { GradedUnit, Recorded } from "@/bench/calibration/graded-set";
import { simulateClinicians } from "@/bench/calibration/simulated-clinicians";
import type { CertificateCase } from "@/bench/simulate-certificate";
import { startCalibrationRound } from "@/lib/calibration/correction/calibration-round";
import { type FeatureRecipe, learnFeatureRecipe } from "@/lib/calibration/correction/feature-recipe";
import type { UnitFacts } from "@/lib/calibration/correction/unit-facts";
import { seededRandom } from "@/lib/kernel/seeded-random";

export const STRATEGIES = ["random", "disagreement", "confidentLearning", "ours", "oracle"] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** Errors among the final labels after 0, 1, … ⌊n/2⌋ reads. */
export type ErrorCurve = Float64Array;

export interface RunOptions {
  readonly units: readonly GradedUnit[];
  readonly recorded: Recorded;
  readonly vectors: ReadonlyMap<string, Float32Array>;
  readonly noise: number;
  readonly seed: bigint;
  /** Number of reads at which the certificate starts. */
  readonly momentAt: number;
}

/** One seed's runs of every strategy over one set. The recorded labels go to the simulated clinicians, nowhere else. */
export function runStrategies(options: RunOptions): {
  readonly curves: Record<Strategy, ErrorCurve>;
  readonly moment: CertificateCase;
} {
  const { units, seed } = options;
  const { curve, moment } = runRound(options);
  return {
    curves: {
      random: runOrder(options, () => randomOrder(units, seed)),
      disagreement: runOrder(options, () => disagreementOrder(units, seed)),
      confidentLearning: runOrder(options, () => confidentLearningOrder(units, seed)),
      ours: curve,
      oracle: runOrder(options, (errorsFirst) => errorsFirst()),
    },
    moment,
  };
}

function runOrder(
  { units, recorded, noise, seed }: RunOptions,
  makeOrder: (errorsFirst: () => number[]) => readonly number[],
): ErrorCurve {
  const { ask, errors } = simulateClinicians(recorded, noise, seed);
  const curve = new Float64Array(Math.floor(units.length / 2) + 1);
  curve[0] = errors.recount((unit) => units[unit]?.label ?? 0);
  const order = makeOrder(errors.errorsFirst);
  for (let t = 1; t < curve.length; t += 1) {
    const unit = order[t - 1] ?? 0;
    curve[t] = errors.update(unit, ask(unit));
  }
  return curve;
}

/** What an ablation takes away from the product's round. */
export interface Ablation {
  readonly change?: (recipe: FeatureRecipe) => FeatureRecipe;
  /** Whether only units that were read change their labels. */
  readonly isUnspread?: boolean;
}

/** The product's own round, asked and told as in the product. */
export function runRound(
  { units, recorded, vectors, noise, seed, momentAt }: RunOptions,
  { change = (recipe) => recipe, isUnspread = false }: Ablation = {},
): {
  readonly curve: ErrorCurve;
  readonly moment: CertificateCase;
} {
  const facts = units.map(
    ({ label, criterion, votes, texts, group }): UnitFacts => ({
      label,
      criterion,
      trajectory: group,
      signals: votes,
      vectors: texts.map((text) => vectors.get(text) ?? null),
    }),
  );
  const recipe = change(learnFeatureRecipe(facts, seededRandom(seed)));
  const round = startCalibrationRound({ recipe, encoded: recipe.encode(facts), impact: null, seed });
  const { ask, errors } = simulateClinicians(recorded, noise, seed);
  const isRead = new Uint8Array(units.length);
  const labelOf = (unit: number): 0 | 1 => {
    const label = units[unit]?.label ?? 0;
    if (isUnspread && isRead[unit] === 0) return label;
    return round.settle(unit).isWrong ? (label === 1 ? 0 : 1) : label;
  };
  let moment: CertificateCase | null = null;
  const curve = new Float64Array(Math.floor(units.length / 2) + 1);
  curve[0] = errors.recount((unit) => units[unit]?.label ?? 0);
  for (let t = 1; t < curve.length; t += 1) {
    const next = round.next();
    if (next === null) throw new Error("The round has nothing left to read.");
    isRead[next.unit] = 1;
    const isRefitted = round.record(next.unit, ask(next.unit) !== units[next.unit]?.label);
    curve[t] = isRefitted ? errors.recount(labelOf) : errors.update(next.unit, labelOf(next.unit));
    if (t === momentAt) {
      // What the product believes: the chance that the label it would export is the wrong one.
      const risk = units.reduce((sum, _, at) => sum + Math.min(round.wrongChance(at), 1 - round.wrongChance(at)), 0);
      moment = { isWrong: errors.isError(), isRead: isRead.slice(), meanRisk: risk / units.length };
    }
  }
  if (moment === null) throw new Error(`A set of ${units.length} units is too small for a benchmark.`);
  return { curve, moment };
}
