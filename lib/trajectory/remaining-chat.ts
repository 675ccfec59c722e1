import type { Message } from "@/lib/trajectory/message";

/** The observed future as one text: a line `role: content` for each message after the context; "" if none is left. */
export function remainingChat(messages: readonly Message[], contextMessageCount: number): string {
  return messages
    .slice(contextMessageCount)
    .map(({ role, content }) => `${role}: ${content}`)
    .join("\n");
}
