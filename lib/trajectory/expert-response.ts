import type { Message } from "@/lib/trajectory/message";
import type { Turn } from "@/lib/trajectory/turn";

/** What stands for the expert's response where the expert asks nothing more. */
export const STOP_RESPONSE = "<stop />";

/**
 * The expert's own response at a turn, in the form in which a policy would give it: the next block of expert messages
 * joined by line breaks, or the stop marker where the structural stop label is stop. A flipped label doesn't change
 * what the expert said, so the turn must be the one that `segmentTurns` gave.
 */
export function expertResponse(messages: readonly Message[], turn: Turn): string {
  if (turn.stopLabel === "stop") return STOP_RESPONSE;
  return messages
    .slice(turn.contextMessageCount, turn.contextMessageCount + turn.responseMessageCount)
    .map(({ content }) => content)
    .join("\n");
}
