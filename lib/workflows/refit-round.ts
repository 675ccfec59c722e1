import { setTimeout as wait } from "node:timers/promises";
import { auditShare } from "@/lib/calibration/correction/audit-share";
import { MOST_READS } from "@/lib/calibration/correction/reading-worth";
import { refitDue } from "@/lib/calibration/correction/refit-due";
import { readChanges } from "@/lib/calibration/rounds/fit-inputs";
import { roundStandings, type UnitStandings } from "@/lib/calibration/rounds/round-standing";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { analyzeBeliefs } from "@/lib/db/analyze-tables";
import { database } from "@/lib/db/client";
import { writeRoundLog } from "@/lib/db/round-log-writes";
import { countRefit, rankUnits, writeBeliefs, writeFigures } from "@/lib/db/round-refit-writes";
import { readHeadTrajectories } from "@/lib/db/unit-record-reads";
import { askForAnotherRead } from "@/lib/db/verdict-writes";
import { digestFit, nextFit, type ScoredUnit, scoreBatch, startOrderDigest } from "@/lib/workflows/refit-units";
import { computeRoundFigures } from "@/lib/workflows/round-figures";
import { keptRound, type RoundInMemory } from "@/lib/workflows/round-in-memory";
import type { RevisionOf, RoundMaterial } from "@/lib/workflows/round-material";
import type { RoundSnapshot } from "@/lib/workflows/round-snapshot";

/** Of a large round each refit scores the trajectories of so many units that are read next, and so many of the rest. */
const HEAD_UNITS = 1_000;
const SLICE_UNITS = 1_000;
/** The default share, of which the core's rule gives the whole or the half. */
const WHOLE_SHARE = auditShare(0, 0);
/** Chance that a transaction of a refit takes longer than the usual five seconds is real where beliefs are many. */
const REFIT_TIMEOUT_MS = 60_000;
const NOTHING_READ = { reads: 0, flags: 0, corrected: null } as const;

/** The grade of each read unit that holds now: null where it does not apply any more. */
export async function gradesNow(
  material: RoundMaterial,
  { answers, rescored }: RoundSnapshot,
  revisions: RevisionOf,
): Promise<(unitId: string) => VerdictValue | null> {
  const gone = new Set(rescored.filter(({ isOk }) => !isOk).map(({ unitId }) => unitId));
  const units = await material.unitsById([...new Set(answers.map(({ unitId }) => unitId))], revisions);
  return (unitId) => (gone.has(unitId) ? null : (units.get(unitId)?.record.value ?? null));
}

export function revisionsNow({ rescored }: RoundSnapshot): RevisionOf {
  return new Map(rescored.filter(({ isOk }) => isOk).map(({ unitId, revision }) => [unitId, revision]));
}

/**
 * Fits the correction model of a round to its verdicts so far, and writes what follows: beliefs, the reading order, the
 * chance of an audit, units that a further reader must see, figures and a line of the log. The caller holds the round.
 * Killed at any moment and run again, it comes to the same: what it has written by then is only an order of reading.
 */
export async function refitRound(snapshot: RoundSnapshot): Promise<void> {
  const startedAt = performance.now();
  const { round, projectId, roundId } = snapshot;
  const memory = await keptRound(snapshot);
  if (memory === null) return;
  const { material, last } = memory;
  const refit = round.refits + 1;
  const revisions = revisionsNow(snapshot);
  const gradeOf = await gradesNow(material, snapshot, revisions);
  const standings = roundStandings(snapshot.answers, gradeOf);
  const changes = readChanges(last?.inputs ?? null, standings.reads);
  const fitted = await nextFit(material, last, { changes, revisions });

  const scope = await scopeOf(
    snapshot,
    memory,
    changes.map(({ unitId }) => unitId),
  );
  const gone = new Set(snapshot.rescored.filter(({ isOk }) => !isOk).map(({ unitId }) => unitId));
  const scored: ScoredUnit[] = [];
  const order = startOrderDigest();
  const batches = material.units(scope.trajectoryIds, revisions);
  for await (const batch of scope.isWhole ? batches : withRests(batches)) {
    const units = scoreBatch(material, batch, {
      fitted,
      step: { refit, seed: round.seed },
      readsOf: (unitId) => standings.byUnit.get(unitId) ?? NOTHING_READ,
      corrections: standings.corrections,
      isGone: (unitId) => gone.has(unitId),
    });
    order.add(units);
    scored.push(...units);
  }
  await rankUnits(
    projectId,
    roundId,
    scored.map(({ record, belief, targetedRank }) => ({
      unitId: record.unitId,
      targetedRank,
      wrongChance: belief.wrongChance,
    })),
  );
  const isKept = await database.$transaction(
    async (tx) => {
      const isCounted = await countRefit(tx, {
        ...{ projectId, roundId, refit, readsAtFit: round.readsDone, verdictOrdinal: snapshot.verdictOrdinal },
        ...{ inputs: fitted?.inputs ?? null, scoredTo: scope.scoredTo, durationMs: performance.now() - startedAt },
      });
      if (!isCounted) return false;
      const subject = { projectId, roundId, graderVersionId: round.graderVersionId };
      await writeBeliefs(
        tx,
        subject,
        refit,
        scored.map(({ record, belief }) => ({
          ...belief,
          unitId: record.unitId,
          trajectoryId: record.trajectoryId,
          gradeRevision: record.gradeRevision,
        })),
      );
      if (refit === 1) await analyzeBeliefs(tx);
      const { figures, effort, labels, errorLeft, expected, audits } = await computeRoundFigures(tx, {
        ...{ ...subject, ...round, fitted, standings, answers: snapshot.answers, gradeOf },
        sampledTo: scope.isWhole ? null : scope.scoredTo,
      });
      const auditProbability = round.auditShare * (auditShare(audits.known, audits.wrong) / WHOLE_SHARE);
      await writeFigures(tx, subject, figures, auditProbability);
      await askForAnotherRead(tx, { projectId, roundId, unitIds: unitsToReadAgain(snapshot, scored, standings) });
      await writeRoundLog(tx, {
        ...{ projectId, roundId, verdictOrdinal: snapshot.verdictOrdinal, event: "refitted" },
        detail: {
          refit,
          reads: round.readsDone,
          minutes: effort.minutes,
          corrections: effort.corrections,
          changes: changes.map(({ unitId, reads, flags }) => [unitId, reads, flags]),
          rescored: [...revisions],
          digest: { fit: digestFit(fitted), order: scope.isWhole ? order.end() : null },
          auditProbability,
          noise: fitted?.model.noise.mean ?? 0,
          flips: labels.changedByModel,
          errorLeft,
          expected,
        },
      });
      return true;
    },
    { timeout: REFIT_TIMEOUT_MS },
  );
  if (isKept) memory.keep(fitted);
  else memory.forget();
}

/** Rests between batches so much longer than each of them took. */
const REST_RATIO = 3;

/**
 * The refit of a large round takes seconds of a processor that readers' next items need, too: in short steps with rests
 * between, nobody waits for all of it.
 */
async function* withRests<Batch>(batches: AsyncIterable<Batch>): AsyncGenerator<Batch, void, undefined> {
  let startedAt = performance.now();
  for await (const batch of batches) {
    yield batch;
    await wait(REST_RATIO * (performance.now() - startedAt));
    startedAt = performance.now();
  }
}

interface Scope {
  readonly trajectoryIds: readonly string[];
  readonly isWhole: boolean;
  /** Where the next slice of a large round begins. */
  readonly scoredTo: string | null;
}

/** All of a small round; of a large one what is read next, what was just read, and a slice that goes round. */
async function scopeOf(
  { projectId, roundId, round, answers }: RoundSnapshot,
  { material }: RoundInMemory,
  changedIds: readonly string[],
): Promise<Scope> {
  if (material.isWhole) return { trajectoryIds: material.trajectoryIds, isWhole: true, scoredTo: null };
  const slice = material.after(round.scoredTo, SLICE_UNITS);
  const changed = new Set(changedIds);
  const read = answers.filter(({ unitId }) => changed.has(unitId)).map(({ trajectoryId }) => trajectoryId);
  const head = await readHeadTrajectories(projectId, roundId, HEAD_UNITS);
  return {
    trajectoryIds: [...new Set([...head, ...read, ...slice])].sort(),
    isWhole: false,
    scoredTo: slice.at(-1) ?? null,
  };
}

/**
 * Read units that a further reader must see: those whose verdicts don't carry their label, and those whose next read is
 * worth more than most of what would be read until the next refit.
 */
function unitsToReadAgain({ round }: RoundSnapshot, scored: readonly ScoredUnit[], standings: UnitStandings): string[] {
  const ahead = readsUntilRefit(round.unitCount, round.readsDone);
  const worths = scored.flatMap(({ belief, reads }) => (reads === 0 ? [belief.worth] : [])).sort((a, b) => b - a);
  const least = worths[Math.min(ahead, worths.length) - 1] ?? 0;
  return scored.flatMap(({ record, belief, reads }) => {
    const isOpen = reads > 0 && reads < MOST_READS && standings.byUnit.has(record.unitId);
    return isOpen && (belief.heldBy === "waiting" || (belief.worth > 0 && belief.worth > least)) ? [record.unitId] : [];
  });
}

function readsUntilRefit(units: number, reads: number): number {
  let more = 1;
  while (!refitDue(units, reads + more, reads)) more += 1;
  return more;
}
