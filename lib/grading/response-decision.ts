import { STOP_RESPONSE } from "@/lib/trajectory/expert-response";
import type { StopLabel } from "@/lib/trajectory/turn";

/**
 * What a response decides: `stop` iff it contains the marker letter for letter. `<stop/>` is not the marker: the
 * trainer reads it as a question, so must we (Learn-to-Ask reference, reward rule).
 */
export function readResponseDecision(response: string): StopLabel {
  return response.includes(STOP_RESPONSE) ? "stop" : "continue";
}

/** Whether a response is the marker and nothing else, the only form of a stop with full format. */
export function isExactStop(response: string): boolean {
  return response === STOP_RESPONSE;
}
