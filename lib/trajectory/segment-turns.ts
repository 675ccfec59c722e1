import type { Message } from "@/lib/trajectory/message";
import type { Turn } from "@/lib/trajectory/turn";

export interface Segmentation {
  /** The expert's decision points in order; rounds count from 1 without a gap. */
  readonly turns: readonly Turn[];
  /**
   * 1 where the dialogue ends with the expert: the reference then has one more round, whose context ends with the
   * expert and whose future is empty. It is no decision point. Else 0.
   */
  readonly leftOut: 0 | 1;
}

/**
 * Cuts a dialogue into its turns: one after each block of client messages, with the whole prefix as context.
 * The stop label looks at roles, not at text: `stop` iff no client message follows, so only the last turn stops.
 * Source: Learn-to-Ask (arXiv 2510.25441), §3.1, C_{t−1} = (u_0, …, u_{t−1}).
 */
export function segmentTurns(messages: readonly Message[]): Segmentation {
  const turns: Turn[] = [];
  let position = 0;
  while (position < messages.length) {
    const contextMessageCount = endOfBlock(messages, endOfBlock(messages, position, "assistant"), "user");
    if (messages[contextMessageCount - 1]?.role === "assistant") return { turns, leftOut: 1 };
    const responseEnd = endOfBlock(messages, contextMessageCount, "assistant");
    turns.push({
      round: turns.length + 1,
      contextMessageCount,
      responseMessageCount: responseEnd - contextMessageCount,
      stopLabel: responseEnd < messages.length ? "continue" : "stop",
    });
    position = contextMessageCount;
  }
  return { turns, leftOut: 0 };
}

/** The first position from `start` on whose message is not by `role`. */
function endOfBlock(messages: readonly Message[], start: number, role: Message["role"]): number {
  let end = start;
  while (messages[end]?.role === role) end += 1;
  return end;
}
