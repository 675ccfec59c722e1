import { startWalk, walkOn } from "@/lib/calibration/audit-walk";
import { certificateBound } from "@/lib/calibration/certificate";
import { judgeCertificate } from "@/lib/calibration/judge-certificate";
import type { SeededRandom } from "@/lib/kernel/seeded-random";
import { median } from "@/lib/statistics/median";

export interface CertificateCase {
  /** By unit of the rows that would be exported: 1 where its final label differs from the clinician's. */
  readonly isWrong: Uint8Array;
  /** By unit: 1 where it was read before the phase began. */
  readonly isRead: Uint8Array;
  /** What the product believes of the rows before the phase, 0 … 1. */
  readonly meanRisk: number;
}

export interface SimulatedAudit {
  /** The issued bound, at whatever place the stopping rule ended the walk. */
  readonly bound: number;
  /** Share of rows wrong at that place, those found and put right taken off. */
  readonly trueError: number;
  /** Whether the bound reached the target. */
  readonly isCertified: boolean;
  /** New reads; joined units are free. */
  readonly reads: number;
}

/**
 * One certify phase: audits only, along a fresh permutation, labels fixed but for what is found wrong, until the
 * product's stopping rule ends it; half of the units may be read. The labels are shown one at a time.
 */
export function simulateCertificate(
  { isWrong, isRead, meanRisk }: CertificateCase,
  { target, alpha, random }: { readonly target: number; readonly alpha: number; readonly random: SeededRandom },
): SimulatedAudit {
  const units = isWrong.length;
  const order = Uint32Array.from({ length: units }, (_, index) => index);
  const budget = Math.floor(units / 2);
  let walk = startWalk(units);
  let reads = 0;
  let readAhead = isRead.reduce((sum, read) => sum + read, 0);
  const totalWrong = isWrong.reduce((sum, wrong) => sum + wrong, 0);
  let look = 0;
  for (;;) {
    if (walk.passed >= look || reads >= budget) {
      const judgement = judgeCertificate(walk, { target, alpha }, { meanRisk, readsLeft: budget - reads, readAhead });
      if (judgement.state !== "open") {
        return {
          bound: certificateBound(walk, alpha),
          trueError: (totalWrong - walk.wrongAt.length) / units,
          isCertified: judgement.state === "certified",
          reads,
        };
      }
      // Nothing can be decided earlier but giving up, which is looked at again after a tenth more places.
      look = walk.passed + Math.min(judgement.places, Math.max(10, Math.ceil(walk.passed / 10)));
    }
    const unit = drawNext(order, walk.passed, random);
    if (isRead[unit] === 1) readAhead -= 1;
    else reads += 1;
    walk = walkOn(walk, isRead[unit] !== 1 && isWrong[unit] === 1);
  }
}

/** What many simulated audits say: the object of the calibration benchmark. */
export function summarizeAudits(audits: readonly SimulatedAudit[], target: number) {
  const issued = audits.filter(({ isCertified }) => isCertified);
  return {
    /** Share of audits, certified or not, whose issued bound is at least the true error. */
    coverage: audits.filter(({ bound, trueError }) => bound >= trueError).length / audits.length,
    target,
    /** New reads of the audits that reached the target; null where none did. */
    medianAudits: median(issued.map(({ reads }) => reads)),
    issuedShare: issued.length / audits.length,
  };
}

/** The next unit of a random permutation that is drawn as it is walked. */
function drawNext(order: Uint32Array, passed: number, random: SeededRandom): number {
  const other = passed + random.nextBelow(order.length - passed);
  const unit = order[other] ?? 0;
  order[other] = order[passed] ?? 0;
  order[passed] = unit;
  return unit;
}
