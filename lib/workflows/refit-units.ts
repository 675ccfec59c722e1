import { createHash } from "node:crypto";
import type { EncodedUnits } from "@/lib/calibration/correction/feature-recipe";
import { learnReaderNoise } from "@/lib/calibration/correction/reader-noise";
import { scoreUnits } from "@/lib/calibration/correction/score-units";
import { worthNoise } from "@/lib/calibration/correction/worth-noise";
import {
  appraiseUnit,
  type Belief,
  type ScoreCorrections,
  type UnitReads,
} from "@/lib/calibration/rounds/appraise-unit";
import type { ReadChange } from "@/lib/calibration/rounds/fit-inputs";
import { type FittedRound, fitFromInputs, nextInputs } from "@/lib/calibration/rounds/refit-model";
import type { UnitRecord } from "@/lib/calibration/rounds/unit-record";
import { rankTrajectory } from "@/lib/calibration/targeted-rank";
import type { RevisionOf, RoundMaterial, UnitBatch, UnitRow } from "@/lib/workflows/round-material";

export interface RefitStep {
  /** From 1. */
  readonly refit: number;
  readonly seed: bigint;
  readonly changes: readonly ReadChange[];
  /** Grades that were scored again since launch. */
  readonly revisions: RevisionOf;
}

/** The next fit of a round; null while nothing is read. The same material, fit and step give the same. */
export async function nextFit(
  material: RoundMaterial,
  last: FittedRound | null,
  { changes, revisions }: Pick<RefitStep, "changes" | "revisions">,
): Promise<FittedRound | null> {
  const ids = [...(last?.inputs.reads.map(({ unitId }) => unitId) ?? []), ...changes.map(({ unitId }) => unitId)];
  const units = await material.unitsById([...new Set(ids)], revisions);
  const encode = (unitIds: readonly string[]) => encodeRows(material, units, unitIds);
  const inputs = nextInputs(
    last,
    changes.filter(({ unitId }) => units.has(unitId)),
    revisions,
    (unitIds) => scoreUnits(material.recipe, encode(unitIds), last?.model.fit ?? null).logOdds,
  );
  return inputs.reads.length === 0 ? null : fitFromInputs(material.recipe, inputs, encode);
}

/** The last fit of a round, made again from what it started from. */
export async function sameFit(material: RoundMaterial, inputs: FittedRound["inputs"]): Promise<FittedRound> {
  const units = await material.unitsById(
    inputs.reads.map(({ unitId }) => unitId),
    new Map(inputs.revisions),
  );
  return fitFromInputs(material.recipe, inputs, (unitIds) => encodeRows(material, units, unitIds));
}

function encodeRows(
  { recipe }: RoundMaterial,
  units: ReadonlyMap<string, UnitRow>,
  unitIds: readonly string[],
): EncodedUnits {
  const rows = new Float64Array(unitIds.length * recipe.columns);
  const groups = new Int32Array(unitIds.length).fill(-1);
  for (const [at, unitId] of unitIds.entries()) {
    const unit = units.get(unitId);
    if (unit === undefined) throw new Error(`Unit ${unitId} is read but not of this round.`);
    rows.set(unit.row, at * recipe.columns);
    groups[at] = unit.group;
  }
  return { rows, groups };
}

export interface ScoredUnit {
  readonly record: UnitRecord;
  readonly belief: Belief;
  readonly reads: number;
  readonly targetedRank: number;
}

export interface ScoringContext {
  readonly fitted: FittedRound | null;
  readonly step: Pick<RefitStep, "refit" | "seed">;
  readonly readsOf: (unitId: string) => UnitReads;
  readonly corrections: ScoreCorrections;
  /** Units whose grade does not apply any more: nothing is gained by reading them. */
  readonly isGone: (unitId: string) => boolean;
}

/** Beliefs and ranks of some whole trajectories under a fit (before the first one, under the prior). */
export function scoreBatch(
  material: RoundMaterial,
  { records, encoded }: UnitBatch,
  context: ScoringContext,
): ScoredUnit[] {
  const { fitted, step, readsOf, corrections, isGone } = context;
  const scores = scoreUnits(material.recipe, encoded, fitted?.model.fit ?? null);
  const model = { noise: fitted?.model.noise ?? learnReaderNoise([]), modelTurns: fitted?.model.turns === true };
  const beliefs = records.map((record, at) =>
    appraiseUnit(
      {
        ...readsOf(record.unitId),
        value: record.value,
        impact: isGone(record.unitId) ? 0 : record.impact,
        logOdds: fitted?.readLogOdds.get(record.unitId) ?? scores.logOdds[at] ?? 0,
        variance: scores.variances[at] ?? 0,
      },
      model,
      corrections,
    ),
  );
  const scored: ScoredUnit[] = [];
  for (let start = 0; start < records.length; ) {
    const trajectoryId = records[start]?.trajectoryId ?? "";
    let end = start + 1;
    while (records[end]?.trajectoryId === trajectoryId) end += 1;
    const noise = worthNoise(step.seed, step.refit, trajectoryId);
    const own = records.slice(start, end);
    const ranks = rankTrajectory(
      own.map(({ turnRound, criterion }, at) => ({
        turnRound,
        criterion,
        worth: (beliefs[start + at]?.worth ?? 0) * noise(),
      })),
    );
    for (const [at, record] of own.entries()) {
      const belief = beliefs[start + at];
      const targetedRank = ranks[at];
      if (belief === undefined || targetedRank === undefined) continue;
      scored.push({ record, belief, targetedRank, reads: readsOf(record.unitId).reads });
    }
    start = end;
  }
  return scored;
}

/** SHA-256 of a fit: its weights, scales and what it holds of the read units. */
export function digestFit(fitted: FittedRound | null): string {
  const hash = createHash("sha256");
  if (fitted !== null) {
    const { fit, noise, turns, readLogOdds } = fitted.model;
    const numbers = [...fit.weights, ...fit.scales, noise.mean, noise.low, turns ? 1 : 0, ...readLogOdds];
    hash.update(new Uint8Array(Float64Array.from(numbers).buffer));
  }
  return hash.digest("hex");
}

/** SHA-256 of beliefs and ranks, unit after unit. */
export function startOrderDigest(): { add(units: readonly ScoredUnit[]): void; end(): string } {
  const hash = createHash("sha256");
  return {
    add: (units) => {
      const numbers = units.flatMap(({ belief, targetedRank }) => [
        belief.logOdds,
        belief.wrongChance,
        belief.isChanged ? 1 : 0,
        targetedRank,
      ]);
      hash.update(new Uint8Array(Float64Array.from(numbers).buffer));
    },
    end: () => hash.digest("hex"),
  };
}
