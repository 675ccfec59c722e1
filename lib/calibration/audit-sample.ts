import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { CRITERIA, type Criterion } from "@/lib/grading/criterion";

/** A unit of a round and what its readers hold about it now. */
export interface AuditUnit {
  readonly unitId: string;
  readonly criterion: Criterion;
  /** Place in the round's fixed random permutation, from 1. */
  readonly auditRank: number;
  /** The grade that the readers saw; null where it has no value. Only read for the confusion counts. */
  readonly grade: VerdictValue | null;
  /** Standing verdicts, one per reader, in order of arrival. */
  readonly verdicts: readonly { readonly kind: "agree" | "wrong" | "skip"; readonly value: VerdictValue | null }[];
}

/** An audit-lane hand-out of the round. */
export interface AuditHandOut {
  readonly unitId: string;
  /** Whether a verdict or a skip ended it. */
  readonly answered: boolean;
}

export interface ConfusionCount {
  readonly grader: string;
  readonly clinician: string;
  readonly count: number;
}

export interface AuditSample {
  /** How far the permutation has been walked: the highest rank of an answered audit hand-out; 0 before the first. */
  readonly reachedRank: number;
  /** Read units of the walked part, by criterion, in the order of `CRITERIA`; criteria without any are left out. */
  readonly accuracy: readonly { readonly criterion: Criterion; readonly right: number; readonly total: number }[];
  /** Read units whose read came from the audit lane. */
  readonly audited: number;
  /** Read units that the targeted lane had read: they join without a new read. */
  readonly joined: number;
  /** Places passed where every answer was a skip. They may bias the estimate. */
  readonly skipped: number;
  /** Places passed that nobody has answered: lent out, lapsed or withdrawn. They may bias the estimate too. */
  readonly unanswered: number;
  /** What the grader said against what the clinician holds; only pairs that occur, sorted. */
  readonly confusion: { readonly decision: readonly ConfusionCount[]; readonly content: readonly ConfusionCount[] };
}

/**
 * The audit sample of a round: the walked part of its random permutation. It is a uniform sample of the round's units
 * whatever the targeted lane does, because a unit belongs to it by its rank alone. A unit counts as right where more
 * of its readers agree than not; on a tie the earliest verdict decides, so that no read unit drops out.
 * Throws where an answered hand-out is of no unit of the round.
 * Source: CALIBRATION.md §3.
 */
export function auditSample(units: readonly AuditUnit[], handOuts: Iterable<AuditHandOut>): AuditSample {
  const answered = new Set<string>();
  for (const handOut of handOuts) if (handOut.answered) answered.add(handOut.unitId);

  const reached = units.filter(({ unitId }) => answered.has(unitId));
  if (reached.length < answered.size) throw new Error("An audit hand-out is of a unit that the round doesn't have.");
  const reachedRank = reached.reduce((highest, { auditRank }) => Math.max(highest, auditRank), 0);

  const tally = new Map<Criterion, { right: number; total: number }>();
  const decision = new Map<string, ConfusionCount>();
  const content = new Map<string, ConfusionCount>();
  let joined = 0;
  let audited = 0;
  let skipped = 0;
  let unanswered = 0;
  for (const unit of units) {
    if (unit.auditRank > reachedRank) continue;
    const judging = unit.verdicts.filter(({ kind }) => kind !== "skip");
    const isRight = judgeUnit(judging);
    if (isRight === null) {
      if (unit.verdicts.length > 0) skipped += 1;
      else unanswered += 1;
      continue;
    }
    if (answered.has(unit.unitId)) audited += 1;
    else joined += 1;
    const counts = tally.get(unit.criterion) ?? { right: 0, total: 0 };
    tally.set(unit.criterion, { right: counts.right + (isRight ? 1 : 0), total: counts.total + 1 });

    const deciding = judging.find(({ kind }) => (kind === "agree") === isRight);
    const grader = nameValue(unit.grade);
    const clinician = nameValue(deciding?.value ?? null);
    if (grader !== null && clinician !== null) {
      if (unit.criterion === "decision") addPair(decision, grader, clinician);
      if (unit.criterion === "content") addPair(content, grader, clinician);
    }
  }

  return {
    reachedRank,
    accuracy: CRITERIA.flatMap((criterion) => {
      const counts = tally.get(criterion);
      return counts === undefined ? [] : [{ criterion, ...counts }];
    }),
    audited,
    joined,
    skipped,
    unanswered,
    confusion: { decision: sortPairs(decision), content: sortPairs(content) },
  };
}

/** Whether the grade is right by its readers; null where nobody judged it. */
function judgeUnit(judging: AuditUnit["verdicts"]): boolean | null {
  const [earliest] = judging;
  if (earliest === undefined) return null;
  const agree = judging.filter(({ kind }) => kind === "agree").length;
  const wrong = judging.length - agree;
  return agree === wrong ? earliest.kind === "agree" : agree > wrong;
}

function nameValue(value: VerdictValue | null): string | null {
  switch (value?.criterion) {
    case "decision":
      return value.stopLabel;
    case "content":
    case "format":
      return String(value.score);
    default:
      return null;
  }
}

function addPair(pairs: Map<string, ConfusionCount>, grader: string, clinician: string): void {
  const key = `${grader} ${clinician}`;
  pairs.set(key, { grader, clinician, count: (pairs.get(key)?.count ?? 0) + 1 });
}

function sortPairs(pairs: ReadonlyMap<string, ConfusionCount>): ConfusionCount[] {
  return [...pairs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pair]) => pair);
}
