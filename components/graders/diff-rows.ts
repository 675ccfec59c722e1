export interface DiffLine {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** One line on each side; null where a side has none. Numbers count from 1. */
export interface DiffRow {
  readonly kind: "row";
  readonly before: { readonly number: number; readonly text: string } | null;
  readonly after: { readonly number: number; readonly text: string } | null;
  readonly isSame: boolean;
}

export interface DiffFold {
  readonly kind: "fold";
  readonly rows: readonly DiffRow[];
}

/** Unchanged lines kept around a change. */
const CONTEXT = 3;
/** Shorter stretches are not worth a click. */
const SHORTEST_FOLD = 4;

/** Lines side by side: what was removed stands beside what was added in its place, in order. */
export function pairDiffLines(lines: readonly DiffLine[]): DiffRow[] {
  const rows: DiffRow[] = [];
  let removed: { number: number; text: string }[] = [];
  let added: { number: number; text: string }[] = [];
  let beforeNumber = 0;
  let afterNumber = 0;
  const flush = () => {
    for (let index = 0; index < Math.max(removed.length, added.length); index += 1) {
      rows.push({ kind: "row", before: removed[index] ?? null, after: added[index] ?? null, isSame: false });
    }
    removed = [];
    added = [];
  };
  for (const { kind, text } of lines) {
    if (kind === "removed") {
      beforeNumber += 1;
      removed.push({ number: beforeNumber, text });
    } else if (kind === "added") {
      afterNumber += 1;
      added.push({ number: afterNumber, text });
    } else {
      flush();
      beforeNumber += 1;
      afterNumber += 1;
      rows.push({
        kind: "row",
        before: { number: beforeNumber, text },
        after: { number: afterNumber, text },
        isSame: true,
      });
    }
  }
  flush();
  return rows;
}

/** Folds long unchanged stretches, but for the lines next to a change. */
export function foldDiffRows(rows: readonly DiffRow[]): (DiffRow | DiffFold)[] {
  const isNear = new Array<boolean>(rows.length).fill(false);
  rows.forEach((row, index) => {
    if (row.isSame) return;
    for (let near = Math.max(0, index - CONTEXT); near <= Math.min(rows.length - 1, index + CONTEXT); near += 1) {
      isNear[near] = true;
    }
  });
  const folded: (DiffRow | DiffFold)[] = [];
  let hidden: DiffRow[] = [];
  const flush = () => {
    if (hidden.length >= SHORTEST_FOLD) folded.push({ kind: "fold", rows: hidden });
    else folded.push(...hidden);
    hidden = [];
  };
  rows.forEach((row, index) => {
    if (isNear[index]) {
      flush();
      folded.push(row);
    } else hidden.push(row);
  });
  flush();
  return folded;
}
