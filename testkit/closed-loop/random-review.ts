import { seededRandom } from "@/lib/kernel/seeded-random";
import { shuffled } from "@/testkit/closed-loop/shuffled";

export interface UnitToRead {
  readonly sessionKey: string;
  readonly round: number;
  readonly criterion: string;
  readonly isWrong: boolean;
}

/** |R − key| of a row before any read. */
export interface RowError {
  readonly sessionKey: string;
  readonly round: number;
  readonly error: number;
}

/**
 * How many reads a review in random order needs until mean |R − key| is at most `goal`: one number for each order drawn.
 * It is given more than it would get: a row is right once its content was read, and also once all wrong items that it
 * rests on were, whatever else was wrong with it. Infinity where even reading everything does not get there.
 */
export function countRandomReads(
  units: readonly UnitToRead[],
  rows: readonly RowError[],
  { goal, orders, seed }: { readonly goal: number; readonly orders: number; readonly seed: number },
): number[] {
  const random = seededRandom(BigInt(seed));
  return Array.from({ length: orders }, () => {
    const places = new Map(shuffled(units, random).map((unit, at) => [unit, at + 1]));
    const contents = new Map<string, number>();
    const wrongItems = new Map<string, { round: number; place: number }[]>();
    for (const [unit, place] of places) {
      if (unit.criterion === "content") contents.set(`${unit.sessionKey} ${unit.round}`, place);
      else if (unit.isWrong) {
        wrongItems.set(unit.sessionKey, [...(wrongItems.get(unit.sessionKey) ?? []), { round: unit.round, place }]);
      }
    }
    const rightAt = rows
      .filter(({ error }) => error > 0)
      .map(({ sessionKey, round, error }) => {
        const content = contents.get(`${sessionKey} ${round}`) ?? Number.POSITIVE_INFINITY;
        const items = (wrongItems.get(sessionKey) ?? []).filter((one) => one.round >= round);
        const last = items.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...items.map(({ place }) => place));
        return { error, place: Math.min(content, last) };
      })
      .sort((one, other) => one.place - other.place);
    let left = rightAt.reduce((sum, { error }) => sum + error, 0);
    if (left <= goal * rows.length) return 0;
    for (const { error, place } of rightAt) {
      left -= error;
      if (left <= goal * rows.length + 1e-9) return place;
    }
    return Number.POSITIVE_INFINITY;
  });
}
