import type { EncodedUnits, FeatureRecipe } from "@/lib/calibration/correction/feature-recipe";
import { type CorrectionModel, fitCorrection } from "@/lib/calibration/correction/fit-correction";
import type { FitInputs, ReadChange } from "@/lib/calibration/rounds/fit-inputs";

/** Rows of units, in the order asked for. */
export type EncodeUnits = (unitIds: readonly string[]) => EncodedUnits;

export interface FittedRound {
  readonly inputs: FitInputs;
  readonly model: CorrectionModel;
  /** Log odds of the read units without their own verdicts. */
  readonly readLogOdds: ReadonlyMap<string, number>;
}

/**
 * The inputs of the next fit: verdicts as changed, and the last fit to start from. `priorLogOdds` gives what the last
 * fit held of units that nobody had read (before the first fit: what the prior holds), in the order asked for.
 */
export function nextInputs(
  last: FittedRound | null,
  changes: readonly ReadChange[],
  revisions: ReadonlyMap<string, number>,
  priorLogOdds: (unitIds: readonly string[]) => ArrayLike<number>,
): FitInputs {
  const changed = new Map(changes.map((change) => [change.unitId, change]));
  const kept = (last?.inputs.reads ?? []).flatMap((read) => {
    const change = changed.get(read.unitId);
    changed.delete(read.unitId);
    const { reads, flags } = change ?? read;
    const logOdds = last?.readLogOdds.get(read.unitId) ?? read.logOdds;
    return reads === 0 ? [] : [{ unitId: read.unitId, reads, flags, logOdds }];
  });
  const added = [...changed.values()].filter(({ reads }) => reads > 0);
  const prior = priorLogOdds(added.map(({ unitId }) => unitId));
  const fresh = added.map(({ unitId, reads, flags }, at) => ({ unitId, reads, flags, logOdds: prior[at] ?? 0 }));
  return { reads: [...kept, ...fresh], revisions: [...revisions], before: last === null ? null : beforeOf(last.model) };
}

/** Fits the model from its inputs. The same inputs give the same model. Throws a RangeError without reads. */
export function fitFromInputs(recipe: FeatureRecipe, inputs: FitInputs, encode: EncodeUnits): FittedRound {
  const encoded = encode(inputs.reads.map(({ unitId }) => unitId));
  const model = fitCorrection(recipe, encoded, inputs.reads, modelOf(inputs));
  return {
    inputs,
    model,
    readLogOdds: new Map(inputs.reads.map(({ unitId }, at) => [unitId, model.readLogOdds[at] ?? 0])),
  };
}

function beforeOf({ fit, noise, turns }: CorrectionModel): FitInputs["before"] {
  return {
    weights: [...fit.weights],
    scales: [...fit.scales],
    effects: [...fit.effects].map(([group, { mean }]) => [group, mean]),
    noise: { ...noise },
    turns,
  };
}

/** A model as far as the next fit starts from it: its weights, scales, intercepts and noise. */
function modelOf({ before }: FitInputs): CorrectionModel | null {
  if (before === null) return null;
  const nothing = new Float64Array(0);
  return {
    fit: {
      weights: Float64Array.from(before.weights),
      scales: Float64Array.from(before.scales),
      inverseRoot: nothing,
      effects: new Map(before.effects.map(([group, mean]) => [group, { mean, variance: 0, shift: nothing }])),
      steps: 0,
    },
    noise: before.noise,
    turns: before.turns,
    readLogOdds: nothing,
  };
}
