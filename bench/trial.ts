import { z } from "zod";
import { readJsonLines } from "@/bench/read-json-lines";
import { judgeTrial, type TrialLabel } from "@/lib/calibration/trial";
import { type TrialBoundary, type TrialLabels, trialBoundary } from "@/lib/calibration/trial-boundary";
import { type SeededRandom, seededRandom } from "@/lib/kernel/seeded-random";
import { median } from "@/lib/statistics/median";

const choice = z.union([z.string(), z.number()]);
const itemSchema = z.object({
  cat: z.coerce.string().default(""),
  h: choice,
  labels: z.record(z.string(), choice.nullable()),
});
type Item = z.infer<typeof itemSchema>;

/** Points by which a candidate must be better for its promotion to count as power. */
const CLEAR_GAIN = 0.05;

interface Tally {
  harmfulRuns: number;
  harmfulPromotions: number;
  clearRuns: number;
  clearPromotions: number;
  labels: number[];
  itemsDrawn: number[];
}

interface TrialBench {
  readonly pairs: number;
  readonly harmfulPromotionRate: number | null;
  readonly power: number | null;
  readonly medianLabels: number | null;
  readonly medianLabelsRandomItems: number | null;
}

/**
 * Every ordered pair of grader variants in `place` (files like calibration-variants/llmbar.jsonl) is a trial of the
 * second against the first, with `seeds` random orders, run by the product's own boundary and decision. The clinician
 * is the recorded human choice `h`, asked for one disagreement at a time and wrong with probability `noise`.
 */
export function benchTrial(
  place: string,
  { seeds, labels, noise }: { readonly seeds: number; readonly labels: TrialLabels; readonly noise: number },
): TrialBench {
  const tally: Tally = {
    harmfulRuns: 0,
    harmfulPromotions: 0,
    clearRuns: 0,
    clearPromotions: 0,
    labels: [],
    itemsDrawn: [],
  };
  const boundaries = new Map<number, TrialBoundary>();
  const boundaryOf = (disagreements: number) => {
    const known = boundaries.get(disagreements) ?? trialBoundary({ disagreements, labels });
    boundaries.set(disagreements, known);
    return known;
  };
  let pairs = 0;
  for (const { name, rows } of readJsonLines(place)) {
    const items = rows.map((row, index) => {
      const parsed = itemSchema.safeParse(row);
      if (!parsed.success) throw new Error(`${name}: item ${index + 1}: ${z.prettifyError(parsed.error)}`);
      return parsed.data;
    });
    const variants = [...new Set(items.flatMap((item) => Object.keys(item.labels)))].sort();
    for (const current of variants) {
      for (const candidate of variants) {
        if (candidate === current) continue;
        const common = items.filter((item) => labelOf(item, current) !== null && labelOf(item, candidate) !== null);
        if (common.length === 0) continue;
        pairs += 1;
        runPair(common, current, candidate, { seeds, boundaryOf, noise, random: seededRandom(BigInt(pairs)) }, tally);
      }
    }
  }
  return {
    pairs,
    harmfulPromotionRate: share(tally.harmfulPromotions, tally.harmfulRuns),
    power: share(tally.clearPromotions, tally.clearRuns),
    medianLabels: median(tally.labels),
    medianLabelsRandomItems: median(tally.itemsDrawn),
  };
}

interface RunSettings {
  readonly seeds: number;
  readonly boundaryOf: (disagreements: number) => TrialBoundary;
  /** Chance that the clinician's answer names the wrong one. */
  readonly noise: number;
  readonly random: SeededRandom;
}

function runPair(
  items: readonly Item[],
  current: string,
  candidate: string,
  settings: RunSettings,
  tally: Tally,
): void {
  // The strategy sees where the two differ; which of them is right it learns from the clinician, one item at a time.
  const differs = items.map((item) => labelOf(item, current) !== labelOf(item, candidate));
  const disagreements = differs.filter(Boolean).length;
  const askClinician = (index: number): TrialLabel => {
    const item = items[index];
    if (item === undefined) throw new Error(`There is no item ${index}.`);
    const human = String(item.h);
    const winner =
      labelOf(item, candidate) === human ? "candidate" : labelOf(item, current) === human ? "current" : "neither";
    const isFlipped = settings.noise > 0 && winner !== "neither" && settings.random.nextFloat() < settings.noise;
    if (!isFlipped) return { criterion: item.cat, winner };
    return { criterion: item.cat, winner: winner === "candidate" ? "current" : "candidate" };
  };
  const gain = items.reduce((sum, item) => sum + isRight(item, candidate) - isRight(item, current), 0) / items.length;
  const isHarmful = gain <= 0;
  // Shares of whole counts: a gain of exactly 5 points must not be lost to rounding.
  const isClear = gain >= CLEAR_GAIN - 1e-12;

  for (let seed = 0; seed < settings.seeds; seed += 1) {
    if (isHarmful) tally.harmfulRuns += 1;
    if (isClear) tally.clearRuns += 1;
    if (disagreements === 0) continue;
    const boundary = settings.boundaryOf(disagreements);
    const answers: TrialLabel[] = [];
    let result = judgeTrial(answers, boundary);
    let drawn = 0;
    for (const index of shuffled(items.length, settings.random)) {
      drawn += 1;
      if (differs[index] !== true) continue;
      answers.push(askClinician(index));
      result = judgeTrial(answers, boundary);
      if (result.state !== "open") break;
    }
    if (result.state !== "promote") continue;
    if (isHarmful) tally.harmfulPromotions += 1;
    if (isClear) tally.clearPromotions += 1;
    tally.labels.push(result.labels);
    tally.itemsDrawn.push(drawn);
  }
}

function labelOf(item: Item, variant: string): string | null {
  const label = item.labels[variant] ?? null;
  return label === null ? null : String(label);
}

function isRight(item: Item, variant: string): 0 | 1 {
  return labelOf(item, variant) === String(item.h) ? 1 : 0;
}

function shuffled(size: number, random: SeededRandom): Uint32Array {
  const order = Uint32Array.from({ length: size }, (_, index) => index);
  for (let last = size - 1; last > 0; last -= 1) {
    const other = random.nextBelow(last + 1);
    const kept = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = kept;
  }
  return order;
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
