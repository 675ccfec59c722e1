import { beforeAll, expect, test } from "vitest";
import type { IntakeItem } from "@/lib/intake/intake-item";
import { readText } from "@/lib/intake/testing/read-text";
import { type SeededRandom, seededRandom } from "@/lib/kernel/seeded-random";
import { WHOLE_DIALOGUES, type WholeFile, wholeFiles } from "@/testkit/intake/whole-files";

/** Of each of twelve files, in each of four ways: more than ten thousand in all. */
const EACH = 210;
const TIME_MS = 300_000;

let files: readonly WholeFile[];
beforeAll(async () => {
  files = await wholeFiles();
});

type Damage = (file: WholeFile, random: SeededRandom) => WholeFile;

const pick = (random: SeededRandom, bytes: Uint8Array) => random.nextBelow(bytes.length);

/** Fewer bytes than there were; at least one. */
const truncate: Damage = (file, random) => ({
  ...file,
  bytes: file.bytes.subarray(0, 1 + random.nextBelow(file.bytes.length - 1)),
});

const flip: Damage = (file, random) => {
  const bytes = Uint8Array.from(file.bytes);
  for (let left = 1 + random.nextBelow(8); left > 0; left -= 1) {
    const at = pick(random, bytes);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.nextBelow(8));
  }
  return { ...file, bytes };
};

/** A piece of another file in place of a piece of this one. */
const splice: Damage = (file, random) => {
  const other = files[random.nextBelow(files.length)] ?? file;
  const [from, to] = [pick(random, file.bytes), pick(random, file.bytes)].sort((a, b) => a - b);
  const [start, end] = [pick(random, other.bytes), pick(random, other.bytes)].sort((a, b) => a - b);
  return {
    ...file,
    bytes: Buffer.concat([file.bytes.subarray(0, from), other.bytes.subarray(start, end), file.bytes.subarray(to)]),
  };
};

/** The file is whole, and another kind than it is taken for. */
const mistake: Damage = (file, random) => {
  const other = files[random.nextBelow(files.length)] ?? file;
  return truncate({ ...file, mapping: other.mapping }, random);
};

function expectTold(items: readonly IntakeItem[], what: string): void {
  for (const item of items) {
    expect(Number.isInteger(item.line) && item.line >= 1, `${what}: line ${item.line}`).toBe(true);
    if (item.kind === "problem") expect(item.reason, what).not.toBe("");
    else expect(item.session.messages.length, what).toBeGreaterThan(0);
  }
  expect(items.length, `${what}: neither a dialogue nor a word about it`).toBeGreaterThan(0);
}

async function damageAll(
  name: string,
  damage: Damage,
  check: (items: IntakeItem[], file: WholeFile, what: string) => void,
) {
  let read = 0;
  for (const [number, file] of files.entries()) {
    for (let seed = 0; seed < EACH; seed += 1) {
      const damaged = damage(file, seededRandom(BigInt(1_000 * number + seed)));
      const what = `${file.name}, ${name}, seed ${seed}`;
      const items = await readText(damaged.bytes, damaged.mapping);
      expectTold(items, what);
      check(items, damaged, what);
      read += 1;
    }
  }
  expect(read).toBeGreaterThanOrEqual(2_500);
}

const dialoguesOf = (items: readonly IntakeItem[]) =>
  items.flatMap((item) => (item.kind === "dialogue" ? [JSON.stringify(item.session.messages)] : []));

test("undamaged, each file gives every dialogue and no problem", async () => {
  expect(files).toHaveLength(12);
  for (const { name, bytes, mapping } of files) {
    const items = await readText(bytes, mapping);
    expect(new Set(dialoguesOf(items)), name).toEqual(WHOLE_DIALOGUES);
    expect(items, name).toHaveLength(WHOLE_DIALOGUES.size);
  }
});

test(
  "cut off: what comes out is whole, and what is missing is told",
  () =>
    damageAll("cut", truncate, (items, { showsCuts }, what) => {
      if (showsCuts === "not all") return;
      const dialogues = dialoguesOf(items);
      for (const dialogue of dialogues) expect(WHOLE_DIALOGUES.has(dialogue), `${what}: ${dialogue}`).toBe(true);
      const isTold = items.some(({ kind }) => kind === "problem");
      if (showsCuts === "all") expect(isTold || dialogues.length === WHOLE_DIALOGUES.size, what).toBe(true);
    }),
  TIME_MS,
);

test("bits flipped: no crash, a line for everything", () => damageAll("flipped", flip, () => undefined), TIME_MS);

test(
  "pieces of another file: no crash, a line for everything",
  () => damageAll("spliced", splice, () => undefined),
  TIME_MS,
);

test(
  "taken for another kind: no crash, a line for everything",
  () => damageAll("mistaken", mistake, () => undefined),
  TIME_MS,
);
