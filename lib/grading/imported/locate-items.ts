import { type InfoItem, infoItemKey } from "@/lib/grading/imported/read-info-truth";
import type { TargetItem } from "@/lib/grading/target-item";

/** The target information of one turn, as a row of a file gives it. */
export interface InfoOfRound {
  readonly round: number;
  readonly items: readonly InfoItem[];
}

/**
 * Where each item was asked: at the turn from which on the file no longer has it. I*_t is the union of what is asked
 * at turns ≥ t, so an item is there up to the turn that asks for it. One that is not there from the beginning begins
 * at the turn where it first is, so that every turn gets back exactly what its row had (an item that appears on the
 * way is an error of the file's grader and is marked as such, not put right).
 * @param rows in order of rounds; rounds may be missing.
 * @returns items by the round that asked for them, in the order of the file.
 */
export function locateItems(rows: readonly InfoOfRound[]): Map<number, TargetItem[]> {
  const asked = new Map<number, TargetItem[]>();
  const open = new Map<string, { readonly item: InfoItem; readonly firstRound: number }>();
  let previous: InfoOfRound | undefined;
  const close = (keys: Iterable<string>) => {
    if (previous === undefined) return;
    const list = asked.get(previous.round) ?? [];
    for (const key of [...keys]) {
      const found = open.get(key);
      if (found === undefined) continue;
      open.delete(key);
      list.push({ ...found.item, firstRound: found.firstRound, askedRound: previous.round, evidence: [] });
    }
    if (list.length > 0) asked.set(previous.round, list);
  };
  for (const row of rows) {
    const keys = new Set(row.items.map(infoItemKey));
    close([...open.keys()].filter((key) => !keys.has(key)));
    for (const item of row.items) {
      const key = infoItemKey(item);
      if (!open.has(key)) open.set(key, { item, firstRound: previous === undefined ? 1 : row.round });
    }
    previous = row;
  }
  close(open.keys());
  return asked;
}
