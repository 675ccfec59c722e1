import type { VerdictValue } from "@/lib/calibration/verdict-value";

/** A row of the append-only verdict log, as far as it decides what stands. */
export interface LoggedVerdict {
  readonly id: string;
  /** Order of arrival. */
  readonly ordinal: bigint;
  readonly unitId: string;
  readonly readerId: string;
  readonly kind: "agree" | "wrong" | "skip" | "withdrawn";
  /** The correct value; null for skip and withdrawn. */
  readonly value: VerdictValue | null;
  readonly supersedesId: string | null;
}

/** A verdict that judges, or a skip: what one reader holds about one unit now. */
export type StandingVerdict<Logged extends LoggedVerdict = LoggedVerdict> = Logged & {
  readonly kind: "agree" | "wrong" | "skip";
};

/**
 * What stands after the whole log: per unit the newest verdict of each reader, in order of arrival. Units on which
 * nothing stands are not in the map.
 *
 * A later verdict replaces the reader's earlier one on the same unit. A withdrawal takes back the verdict it supersedes,
 * and the one before stands again, to any depth: a withdrawal that supersedes another withdrawal takes back the
 * verdict that stood then. To ask what stood at an earlier cut, pass the log up to that ordinal.
 *
 * Throws where the log contradicts itself: a withdrawal without anything of the same reader and unit to take back.
 */
export function standingVerdicts<Logged extends LoggedVerdict>(
  log: Iterable<Logged>,
): Map<string, StandingVerdict<Logged>[]> {
  const histories = new Map<string, Map<string, History<Logged>>>();
  for (const verdict of inOrder(log)) {
    const readers = getOrAdd(histories, verdict.unitId, () => new Map<string, History<Logged>>());
    const history = getOrAdd(readers, verdict.readerId, () => ({ stack: [], withdrawals: new Set<string>() }));
    if (judges(verdict)) history.stack.push(verdict);
    else withdraw(history, verdict);
  }

  const standing = new Map<string, StandingVerdict<Logged>[]>();
  for (const [unitId, readers] of histories) {
    const newest = [...readers.values()].flatMap(({ stack }) => stack.slice(-1));
    if (newest.length > 0) standing.set(unitId, newest.sort(byOrdinal));
  }
  return standing;
}

interface History<Logged extends LoggedVerdict> {
  /** Verdicts not taken back, oldest first: the last one stands. */
  readonly stack: StandingVerdict<Logged>[];
  readonly withdrawals: Set<string>;
}

function withdraw<Logged extends LoggedVerdict>({ stack, withdrawals }: History<Logged>, withdrawal: Logged): void {
  const target = withdrawal.supersedesId;
  const index = stack.findIndex(({ id }) => id === target);
  if (index !== -1) stack.splice(index, 1);
  else if (target !== null && withdrawals.has(target)) stack.pop();
  else
    throw new Error(`Verdict ${withdrawal.id} takes back ${target}, which is no verdict of this reader on this unit.`);
  withdrawals.add(withdrawal.id);
}

function judges<Logged extends LoggedVerdict>(verdict: Logged): verdict is StandingVerdict<Logged> {
  return verdict.kind !== "withdrawn";
}

function inOrder<Logged extends LoggedVerdict>(log: Iterable<Logged>): readonly Logged[] {
  return [...log].sort(byOrdinal);
}

function byOrdinal(a: LoggedVerdict, b: LoggedVerdict): number {
  return a.ordinal < b.ordinal ? -1 : a.ordinal > b.ordinal ? 1 : 0;
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
