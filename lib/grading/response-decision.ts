import type { StopLabel } from "@/lib/trajectory/turn";

/** How a response says that the expert has asked enough. */
export const STOP_MARKER = "<stop />";

/**
 * What a response decides: `stop` iff it contains the marker letter for letter. `<stop/>` is not the marker: the
 * trainer reads it as a question, so must we (Learn-to-Ask reference, reward rule).
 */
export function readResponseDecision(response: string): StopLabel {
  return response.includes(STOP_MARKER) ? "stop" : "continue";
}

/** Whether a response is the marker and nothing else, the only form of a stop with full format. */
export function isExactStop(response: string): boolean {
  return response === STOP_MARKER;
}
