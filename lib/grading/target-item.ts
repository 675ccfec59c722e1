import type { Evidence } from "@/lib/grading/evidence";

/**
 * One item of target information, read as `attribute: value`. It belongs to every turn from `firstRound` to
 * `askedRound`: I*_t is the union of the items asked at turns ≥ t (docs/glossary.md).
 */
export interface TargetItem {
  readonly attribute: string;
  readonly value: string;
  readonly firstRound: number;
  /** The round whose expert response asked for it. */
  readonly askedRound: number;
  readonly evidence: readonly Evidence[];
}
