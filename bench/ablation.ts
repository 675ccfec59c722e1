import { withFixedScales, withoutFamilies, withoutTrajectories } from "@/bench/calibration/ablate-recipe";
import { readSets } from "@/bench/calibration/read-sets";
import { type Ablation, runRound } from "@/bench/calibration/run-strategies";

const without = (...names: string[]): Ablation => ({ change: (recipe) => withoutFamilies(recipe, names) });

/** What each variant of the round goes without; names of columns are those of `learnFeatureRecipe`. */
const ABLATIONS: Readonly<Record<string, Ablation>> = {
  "nothing (the product)": {},
  "spreading to unread units": { isUnspread: true },
  "agreement (ag)": without("ag", "catag"),
  "confidence in the label (cl)": without("cl"),
  "signals (vote, votejs)": without("vote", "votejs"),
  "kernel of the signals (rbf)": without("rbf"),
  "criteria (cat, catjs, catag)": without("cat", "catjs", "catag"),
  "words of criteria (tok, tokjs)": without("tok", "tokjs"),
  "texts (emb, cos and signed)": without("emb", "embjs", "cos", "cosjs"),
  "intercepts of trajectories": { change: withoutTrajectories },
  "learned scales": { change: withFixedScales },
};

/** AUEC of the product's round without one idea at a time, on every graded set of a folder; mean over seeds. */
export async function benchAblation(
  place: string,
  { seeds, noise }: { readonly seeds: number; readonly noise: number },
): Promise<object> {
  const variants = Object.entries(ABLATIONS).map(([name, ablation]) => ({
    without: name,
    ablation,
    auec: {} as Record<string, number>,
  }));
  for await (const { name, runOptions } of readSets(place)) {
    for (const { without, ablation, auec } of variants) {
      let sum = 0;
      for (let seed = 0; seed < seeds; seed += 1) {
        const { curve } = runRound(runOptions(noise, seed), ablation);
        sum += curve.reduce((total, errors) => total + errors, 0) / curve.length / (curve[0] ?? Number.NaN);
      }
      auec[name] = sum / seeds;
      process.stderr.write(`${name} without ${without}: AUEC ${(sum / seeds).toFixed(4)}\n`);
    }
  }
  return {
    variants: variants.map(({ without, auec }) => {
      const values = Object.values(auec);
      return { without, mean: values.reduce((sum, value) => sum + value, 0) / values.length, auec };
    }),
  };
}
