import type { Message } from "@/lib/trajectory/message";

/** A line of a dialogue as the prompt shows it: its role is a word of the domain, not yet client or expert. */
interface PromptMessage {
  readonly position: number | null;
  readonly roleWord: string;
  readonly content: string;
}

export interface ExtractionTask {
  readonly task: "extraction";
  readonly messages: readonly Message[];
  /** Each turn asked about, with its expert block as places in `messages`, end exclusive. */
  readonly turns: readonly { readonly round: number; readonly from: number; readonly to: number }[];
}

export interface ScoringTask {
  readonly task: "scoring";
  readonly context: readonly Message[];
  readonly response: string;
  /** Null where the prompt shows no future. */
  readonly future: readonly Message[] | null;
  /** Null where the prompt names no target information, as probes do. */
  readonly target: readonly { readonly attribute: string; readonly value: string }[] | null;
}

/** Corrections to repair a grader's instructions from. */
export interface ProposalTask {
  readonly task: "proposal";
  /** The lines of each, as the prompt shows them. */
  readonly corrections: readonly (readonly string[])[];
}

export type GradingTask = ExtractionTask | ScoringTask | ProposalTask;

const BLOCK = /^<<<([A-Z]+) ([0-9a-f]{12,})\n([\s\S]*?)(?:\n)?\1 \2>>>$/gm;
const MESSAGE = /^\[(\d+|-)\] (.*?): (.*)$/su;
const CONTINUED = "  | ";
const TURN = /^turn (\d+): messages? (\d+)(?:-(\d+))?$/;
const ITEM = /^\d+\. (.*)$/s;

/** The lines of a block; a line break within a message was written as a new line with a mark. */
function readLines(body: string): string[] {
  const lines: string[] = [];
  for (const line of body.split("\n")) {
    if (line.startsWith(CONTINUED)) lines.push(`${lines.pop() ?? ""}\n${line.slice(CONTINUED.length)}`);
    else if (line !== "") lines.push(line);
  }
  return lines;
}

function readMessages(body: string | undefined): PromptMessage[] {
  return readLines(body ?? "").flatMap((line) => {
    const found = MESSAGE.exec(line);
    if (found === null) return [];
    const [, position = "-", roleWord = "", content = ""] = found;
    return [{ position: position === "-" ? null : Number(position), roleWord, content }];
  });
}

/** Whoever speaks as the expert does is the expert, in whatever language; all others are the client. */
function withRoles(messages: readonly PromptMessage[], expertWord: string | undefined): Message[] {
  return messages.map(({ roleWord, content }) => ({ role: roleWord === expertWord ? "assistant" : "user", content }));
}

function readItem(line: string): { attribute: string; value: string } | null {
  const text = ITEM.exec(line)?.[1];
  if (text === undefined) return null;
  const colon = text.indexOf(": ");
  return colon === -1
    ? { attribute: text, value: "" }
    : { attribute: text.slice(0, colon), value: text.slice(colon + 2) };
}

/** Reads a grading prompt (template version 1) back; null where the text is none. */
export function readPrompt(text: string): GradingTask | null {
  const task = /^TASK (extraction|scoring|proposal)(?:\n|$)/.exec(text)?.[1];
  if (task === undefined) return null;
  if (task === "proposal") {
    return { task, corrections: [...text.matchAll(BLOCK)].map(([, , , body = ""]) => readLines(body)) };
  }
  const blocks = new Map([...text.matchAll(BLOCK)].map(([, name = "", , body = ""]) => [name, body]));
  if (task === "extraction") {
    const shown = readMessages(blocks.get("DIALOGUE"));
    const place = (position: number) => shown.findIndex((message) => message.position === position);
    const turns = readLines(blocks.get("TURNS") ?? "").flatMap((line) => {
      const [, round, from, to = from] = TURN.exec(line) ?? [];
      if (round === undefined || place(Number(from)) === -1) return [];
      return [{ round: Number(round), from: place(Number(from)), to: place(Number(to)) + 1 }];
    });
    const expertWord = shown[turns[0]?.from ?? -1]?.roleWord;
    return { task, messages: withRoles(shown, expertWord), turns };
  }
  const [response] = readMessages(blocks.get("RESPONSE"));
  if (response === undefined) return null;
  const future = blocks.get("FUTURE");
  const target = blocks.get("TARGET");
  return {
    task: "scoring",
    context: withRoles(readMessages(blocks.get("CONTEXT")), response.roleWord),
    response: response.content,
    future: future === undefined ? null : withRoles(readMessages(future), response.roleWord),
    target: target === undefined ? null : readLines(target).flatMap((line) => readItem(line) ?? []),
  };
}
