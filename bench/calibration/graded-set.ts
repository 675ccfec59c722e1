import { z } from "zod";
import type { JsonLinesFile } from "@/bench/read-json-lines";
import { type SeededRandom, seededRandom } from "@/lib/kernel/seeded-random";

const binary = z.union([z.literal(0), z.literal(1)]);
const rowSchema = z.object({
  j: binary,
  h: binary,
  cat: z.string(),
  votes: z.record(z.string(), z.number().nullable()).default({}),
  text: z.string().nullish(),
  text2: z.string().nullish(),
  text3: z.string().nullish(),
  grp: z.union([z.string(), z.number()]).nullish(),
});

/** A unit as strategies see it: what machines know, and nothing of the clinicians. */
export interface GradedUnit {
  readonly label: 0 | 1;
  readonly criterion: string;
  readonly votes: Readonly<Record<string, number | null>>;
  readonly texts: readonly string[];
  /** Trajectory, from 0; −1: its own. */
  readonly group: number;
}

export interface GradedSet {
  readonly name: string;
  readonly units: readonly GradedUnit[];
}

/** Says what the clinicians recorded, in the order of the set's units. Held by the simulated clinicians alone. */
export type Recorded = readonly (0 | 1)[];

/** A file's rows, checked; h apart from the rest. Throws with the line of the first row that doesn't fit. */
export function parseGradedSet({ name, rows }: JsonLinesFile): {
  readonly set: GradedSet;
  readonly recorded: Recorded;
} {
  const groups = new Map<string | number, number>();
  const parsed = rows.map((row, at) => {
    const checked = rowSchema.safeParse(row);
    if (checked.success) return checked.data;
    const [issue] = checked.error.issues;
    throw new Error(`${name}, row ${at + 1}: ${issue?.path.join(".")} ${issue?.message}`);
  });
  const units = parsed.map(({ j, cat, votes, text, text2, text3, grp }): GradedUnit => {
    if (grp != null && !groups.has(grp)) groups.set(grp, groups.size);
    return {
      label: j,
      criterion: cat,
      votes,
      texts: [text ?? "", text2 ?? "", text3 ?? ""],
      group: grp == null ? -1 : (groups.get(grp) ?? -1),
    };
  });
  return { set: { name, units }, recorded: parsed.map(({ h }) => h) };
}

/** The same rows in an order of the seed's: ids in the file may tell something, places after this don't. */
export function shuffled<Item>(items: readonly Item[], seed: bigint): Item[] {
  return shuffleWith(items, seededRandom(seed));
}

export function shuffleWith<Item>(items: readonly Item[], random: SeededRandom): Item[] {
  const order = [...items];
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = random.nextBelow(at + 1);
    const held = order[at] as Item;
    order[at] = order[other] as Item;
    order[other] = held;
  }
  return order;
}
