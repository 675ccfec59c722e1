import { writeFileSync } from "node:fs";
import { type DrawnSet, drawCurves } from "@/bench/calibration/draw-curves";
import { readSets } from "@/bench/calibration/read-sets";
import { type RunOptions, runStrategies, STRATEGIES, type Strategy } from "@/bench/calibration/run-strategies";
import { type SimulatedAudit, simulateCertificate, summarizeAudits } from "@/bench/simulate-certificate";
import { seededRandom } from "@/lib/kernel/seeded-random";

export interface BenchCalibrationOptions {
  readonly seeds: number;
  /** Chance with which each answer of a simulated clinician is turned, 0 … ½. */
  readonly noise: number;
  /** Where a picture of the curves is written (SVG); null: nowhere. */
  readonly curvesFile: string | null;
}

/** Shares of units read at which the error left is reported, %. */
const RESIDUALS = [5, 10, 20, 30, 50] as const;
const CERTIFICATE_TARGET = 0.05;
const CERTIFICATE_ALPHA = 0.05;
const AUDITS_PER_RUN = 200;

/**
 * How much clinicians' effort the product's round saves on every graded set of a folder, against random review,
 * disagreement, confident learning and an oracle; and whether the certificate keeps its promise.
 * Protocol and definitions: CALIBRATION.md §8.
 */
export async function benchCalibration(
  place: string,
  { seeds, noise, curvesFile }: BenchCalibrationOptions,
): Promise<object> {
  const audits: SimulatedAudit[] = [];
  const sets: SetReport[] = [];
  const drawn: DrawnSet[] = [];
  let started = performance.now();
  for await (const { name, units, runOptions } of readSets(place)) {
    const curves = emptyCurves(units.length);
    for (let seed = 0; seed < seeds; seed += 1) {
      const run = runSeed(runOptions(noise, seed), seed);
      for (const strategy of STRATEGIES) {
        run.curves[strategy].forEach((errors, t) => {
          const curve = curves[strategy];
          curve[t] = (curve[t] ?? 0) + errors / units.length / seeds;
        });
      }
      audits.push(...run.audits);
    }
    sets.push(reportSet(name, units.length, curves));
    drawn.push({ name, units: units.length, curves });
    const seconds = (performance.now() - started) / 1_000;
    started = performance.now();
    process.stderr.write(`${name}: AUEC ${sets.at(-1)?.auec.ours.toFixed(4)}, ${seconds.toFixed(0)} s\n`);
  }
  if (curvesFile !== null) writeFileSync(curvesFile, drawCurves(drawn));
  return {
    sets,
    mean: {
      auec: byStrategy((strategy) => mean(sets.map(({ auec }) => auec[strategy]))),
      readsToHalveRatioGeo: Math.exp(
        mean(sets.map(({ readsToHalve }) => Math.log(readsToHalve.random / readsToHalve.ours))),
      ),
    },
    certificate: summarizeAudits(audits, CERTIFICATE_TARGET),
  };
}

interface SetReport {
  readonly name: string;
  readonly units: number;
  readonly graderError: number;
  readonly auec: Record<Strategy, number>;
  readonly readsToHalve: { readonly random: number; readonly ours: number; readonly oracle: number };
  readonly residual: Record<string, number>;
}

function runSeed(options: RunOptions, seed: number) {
  const { curves, moment } = runStrategies(options);
  const random = seededRandom(BigInt(seed) + 2_000_003n);
  const audits = Array.from({ length: AUDITS_PER_RUN }, () =>
    simulateCertificate(moment, { target: CERTIFICATE_TARGET, alpha: CERTIFICATE_ALPHA, random }),
  );
  return { curves, audits };
}

function reportSet(name: string, units: number, curves: Record<Strategy, Float64Array>): SetReport {
  const graderError = curves.ours[0] ?? 0;
  if (graderError === 0) throw new Error(`${name}: the grader is never wrong there, so nothing can be measured.`);
  const half = Math.floor(units / 2);
  return {
    name,
    units,
    graderError,
    auec: byStrategy((strategy) => mean([...curves[strategy]]) / graderError),
    readsToHalve: { random: half, ours: readsToHalve(curves.ours), oracle: readsToHalve(curves.oracle) },
    residual: Object.fromEntries(
      RESIDUALS.map((share) => [share, curves.ours[Math.floor((units * share) / 100)] ?? graderError]),
    ),
  };
}

function readsToHalve(curve: Float64Array): number {
  const goal = (curve[0] ?? 0) / 2;
  const found = curve.findIndex((error) => error <= goal + 1e-12);
  return found < 0 ? curve.length - 1 : found;
}

function emptyCurves(units: number): Record<Strategy, Float64Array> {
  return byStrategy(() => new Float64Array(Math.floor(units / 2) + 1));
}

function byStrategy<Value>(of: (strategy: Strategy) => Value): Record<Strategy, Value> {
  return {
    random: of("random"),
    disagreement: of("disagreement"),
    confidentLearning: of("confidentLearning"),
    ours: of("ours"),
    oracle: of("oracle"),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
