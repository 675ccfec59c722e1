import { accepted, type Result, refused } from "@/lib/kernel/result";
import { composeSession } from "@/lib/trajectory/formats/read-dialogue";
import type { Message } from "@/lib/trajectory/message";
import { findFlaw, type LineRefusal } from "@/lib/trajectory/parse-session-line";
import { remainingChat } from "@/lib/trajectory/remaining-chat";
import type { Session } from "@/lib/trajectory/session";

/** A row of one turn, as far as the dialogue can be told from it. */
export interface TurnRow {
  readonly line: number;
  /** The session whose messages are the row's observed context. */
  readonly session: Session;
  /** The observed future; null where the format has none (training rows). */
  readonly remainingChat: string | null;
  /** True where the row says that the client speaks again. */
  readonly goesOn: boolean;
}

export interface RebuiltSession {
  readonly session: Session;
  /** The dialogue is known to go on after its last message. */
  readonly goesOn: boolean;
}

const refuse = (reason: string): Result<never, LineRefusal> => refused({ reason });

/**
 * A whole dialogue from the rows of its turns: the longest context, and what its row says came after. Every other row
 * must be a part of it, word for word. Where a message has a line that itself reads `user: ` or `assistant: `, the
 * reference's text of the future can't be told apart; such a dialogue is refused where other rows show it.
 */
export function rebuildSession(rows: readonly TurnRow[]): Result<RebuiltSession, LineRefusal> {
  const [first] = rows;
  if (first === undefined) throw new Error("A dialogue needs a row.");
  const longest = rows.reduce((one, other) =>
    other.session.messages.length > one.session.messages.length ? other : one,
  );
  const future = longest.remainingChat === null ? accepted([]) : splitFuture(longest.remainingChat, longest.line);
  if (!future.ok) return future;
  const messages = [...longest.session.messages, ...future.value];
  for (const row of rows) {
    const context = row.session.messages;
    const isPart = context.every(
      ({ role, content }, at) => messages[at]?.role === role && messages[at]?.content === content,
    );
    if (!isPart || row.session.diagnosis !== longest.session.diagnosis) {
      return refuse(
        `The rows of ${first.session.sessionLabel} are of different dialogues: line ${row.line} does not fit line ${longest.line}.`,
      );
    }
    if (row.remainingChat !== null && remainingChat(messages, context.length) !== row.remainingChat) {
      return refuse(`remaining_chat of line ${row.line} does not fit the dialogue that line ${longest.line} shows.`);
    }
  }
  const { sessionKey, hasDiagnosis, diagnosis } = longest.session;
  const session = composeSession(sessionKey, hasDiagnosis ? diagnosis : null, messages);
  return accepted({ session, goesOn: longest.remainingChat === null && longest.goesOn });
}

const SPOKEN = /^(user|assistant): /;

function splitFuture(text: string, line: number): Result<Message[], LineRefusal> {
  if (text === "") return accepted([]);
  const flaw = findFlaw(text, "remaining_chat");
  if (flaw !== null) return refuse(flaw);
  const messages: { role: Message["role"]; content: string }[] = [];
  for (const part of text.split("\n")) {
    const role = SPOKEN.exec(part)?.[1];
    const open = messages.at(-1);
    if (role === "user" || role === "assistant") messages.push({ role, content: part.slice(role.length + 2) });
    else if (open === undefined)
      return refuse(`remaining_chat of line ${line} does not begin with “user: ” or “assistant: ”.`);
    else open.content += `\n${part}`;
  }
  return accepted(messages);
}
