import { type EncodedUnits, type FeatureRecipe, learnFeatureRecipe } from "@/lib/calibration/correction/feature-recipe";
import { describeUnit, type UnitRecord } from "@/lib/calibration/rounds/unit-record";
import {
  findTrajectoriesOfUnits,
  type RoundOfRecords,
  readRoundTrajectories,
  readUnitRecords,
} from "@/lib/db/unit-record-reads";
import { seededRandom } from "@/lib/kernel/seeded-random";

/**
 * Up to so many units a round is kept in memory and scored whole at each refit (some 30 MB); above, a part at a time, of
 * which as many stay that were used last: what is read next is nearly the same from refit to refit.
 */
const WHOLE_UNITS = 20_000;
/** Enough units to learn scales, landmarks and components from. */
const RECIPE_UNITS = 5_000;
/** Units loaded and scored at a time: of a round that is in memory, and of a larger one, in steps of some 50 ms. */
const BATCH_UNITS = { whole: 2_000, part: 250 } as const;

/** Units with their rows of the correction model, in order of trajectory and id. */
export interface UnitBatch {
  readonly records: readonly UnitRecord[];
  readonly encoded: EncodedUnits;
}

export interface UnitRow {
  readonly record: UnitRecord;
  readonly row: Float64Array;
  readonly group: number;
}

export type RevisionOf = ReadonlyMap<string, number>;

/**
 * What the correction model knows of a round's units, by machines alone. Made again from the database it is the same: it
 * rests on grades as they held at launch. Grades that were scored again since are given as `revisions`.
 */
export class RoundMaterial {
  readonly recipe: FeatureRecipe;
  /** Whether every refit scores the whole round. */
  readonly isWhole: boolean;
  readonly #round: RoundOfRecords;
  readonly #trajectories: readonly { readonly trajectoryId: string; readonly units: number }[];
  /** Of the grades at launch: units that were asked for, and whole trajectories, those used last at the end. */
  readonly #rows = new Map<string, UnitRow>();
  readonly #kept = new Map<string, UnitBatch>();
  #keptUnits = 0;

  private constructor(
    round: RoundOfRecords,
    trajectories: readonly { readonly trajectoryId: string; readonly units: number }[],
    recipe: FeatureRecipe,
  ) {
    this.#round = round;
    this.#trajectories = trajectories;
    this.recipe = recipe;
    this.isWhole = trajectories.reduce((sum, { units }) => sum + units, 0) <= WHOLE_UNITS;
  }

  /** Null where the round has no units. */
  static async load(round: RoundOfRecords, seed: bigint): Promise<RoundMaterial | null> {
    const trajectories = await readRoundTrajectories(round.projectId, round.roundId);
    // Ids of trajectories are hashes: the first ones are a random sample.
    const sample = takeUnits(trajectories, 0, RECIPE_UNITS);
    const records: UnitRecord[] = [];
    for (const batch of batches(sample, BATCH_UNITS.whole)) records.push(...(await readUnitRecords(round, batch)));
    if (records.length === 0) return null;
    return new RoundMaterial(round, trajectories, learnFeatureRecipe(records.map(describeUnit), seededRandom(seed)));
  }

  get trajectoryIds(): string[] {
    return this.#trajectories.map(({ trajectoryId }) => trajectoryId);
  }

  /** The trajectories that come after one, as many as hold so many units; from the first where none is left. */
  after(trajectoryId: string | null, units: number): string[] {
    const start =
      trajectoryId === null ? 0 : this.#trajectories.findIndex((other) => other.trajectoryId > trajectoryId);
    return takeUnits(this.#trajectories, Math.max(0, start), units).map((taken) => taken.trajectoryId);
  }

  /** The units of some trajectories, some hundred or thousand at a time. */
  async *units(trajectoryIds: readonly string[], revisions: RevisionOf): AsyncGenerator<UnitBatch, void, undefined> {
    const sizes = new Map(this.#trajectories.map(({ trajectoryId, units }) => [trajectoryId, units]));
    const wanted = trajectoryIds.map((trajectoryId) => ({ trajectoryId, units: sizes.get(trajectoryId) ?? 0 }));
    const size = this.isWhole ? BATCH_UNITS.whole : BATCH_UNITS.part;
    for (const batch of batches(wanted, size)) yield await this.#batch(batch, revisions);
  }

  /** Single units, by id; those that the round does not have are left out. */
  async unitsById(unitIds: readonly string[], revisions: RevisionOf): Promise<Map<string, UnitRow>> {
    const isKept = (unitId: string) => this.#rows.has(unitId) && !revisions.has(unitId);
    const missing = unitIds.filter((unitId) => !isKept(unitId));
    const trajectoryIds = await findTrajectoriesOfUnits(this.#round.projectId, this.#round.roundId, missing);
    const wanted = new Set(missing);
    const found = new Map<string, UnitRow>();
    const { columns } = this.recipe;
    for await (const { records, encoded } of this.units(trajectoryIds, revisions)) {
      for (const [at, record] of records.entries()) {
        if (!wanted.has(record.unitId)) continue;
        const row = encoded.rows.slice(at * columns, (at + 1) * columns);
        found.set(record.unitId, { record, row, group: encoded.groups[at] ?? -1 });
      }
    }
    for (const unitId of unitIds) {
      const kept = isKept(unitId) ? this.#rows.get(unitId) : undefined;
      if (kept !== undefined) found.set(unitId, kept);
    }
    for (const [unitId, unit] of found) if (!revisions.has(unitId)) this.#rows.set(unitId, unit);
    return found;
  }

  async #batch(trajectoryIds: readonly string[], revisions: RevisionOf): Promise<UnitBatch> {
    const missing = trajectoryIds.filter((id) => !this.#kept.has(id));
    const loaded = splitByTrajectory(await readUnitRecords(this.#round, missing), this.recipe);
    const parts = trajectoryIds.flatMap((id) => loaded.get(id) ?? this.#kept.get(id) ?? []);
    for (const part of parts) this.#keep(part);
    const changed = parts.filter(({ records }) => records.some(({ unitId }) => revisions.has(unitId)));
    if (changed.length === 0) return joinBatches(parts);
    const ids = changed.flatMap(({ records }) => records[0]?.trajectoryId ?? []);
    const again = splitByTrajectory(await readUnitRecords(this.#round, ids, revisions), this.recipe);
    return joinBatches(parts.map((part) => again.get(part.records[0]?.trajectoryId ?? "") ?? part));
  }

  #keep(batch: UnitBatch): void {
    const id = batch.records[0]?.trajectoryId ?? "";
    if (this.#kept.delete(id)) this.#keptUnits -= batch.records.length;
    this.#kept.set(id, batch);
    this.#keptUnits += batch.records.length;
    for (const [oldest, { records }] of this.#kept) {
      if (this.#keptUnits <= WHOLE_UNITS) break;
      this.#kept.delete(oldest);
      this.#keptUnits -= records.length;
    }
  }
}

function takeUnits<Row extends { readonly units: number }>(rows: readonly Row[], start: number, units: number): Row[] {
  let sum = 0;
  let end = start;
  for (; end < rows.length && sum < units; end += 1) sum += rows[end]?.units ?? 0;
  return rows.slice(start, end);
}

function* batches(
  trajectories: readonly { readonly trajectoryId: string; readonly units: number }[],
  size: number,
): Generator<string[], void, undefined> {
  for (let start = 0; start < trajectories.length; ) {
    const batch = takeUnits(trajectories, start, size);
    yield batch.map(({ trajectoryId }) => trajectoryId);
    start += batch.length;
  }
}

function splitByTrajectory(records: readonly UnitRecord[], recipe: FeatureRecipe): Map<string, UnitBatch> {
  const split = new Map<string, UnitRecord[]>();
  for (const record of records) {
    const own = split.get(record.trajectoryId);
    if (own === undefined) split.set(record.trajectoryId, [record]);
    else own.push(record);
  }
  return new Map(
    [...split].map(([id, own]) => [id, { records: own.map(slim), encoded: recipe.encode(own.map(describeUnit)) }]),
  );
}

/** Texts are many times the rest, and no more needed once the rows are made. */
function slim(record: UnitRecord): UnitRecord {
  return { ...record, rationale: "", response: "", clientMessage: "", items: "" };
}

function joinBatches(parts: readonly UnitBatch[]): UnitBatch {
  const records = parts.flatMap((part) => part.records);
  const rows = new Float64Array(parts.reduce((sum, part) => sum + part.encoded.rows.length, 0));
  const groups = new Int32Array(records.length);
  let rowAt = 0;
  let groupAt = 0;
  for (const { encoded } of parts) {
    rows.set(encoded.rows, rowAt);
    groups.set(encoded.groups, groupAt);
    rowAt += encoded.rows.length;
    groupAt += encoded.groups.length;
  }
  return { records, encoded: { rows, groups } };
}
