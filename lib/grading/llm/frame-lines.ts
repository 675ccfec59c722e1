import type { RoleWords } from "@/lib/grading/llm/dialogue-roles";
import { writeData } from "@/lib/grading/llm/frame-blocks";
import type { TargetItem } from "@/lib/grading/target-item";
import type { Message } from "@/lib/trajectory/message";

/** What messages come to in a block: each stands in the prompt of every response of its dialogue. */
const writtenContents = new WeakMap<Message, string>();

function writeContent(message: Message): string {
  const known = writtenContents.get(message);
  if (known !== undefined) return known;
  const written = writeData(message.content);
  writtenContents.set(message, written);
  return written;
}

/** Messages `from` … `to`−1 as lines `[position] role: text`, with positions from `from` on. */
export function writeMessageLines(
  messages: readonly Message[],
  {
    from,
    to,
    roles,
    numberedFrom = from,
  }: {
    readonly from: number;
    readonly to: number;
    readonly roles: RoleWords;
    /** Position that the first line shows, where it is not its own. */
    readonly numberedFrom?: number;
  },
): string[] {
  return messages
    .slice(from, to)
    .map((message, index) => `[${numberedFrom + index}] ${roles[message.role]}: ${writeContent(message)}`);
}

/** A response, which has no position in the dialogue. */
export function writeResponseLine(response: string, roles: RoleWords): string {
  return `[-] ${roles.assistant}: ${writeData(response)}`;
}

/** Lines `1. attribute: value`, in the order in which the items were asked, or the other way round. */
export function writeTargetLines(items: readonly TargetItem[], order: "asked" | "reversed"): string[] {
  const asked = [...items].sort((a, b) => a.askedRound - b.askedRound);
  if (order === "reversed") asked.reverse();
  return asked.map(({ attribute, value }, index) => `${index + 1}. ${writeData(attribute)}: ${writeData(value)}`);
}
