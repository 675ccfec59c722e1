import type { AuditWalk } from "@/lib/calibration/audit-walk";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { verdictValueKey } from "@/lib/calibration/verdict-value-key";

/** A place of the audit permutation behind the walk's start, in order. */
export interface AuditPlace {
  readonly unitId: string;
  /**
   * The label that would have been exported before the walk's reads; labels stand still while it lasts. Null where none
   * would be: the grade does not apply any more.
   */
  readonly label: VerdictValue | null;
  /** Standing verdicts in order of arrival. */
  readonly verdicts: readonly {
    readonly kind: "agree" | "wrong" | "skip";
    readonly value: VerdictValue | null;
    /** Given since the walk began. */
    readonly isFresh: boolean;
  }[];
}

export interface WalkedPlace {
  readonly unitId: string;
  readonly isWrong: boolean;
  /** joined: read before the walk began, so its label is a clinician's. skipped: nobody could say; counts as wrong. */
  readonly by: "joined" | "agree" | "wrong" | "skipped";
}

/**
 * The walk that the verdicts so far come to: places in order up to the first that nobody has answered. A place is wrong
 * where the value that most of its readers give is not the label that would have been exported (a tie counts as wrong).
 * One that was read before the walk began joins as right; one that was only skipped counts as wrong once a later place
 * has been answered. It is worked out anew from all verdicts, so that a second reader, or one who takes an answer back,
 * changes it. O(places).
 */
export function walkAudits(
  unitsAhead: number,
  places: readonly AuditPlace[],
): { readonly walk: AuditWalk; readonly passed: readonly WalkedPlace[]; readonly freshReads: number } {
  const passed: WalkedPlace[] = [];
  let lastAnswered = -1;
  places.forEach(({ verdicts }, at) => {
    if (verdicts.some(({ kind }) => kind !== "skip")) lastAnswered = at;
  });
  for (const [at, place] of places.entries()) {
    const walked = walkPlace(place, at < lastAnswered);
    if (walked === null) break;
    passed.push(walked);
  }
  return {
    walk: {
      units: unitsAhead,
      passed: passed.length,
      wrongAt: passed.flatMap(({ isWrong }, at) => (isWrong ? [at + 1] : [])),
    },
    passed,
    freshReads: passed.filter(({ by }) => by === "agree" || by === "wrong").length,
  };
}

function walkPlace({ unitId, label, verdicts }: AuditPlace, isPassedBy: boolean): WalkedPlace | null {
  const judging = verdicts.filter(({ kind }) => kind !== "skip");
  if (judging.length === 0) {
    return verdicts.length > 0 && isPassedBy ? { unitId, isWrong: true, by: "skipped" } : null;
  }
  if (judging.some(({ isFresh }) => !isFresh)) return { unitId, isWrong: false, by: "joined" };
  if (label === null) return { unitId, isWrong: false, by: "agree" };
  const own = verdictValueKey(label);
  const agreeing = judging.filter(({ value }) => value !== null && verdictValueKey(value) === own).length;
  const isWrong = agreeing * 2 <= judging.length;
  return { unitId, isWrong, by: isWrong ? "wrong" : "agree" };
}
