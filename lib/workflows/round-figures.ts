import { appraiseUnit } from "@/lib/calibration/rounds/appraise-unit";
import { walkAlpha } from "@/lib/calibration/rounds/certificate-share";
import { type AuditedUnit, errorLeft, type Interval } from "@/lib/calibration/rounds/error-left";
import {
  countedShare,
  pairedAgreement,
  poweredAccuracy,
  reliabilityBins,
  shareDifference,
} from "@/lib/calibration/rounds/read-figures";
import type { FittedRound } from "@/lib/calibration/rounds/refit-model";
import type { UnitStandings } from "@/lib/calibration/rounds/round-standing";
import { forecastStopping } from "@/lib/calibration/stopping-forecast";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { verdictValueKey } from "@/lib/calibration/verdict-value-key";
import type { Transaction } from "@/lib/db/client";
import {
  type BelievedUnit,
  type LabelCounts,
  type ReadEffort,
  readBelievedAudits,
  readEffort,
  readLabelCounts,
  readNextRisks,
  readToldReads,
} from "@/lib/db/round-figure-reads";
import type { StandingAnswer } from "@/lib/db/round-standing-reads";
import type { Criterion } from "@/lib/grading/criterion";
import type { RoundFigures } from "@/lib/queries/round-contract";

export interface FiguresSubject {
  readonly projectId: string;
  readonly roundId: string;
  readonly graderVersionId: string;
  /** As of what it was scored: see the reads of beliefs. */
  readonly sampledTo: string | null;
  readonly unitCount: number;
  readonly readsDone: number;
  readonly readsPerUnit: number;
  readonly criteria: readonly Criterion[];
  readonly targetError: number;
  readonly fitted: FittedRound | null;
  readonly standings: UnitStandings;
  readonly answers: readonly StandingAnswer[];
  readonly gradeOf: (unitId: string) => VerdictValue | null;
}

export interface RoundFigured {
  readonly figures: RoundFigures;
  readonly effort: ReadEffort;
  readonly labels: LabelCounts;
  readonly errorLeft: Interval | null;
  /** Share of wrong labels as the model expects it. */
  readonly expected: number;
  /** Audited units, and those of them on which the grader is held to be wrong. */
  readonly audits: { readonly known: number; readonly wrong: number };
}

/** Points of the dotted line that tells what further reads are expected to leave. */
const FORECAST_POINTS = 12;

/** What a round's charts show after a refit, from its beliefs as they stand in the database. */
export async function computeRoundFigures(tx: Transaction, subject: FiguresSubject): Promise<RoundFigured> {
  const { projectId, roundId, unitCount, standings, answers, gradeOf, readsDone, readsPerUnit } = subject;
  const { walked, rest } = await readBelievedAudits(tx, subject);
  const labels = await readLabelCounts(tx, subject);
  const nextRisks = (await readNextRisks(tx, subject)).map((risk) => risk ?? labels.meanRisk);
  const effort = await readEffort(tx, projectId, roundId);
  const told = await readToldReads(tx, projectId, roundId);

  const audited = walked.flatMap((unit) => {
    const grade = gradeOf(unit.unitId);
    const truth = standings.truths.get(unit.unitId);
    return grade === null || truth === undefined ? [] : [{ ...unit, grade, truth }];
  });
  const walkedIds = new Set(audited.map(({ unitId }) => unitId));
  // Double reads are unselected only where every unit is to have them.
  const agreement = pairedAgreement(readsPerUnit < 2 ? [] : readPairs(answers, walkedIds, gradeOf));
  const left = errorLeft(
    audited.map((unit) => ({ grade: unit.grade, truth: unit.truth, unread: beliefUnread(subject, unit) })),
    unitCount,
    labels.unread,
  );
  const byVisibility = (visibility: "blind" | "shown") => {
    const own = told.filter((read) => read.visibility === visibility);
    return countedShare(own.filter(({ isFlag }) => isFlag).length, own.length);
  };
  const [blind, shown] = [byVisibility("blind"), byVisibility("shown")];
  const expected = unitCount === 0 ? 0 : (labels.unreadRisk + labels.readRisk) / unitCount;
  const accuracy = [null, ...subject.criteria].map((criterion) => accuracyOf(criterion, audited, rest));
  const overall = accuracy[0];
  const right = overall?.powered ?? overall?.audits;
  return {
    effort,
    labels,
    errorLeft: left,
    expected,
    audits: { known: audited.length, wrong: audited.filter(({ isChanged }) => isChanged).length },
    figures: {
      reads: readsDone,
      graderError:
        right === undefined || right.estimate === null
          ? null
          : { estimate: 1 - right.estimate, lower: 1 - right.upper, upper: 1 - right.lower },
      accuracy,
      reliability: reliabilityBins(told),
      agreement,
      anchoring: { blind, shown, difference: shareDifference(blind, shown) },
      labels: {
        unread: labels.unread,
        changedByModel: labels.changedByModel,
        settled: labels.settled,
        waiting: labels.waiting,
        ambiguous: labels.ambiguous,
      },
      forecast: forecast(subject, labels, nextRisks, effort.medianReadMs, agreement.pairs.estimate),
    },
  };
}

type Audited = BelievedUnit & Pick<AuditedUnit, "grade" | "truth">;

function accuracyOf(
  criterion: Criterion | null,
  audited: readonly Audited[],
  rest: readonly BelievedUnit[],
): RoundFigures["accuracy"][number] {
  const isOwn = (unit: BelievedUnit) => criterion === null || unit.criterion === criterion;
  const rightChance = ({ logOdds }: BelievedUnit) => 1 / (1 + Math.exp(logOdds));
  const audits = audited.filter(isOwn).map((unit) => ({
    isRight: verdictValueKey(unit.grade) === verdictValueKey(unit.truth),
    rightChance: rightChance(unit),
  }));
  return {
    criterion,
    audits: countedShare(audits.filter(({ isRight }) => isRight).length, audits.length),
    powered: poweredAccuracy(audits, rest.filter(isOwn).map(rightChance)),
  };
}

/** What would be held of an audited unit had nobody read it. */
function beliefUnread({ fitted, standings }: FiguresSubject, { grade, logOdds }: Audited): AuditedUnit["unread"] {
  if (fitted === null) return { isChanged: false, value: null };
  const unread = { reads: 0, flags: 0, corrected: null, value: grade, impact: 1, logOdds, variance: 0 };
  const { noise, turns } = fitted.model;
  return appraiseUnit(unread, { noise, modelTurns: turns }, standings.corrections);
}

function readPairs(
  answers: readonly StandingAnswer[],
  unitIds: ReadonlySet<string>,
  gradeOf: (unitId: string) => VerdictValue | null,
): (readonly [boolean, boolean])[] {
  const flags = new Map<string, boolean[]>();
  for (const { unitId, kind, value } of answers) {
    const grade = gradeOf(unitId);
    if (kind === "skip" || value === null || grade === null || !unitIds.has(unitId)) continue;
    const isFlag = verdictValueKey(value) !== verdictValueKey(grade);
    flags.set(unitId, [...(flags.get(unitId) ?? []), isFlag]);
  }
  return [...flags.values()].flatMap(([first, second]) =>
    first === undefined || second === undefined ? [] : [[first, second] as const],
  );
}

function forecast(
  { unitCount, targetError, readsDone }: FiguresSubject,
  labels: LabelCounts,
  nextRisks: readonly number[],
  readMs: number | null,
  agreed: number | null,
): RoundFigures["forecast"] {
  const known = Math.min(nextRisks.length, labels.unread);
  const head = nextRisks.slice(0, known);
  const headRisk = head.reduce((sum, risk) => sum + risk, 0);
  // Beyond the sample of a large round every unit counts as the mean of the rest.
  const beyond = labels.unread - known;
  const restRisk = beyond === 0 ? 0 : Math.min(1, Math.max(0, labels.unreadRisk - headRisk) / beyond);
  const unreadRisks = Float64Array.from({ length: labels.unread }, (_, at) => head[at] ?? restRisk);
  const told = forecastStopping(
    {
      units: unitCount,
      unreadRisks,
      readRisk: labels.readRisk,
      readMs,
      disagreement: agreed === null ? null : 1 - agreed,
    },
    { target: targetError, alpha: walkAlpha(1) },
  );
  const most = Math.min(labels.unread, Math.floor(unitCount / 2));
  const path: RoundFigures["forecast"]["path"] = [];
  let left = labels.unreadRisk + labels.readRisk;
  let next = 0;
  for (let point = 0; point <= FORECAST_POINTS && unitCount > 0; point += 1) {
    const reads = Math.round((most * point) / FORECAST_POINTS);
    for (; next < reads; next += 1) left -= unreadRisks[next] ?? 0;
    path.push({ reads: readsDone + reads, expected: Math.max(0, left) / unitCount });
  }
  return { ...told, path };
}
