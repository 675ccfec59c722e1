/** Structural: `stop` iff the client never speaks again. */
export type StopLabel = "continue" | "stop";

/**
 * An expert decision point of a trajectory: messages 0 … contextMessageCount−1 are the observed context, the rest the
 * observed future (Learn-to-Ask, arXiv 2510.25441, §3).
 */
export interface Turn {
  /** Round number from 1; `cid` is `{session_id}_{round}`. */
  readonly round: number;
  /** Messages in the observed context: a prefix of the dialogue that ends with the client. */
  readonly contextMessageCount: number;
  /** Expert messages that follow at once: the expert's own response. 0 when the dialogue ends here. */
  readonly responseMessageCount: number;
  readonly stopLabel: StopLabel;
}
