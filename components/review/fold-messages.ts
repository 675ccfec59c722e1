/** What a stretch of dialogue shows: messages, and labelled lines that stand for several. `to` is exclusive. */
export type DialogueLine =
  | { readonly kind: "message"; readonly position: number }
  | { readonly kind: "fold"; readonly from: number; readonly to: number };

/** A line that hides fewer messages than this takes more room than it saves. */
const SMALLEST_FOLD = 3;

/** Folds everything in `from … to` (exclusive) that `keep` doesn't ask for and that the reader hasn't opened. */
export function foldMessages(
  from: number,
  to: number,
  keep: (position: number) => boolean,
  opened: (position: number) => boolean,
): DialogueLine[] {
  const lines: DialogueLine[] = [];
  let position = from;
  while (position < to) {
    let end = position;
    while (end < to && !keep(end) && !opened(end)) end += 1;
    if (end - position >= SMALLEST_FOLD) {
      lines.push({ kind: "fold", from: position, to: end });
    } else {
      for (let shown = position; shown < end; shown += 1) lines.push({ kind: "message", position: shown });
    }
    if (end < to) lines.push({ kind: "message", position: end });
    position = end + 1;
  }
  return lines;
}

/** Which messages of the observed future stay open: its beginning, and each quoted message with the one before it. */
export function keepOfFuture(from: number, quoted: ReadonlySet<number>): (position: number) => boolean {
  // Without quotes there is nothing to lead the eye to: more of what came next is shown instead.
  const lead = [...quoted].some((position) => position >= from) ? 3 : 8;
  return (position) => position < from + lead || quoted.has(position) || quoted.has(position + 1);
}

/** Which messages of the observed context stay open: the newest `count`, and quoted ones. */
export function keepOfContext(to: number, count: number, quoted: ReadonlySet<number>): (position: number) => boolean {
  return (position) => position >= to - count || quoted.has(position);
}
