import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom, splitmix64, xoshiro128 } from "@/lib/kernel/seeded-random";

describe("seededRandom", () => {
  it("is xoshiro128** (the authors' C code, state 1 2 3 4)", () => {
    const random = xoshiro128([1, 2, 3, 4]);
    expect(Array.from({ length: 10 }, () => random.nextUint32())).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it("is seeded by splitmix64 (the author's C code, seed 1234567)", () => {
    const words = splitmix64(1234567n);
    expect(Array.from({ length: 3 }, () => words.next().value)).toEqual([
      6457827717110365317n,
      3203168211198807973n,
      9817491932198370423n,
    ]);
    expect(splitmix64(0n).next().value).toBe(0xe220a8397b1dcdafn);
  });

  it("joins the two: low and high halves of the first two words are the state", () => {
    const words = splitmix64(42n);
    const [first, second] = [words.next().value, words.next().value];
    const halves = (word: bigint) => [Number(BigInt.asUintN(32, word)), Number(word >> 32n)] as const;
    const expected = xoshiro128([...halves(first), ...halves(second)]);
    const random = seededRandom(42n);
    for (let index = 0; index < 5; index += 1) expect(random.nextUint32()).toBe(expected.nextUint32());
  });

  it("differs by seed and takes any", () => {
    const first = (seed: bigint) => seededRandom(seed).nextUint32();
    expect(new Set([0n, 1n, 2n, -1n, 2n ** 63n].map(first)).size).toBe(5);
    expect(first(-1n)).toBe(first(2n ** 64n - 1n));
  });

  it("stays in range", () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.integer({ min: 1, max: 2 ** 31 - 1 }), (seed, below) => {
        const random = seededRandom(seed);
        const float = random.nextFloat();
        expect(float >= 0 && float < 1).toBe(true);
        const draw = random.nextBelow(below);
        expect(Number.isInteger(draw) && draw >= 0 && draw < below).toBe(true);
      }),
    );
    expect(seededRandom(1n).nextBelow(1)).toBe(0);
    expect(() => seededRandom(1n).nextBelow(0)).toThrow(RangeError);
    expect(() => xoshiro128([0, 0, 0, 0])).toThrow(RangeError);
  });

  it("spreads evenly: chi-square over 16 cells stays under its 99.9 % point, 37.7", () => {
    const random = seededRandom(7n);
    const draws = 160_000;
    const cells = new Array<number>(16).fill(0);
    const halves = new Array<number>(16).fill(0);
    for (let draw = 0; draw < draws; draw += 1) {
      const cell = random.nextBelow(16);
      cells[cell] = (cells[cell] ?? 0) + 1;
      const half = Math.floor(random.nextFloat() * 16);
      halves[half] = (halves[half] ?? 0) + 1;
    }
    const chiSquare = (counts: number[]) =>
      counts.reduce((sum, count) => sum + (count - draws / 16) ** 2 / (draws / 16), 0);
    expect(chiSquare(cells)).toBeLessThan(37.7);
    expect(chiSquare(halves)).toBeLessThan(37.7);
  });
});
