import { THINKING_CLOSE, THINKING_OPEN } from "@/lib/grading/llm/thinking-marks";

/** One element of an answer in tags. `children` of those that have some; `text` is what stands within, trimmed. */
export interface Element {
  readonly name: string;
  readonly attributes: string;
  readonly text: string;
  readonly children: readonly Element[];
}

/** The tags an answer may use. A container holds elements only, the others text only. */
export interface TagNames {
  readonly texts: readonly string[];
  readonly containers: readonly string[];
  /** Tags without an end. */
  readonly singles: readonly string[];
}

export interface TagScan {
  /** What stands after the thought; null stands for a tag out of its place. */
  readonly elements: readonly (Element | null)[];
  /** What stands before a closing mark of thought that nothing opened: thought, or data that was made to look like it. */
  readonly drafts: readonly (Element | null)[];
  readonly isThoughtOpen: boolean;
  readonly breaksOff: boolean;
}

interface Mark {
  readonly kind: "think" | "thought" | "open" | "close" | "single";
  readonly name: string;
  readonly attributes: string;
  readonly start: number;
  readonly end: number;
}

function listMarks(text: string, { texts, containers, singles }: TagNames): Mark[] {
  const names = [...texts, ...containers, ...singles].join("|");
  const pattern = new RegExp(
    `(?<think>${THINKING_OPEN})|(?<thought>${THINKING_CLOSE})|<(?:/(?<closed>${names})\\s*|(?<opened>${names})(?<attributes>\\s[^<>]*)?)>`,
    "giu",
  );
  return [...text.matchAll(pattern)].map((match): Mark => {
    const groups = match.groups ?? {};
    const name = (groups.closed ?? groups.opened ?? "").toLowerCase();
    const kindOfTag = groups.closed !== undefined ? "close" : singles.includes(name) ? "single" : "open";
    return {
      kind: groups.think !== undefined ? "think" : groups.thought !== undefined ? "thought" : kindOfTag,
      name,
      attributes: (groups.attributes ?? "").trim(),
      start: match.index,
      end: match.index + match[0].length,
    };
  });
}

/** An element and the index of the mark after it; `null` where a tag is out of place; `breaksOff` where marks run out. */
type Reading = { readonly element: Element; readonly next: number } | "misplaced" | "breaksOff";

function readElement(text: string, marks: readonly Mark[], at: number, containers: readonly string[]): Reading {
  const open = marks[at];
  if (open === undefined) return "breaksOff";
  const { name, attributes } = open;
  if (open.kind === "single") return { element: { name, attributes, text: "", children: [] }, next: at + 1 };
  if (open.kind !== "open") return "misplaced";
  const children: Element[] = [];
  let next = at + 1;
  let last = open.end;
  for (;;) {
    const mark = marks[next];
    if (mark === undefined) return "breaksOff";
    const between = text.slice(last, mark.start).trim();
    if (mark.kind === "close" && mark.name === name) {
      if (containers.includes(name) && between !== "") return "misplaced";
      const whole = text.slice(open.end, mark.start).trim();
      return { element: { name, attributes, text: whole, children }, next: next + 1 };
    }
    const isChild = containers.includes(name) && mark.kind === "open" && !containers.includes(mark.name);
    if (!isChild || between !== "") return "misplaced";
    const child = readElement(text, marks, next, containers);
    if (typeof child === "string") return child;
    children.push(child.element);
    next = child.next;
    last = marks[next - 1]?.end ?? last;
  }
}

/**
 * Reads the tags of an answer out of the text around them. An element must hold what its tag allows and nothing else, so
 * that tags within a quote (a client may have said anything) make a misplaced tag and never another answer.
 */
export function readTags(text: string, names: TagNames): TagScan {
  const marks = listMarks(text, names);
  const drafts: (Element | null)[] = [];
  let elements: (Element | null)[] = [];
  let at = 0;
  while (at < marks.length) {
    const mark = marks[at];
    if (mark?.kind === "think") {
      const closing = marks.findIndex(({ kind }, index) => index > at && kind === "thought");
      if (closing === -1) return { elements, drafts, isThoughtOpen: true, breaksOff: false };
      at = closing + 1;
    } else if (mark?.kind === "thought") {
      drafts.push(...elements);
      elements = [];
      at += 1;
    } else {
      const reading = readElement(text, marks, at, names.containers);
      if (reading === "breaksOff") return { elements, drafts, isThoughtOpen: false, breaksOff: true };
      if (reading === "misplaced") {
        elements.push(null);
        at += 1;
      } else {
        elements.push(reading.element);
        at = reading.next;
      }
    }
  }
  return { elements, drafts, isThoughtOpen: false, breaksOff: false };
}
