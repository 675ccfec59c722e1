import { rowRisk } from "@/lib/calibration/row-risk";
import type { HeldLabel, LabelToExport } from "@/lib/export/held-label";
import { gravest, type LabelObstacle, type LeftOut, obstacleOf } from "@/lib/export/left-out";
import { rowId } from "@/lib/trajectory/row-head";
import type { StopLabel, Turn } from "@/lib/trajectory/turn";

/**
 * Who stands behind a row.
 * - human_twice: every label of its own that a clinician has read was confirmed by a second
 * - human: a clinician has read at least one of its own labels (stop label, items asked here, and the scores where they
 *   enter the reward)
 * - propagated: none of its own, but the items of a later turn, which belong to this one too
 * - model: nobody has read anything it rests on; the correction model has put one of its own labels right
 * - machine: nobody has read anything it rests on
 */
export type RowProvenance = "human_twice" | "human" | "propagated" | "model" | "machine";

/** Who gave one label; `none` where nobody did (not applicable). */
export type LabelProvenance = "machine" | "model" | "human" | "human_twice" | "none";

/** What a turn's row takes from the extraction units of later turns: I*_t is the union of the items asked at turns ≥ t. */
export interface LaterExtractions {
  readonly obstacle: LabelObstacle | null;
  readonly isRead: boolean;
  readonly risks: Risks;
}

/** Null where nothing was estimated. */
export interface Risks {
  /** The chance that any of the labels is wrong, 0 … 1. */
  readonly row: number | null;
  /** The chance that the riskiest of them is. */
  readonly label: number | null;
}

export const NO_RISKS: Risks = { row: null, label: null };
export const NO_LATER: LaterExtractions = { obstacle: null, isRead: false, risks: NO_RISKS };

export interface TurnToExport {
  readonly sessionKey: string;
  readonly turn: Turn;
  readonly decision: LabelToExport;
  /** The turn's own extraction unit. */
  readonly extraction: LabelToExport;
  readonly later: LaterExtractions;
  /** I*_t after corrections, in the order in which it is written. */
  readonly targetInformation: readonly { readonly attribute: string; readonly value: string }[];
}

/** What every row of a turn rests on. */
export interface TurnRecord {
  /** `{session_id}_{round}`. */
  readonly cid: string;
  readonly round: number;
  /** The observed context is the first so many messages. */
  readonly contextMessageCount: number;
  readonly stopLabel: StopLabel;
  /** `attribute: value, attribute: value`. */
  readonly infoTruth: string;
  readonly decisionBy: LabelProvenance;
  readonly extractionBy: LabelProvenance;
  /** Of a row without a response. */
  readonly provenance: RowProvenance;
  readonly later: LaterExtractions;
  readonly risks: Risks;
  /** The chance that the stop label is wrong; null where nobody estimated it. */
  readonly decisionRisk: number | null;
}

/**
 * What the labels of a turn come to, or why it has no row.
 * Throws where a decision label carries no stop label.
 * Source: training row of the Learn-to-Ask example (data set builder), which drops the same turns as
 * "no target information" without counting them.
 */
export function recordTurn(input: TurnToExport): TurnRecord | LeftOut {
  const { turn, decision, extraction, later, targetInformation } = input;
  const obstacle = gravest(obstacleOf(decision.label, false), obstacleOf(extraction.label, true), later.obstacle);
  if (obstacle !== null) return { leftOut: obstacle };
  if (decision.label.value?.criterion !== "decision") throw new Error("The label of a decision unit is no stop label.");
  const { stopLabel } = decision.label.value;
  if (stopLabel === "continue" && targetInformation.length === 0) return { leftOut: "no target information" };
  return {
    cid: rowId(input.sessionKey, turn.round),
    round: turn.round,
    contextMessageCount: turn.contextMessageCount,
    stopLabel,
    infoTruth: targetInformation.map(({ attribute, value }) => `${attribute}: ${value}`).join(", "),
    decisionBy: labelProvenance(decision.label),
    extractionBy: labelProvenance(extraction.label),
    provenance: rowProvenance([labelProvenance(decision.label), labelProvenance(extraction.label)], later),
    later,
    risks: joinRisks(later.risks, decision.risk, extraction.risk),
    decisionRisk: decision.risk,
  };
}

/** The turn's own extraction unit joined to those after it: what the turn before is told. */
export function addExtraction({ label, risk }: LabelToExport, later: LaterExtractions): LaterExtractions {
  return {
    obstacle: gravest(obstacleOf(label, true), later.obstacle),
    isRead: later.isRead || isRead(labelProvenance(label)),
    risks: joinRisks(later.risks, risk),
  };
}

export function joinRisks(risks: Risks, ...more: readonly (number | null)[]): Risks {
  const known = more.filter((risk) => risk !== null);
  if (known.length === 0) return risks;
  return {
    row: rowRisk(risks.row === null ? known : [risks.row, ...known]),
    label: Math.max(risks.label ?? 0, ...known),
  };
}

export function labelProvenance({ provenance }: HeldLabel): LabelProvenance {
  // A row never rests on an ambiguous label: where one is met here, nothing reads it.
  return provenance === "ambiguous" ? "none" : provenance;
}

export function rowProvenance(own: readonly LabelProvenance[], later: LaterExtractions): RowProvenance {
  if (own.some(isRead)) return own.some((one) => one === "human") ? "human" : "human_twice";
  if (later.isRead) return "propagated";
  return own.some((one) => one === "model") ? "model" : "machine";
}

function isRead(provenance: LabelProvenance): boolean {
  return provenance === "human" || provenance === "human_twice";
}
