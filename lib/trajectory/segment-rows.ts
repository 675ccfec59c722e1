import type { Message } from "@/lib/trajectory/message";
import { remainingChat } from "@/lib/trajectory/remaining-chat";
import { formatRowHead, rowId } from "@/lib/trajectory/row-head";
import { segmentTurns } from "@/lib/trajectory/segment-turns";
import type { Session } from "@/lib/trajectory/session";
import type { StopLabel } from "@/lib/trajectory/turn";

/** One row of the reference's segmented format. */
export interface SegmentedRow {
  /** `{session_id}_{round}`. */
  readonly cid: string;
  /** `session_id` as JSON text, see `Session`. */
  readonly sessionKey: string;
  readonly round: number;
  readonly diagnosis: string;
  /** The observed context: the whole prefix of the dialogue. */
  readonly context: readonly Message[];
  readonly remainingChat: string;
  readonly decisionTruth: StopLabel;
}

export interface SegmentRowsOptions {
  /**
   * True: every row of the reference, with the extra last round of a dialogue that ends with the expert, and with the
   * reference's own decision, which searches the future's text for `user: ` and so takes an expert who quotes these
   * words for a client who speaks again. Default false: decision points only, decision by roles.
   */
  readonly referenceRows?: boolean;
}

/**
 * The rows of one dialogue, lazily: each carries its prefix, so all of them together grow with the square of the
 * dialogue. A session without `diagn` gets `""`; the reference has no row for it, it stops with an error there.
 * Source: message splitter and data set builder of the Learn-to-Ask example, fixed version (whole prefix).
 */
export function* segmentRows(
  { sessionKey, diagnosis, messages }: Pick<Session, "sessionKey" | "diagnosis" | "messages">,
  { referenceRows = false }: SegmentRowsOptions = {},
): Generator<SegmentedRow, void, undefined> {
  const { turns, leftOut } = segmentTurns(messages);
  const rowOf = (round: number, contextMessageCount: number, stopLabel: StopLabel): SegmentedRow => {
    const future = remainingChat(messages, contextMessageCount);
    return {
      cid: rowId(sessionKey, round),
      sessionKey,
      round,
      diagnosis,
      context: messages.slice(0, contextMessageCount),
      remainingChat: future,
      decisionTruth: referenceRows ? readReferenceDecision(future) : stopLabel,
    };
  };
  for (const { round, contextMessageCount, stopLabel } of turns) yield rowOf(round, contextMessageCount, stopLabel);
  if (referenceRows && leftOut === 1) yield rowOf(turns.length + 1, messages.length, "stop");
}

/**
 * One line of the segmented format, without a line break: compact JSON with the keys `cid, session_id, diagn,
 * messages, remaining_chat, decision_truth`.
 */
export function formatSegmentedRow(row: SegmentedRow): string {
  return `{${formatRowHead(row)},"remaining_chat":${JSON.stringify(row.remainingChat)},"decision_truth":"${row.decisionTruth}"}`;
}

function readReferenceDecision(future: string): StopLabel {
  return future.includes("user: ") ? "continue" : "stop";
}
