import type { SeededRandom } from "@/lib/kernel/seeded-random";

/** A copy in random order: Fisher–Yates. */
export function shuffled<Value>(values: readonly Value[], random: SeededRandom): Value[] {
  const copy = [...values];
  for (let at = copy.length - 1; at > 0; at -= 1) {
    const other = random.nextBelow(at + 1);
    const [here, there] = [copy[at], copy[other]];
    if (here === undefined || there === undefined) continue;
    copy[at] = there;
    copy[other] = here;
  }
  return copy;
}
