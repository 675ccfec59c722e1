import type { EncodedUnits, FeatureRecipe } from "@/lib/calibration/correction/feature-recipe";

/** The same recipe without some families of columns. */
export function withoutFamilies(recipe: FeatureRecipe, names: readonly string[]): FeatureRecipe {
  const { families, means, groups } = recipe.prior;
  const kept: number[] = [];
  let start = 0;
  const left = families
    .filter(({ name }) => !names.includes(name))
    .map((family) => {
      for (let k = family.start; k < family.start + family.width; k += 1) kept.push(k);
      const moved = { ...family, start };
      start += family.width;
      return moved;
    });
  return {
    columns: kept.length,
    prior: { families: left, means: Float64Array.from(kept, (k) => means[k] ?? 0), groups },
    encode: (units) => {
      const encoded = recipe.encode(units);
      const rows = new Float64Array(units.length * kept.length);
      for (let unit = 0; unit < units.length; unit += 1) {
        kept.forEach((k, place) => {
          rows[unit * kept.length + place] = encoded.rows[unit * recipe.columns + k] ?? 0;
        });
      }
      return { ...encoded, rows };
    },
  };
}

/** The same recipe with every scale as it was before any verdict. */
export function withFixedScales(recipe: FeatureRecipe): FeatureRecipe {
  const { families, groups } = recipe.prior;
  return {
    ...recipe,
    prior: {
      ...recipe.prior,
      families: families.map((family) => ({ ...family, learned: false })),
      groups: groups === null ? null : { ...groups, learned: false },
    },
  };
}

/** The same recipe without intercepts of trajectories. */
export function withoutTrajectories(recipe: FeatureRecipe): FeatureRecipe {
  return {
    ...recipe,
    prior: { ...recipe.prior, groups: null },
    encode: (units): EncodedUnits => {
      const encoded = recipe.encode(units);
      return { ...encoded, groups: new Int32Array(encoded.groups.length).fill(-1) };
    },
  };
}
