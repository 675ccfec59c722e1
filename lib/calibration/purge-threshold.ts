import { binomialTail } from "@/lib/statistics/binomial-tail";

/** A fresh random audit of a row that nobody had read. */
export interface RiskAudit {
  /** The row's risk as logged before the read, 0 … 1. */
  readonly risk: number;
  /** Whether the label that would have been exported was wrong. */
  readonly isWrong: boolean;
}

export interface PurgeTest {
  /** Rows of at most this risk are kept. */
  readonly threshold: number;
  /** Audits among the kept rows, and how many were wrong. */
  readonly audits: number;
  readonly wrong: number;
  /** P(so few wrong | a share `target` of the kept rows is). */
  readonly p: number;
}

export interface PurgeThreshold {
  /** The largest threshold that passed; 1 where no row need be dropped; null where none passed. */
  readonly threshold: number | null;
  /** The tests made, safest first; the last one is the first that failed, if any did. */
  readonly tests: readonly PurgeTest[];
  /** Audits of low risk without any wrong label that the first test needs. */
  readonly leastAudits: number;
}

/** Steps from the smallest testable kept set to all rows: few enough that chance seldom ends the sequence early. */
const STEPS = 12;

/**
 * r*: the largest risk up to which rows can be kept so that at most a share `target` of them is wrong, with confidence
 * 1 − α for the threshold that is returned. Tests go from the safest kept set to the largest, each at α, and end at the
 * first that fails: a fixed sequence needs no correction for its number of tests, because which thresholds are tested
 * depends on the risks alone, never on what the audits found. Each test is a binomial one on the audits of the kept rows.
 * O(n log n). Throws a RangeError for a target or α outside of (0, 1) or risks outside of 0 … 1.
 * Source: CALIBRATION.md §7; Angelopoulos, Bates, Candès, Jordan & Lei 2021, "Learn then test", §3 (fixed sequence).
 */
export function purgeThreshold(
  audits: readonly RiskAudit[],
  { target, alpha = 0.05 }: { readonly target: number; readonly alpha?: number },
): PurgeThreshold {
  if (!(target > 0 && target < 1) || !(alpha > 0 && alpha < 1)) {
    throw new RangeError(`Need a target and an alpha between 0 and 1, got ${target} and ${alpha}.`);
  }
  for (const { risk } of audits) {
    if (!(risk >= 0 && risk <= 1)) throw new RangeError(`Need risks of 0 … 1, got ${risk}.`);
  }
  const leastAudits = Math.ceil(Math.log(alpha) / Math.log1p(-target));
  const sorted = [...audits].sort((a, b) => a.risk - b.risk);
  const tests: PurgeTest[] = [];
  let threshold: number | null = null;
  for (const size of testSizes(leastAudits, sorted.length)) {
    // The last test keeps every row, also those riskier than any audited one.
    const limit = size === sorted.length ? 1 : (sorted[size - 1]?.risk ?? 1);
    const kept = sorted.filter(({ risk }) => risk <= limit);
    const wrong = kept.filter(({ isWrong }) => isWrong).length;
    const p = binomialTail(wrong, kept.length, target);
    tests.push({ threshold: limit, audits: kept.length, wrong, p });
    if (p > alpha) break;
    threshold = limit;
  }
  return { threshold, tests, leastAudits };
}

function testSizes(least: number, all: number): number[] {
  if (all < least) return [];
  const sizes = Array.from({ length: STEPS + 1 }, (_, step) => Math.round(least + ((all - least) * step) / STEPS));
  return [...new Set(sizes)];
}
