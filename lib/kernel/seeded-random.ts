/** A stream of random numbers that is the same for the same seed, everywhere and for ever. Not for secrets. */
export interface SeededRandom {
  /** Uniform on 0 … 2³²−1. */
  nextUint32(): number;
  /** Uniform on [0, 1) in steps of 2⁻⁵³. */
  nextFloat(): number;
  /** Uniform on 0 … below−1, without bias; `below` is 1 … 2³². */
  nextBelow(below: number): number;
}

/**
 * xoshiro128**, its state filled by splitmix64 as its authors advise, so that seeds that differ in one bit give
 * unrelated streams. The seed is taken modulo 2⁶⁴; a negative one counts as its two's complement.
 * Source: Blackman & Vigna 2021, "Scrambled linear pseudorandom number generators"; Steele, Lea & Flood 2014.
 */
export function seededRandom(seed: bigint): SeededRandom {
  const words = splitmix64(seed);
  const first = words.next().value;
  const second = words.next().value;
  return xoshiro128([Number(first & MASK_32), Number(first >> 32n), Number(second & MASK_32), Number(second >> 32n)]);
}

const MASK_32 = 0xffffffffn;

/** The endless stream of 64-bit words of splitmix64. */
export function* splitmix64(seed: bigint): Generator<bigint, never, undefined> {
  let state = BigInt.asUintN(64, seed);
  for (;;) {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let word = state;
    word = BigInt.asUintN(64, (word ^ (word >> 30n)) * 0xbf58476d1ce4e5b9n);
    word = BigInt.asUintN(64, (word ^ (word >> 27n)) * 0x94d049bb133111ebn);
    yield word ^ (word >> 31n);
  }
}

/** xoshiro128** from a state of four 32-bit words, not all 0. */
export function xoshiro128(state: readonly [number, number, number, number]): SeededRandom {
  let [a, b, c, d] = state;
  if ((a | b | c | d) === 0) throw new RangeError("A state of zeros gives zeros only.");

  const nextUint32 = () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
  return {
    nextUint32,
    nextFloat: () => ((nextUint32() >>> 5) * 2 ** 26 + (nextUint32() >>> 6)) / 2 ** 53,
    nextBelow: (below) => {
      if (!Number.isInteger(below) || below < 1 || below > 2 ** 32) throw new RangeError(`No number below ${below}.`);
      // Draws beyond the last whole multiple would favour small results.
      const limit = 2 ** 32 - (2 ** 32 % below);
      let draw = nextUint32();
      while (draw >= limit) draw = nextUint32();
      return draw % below;
    },
  };
}

function rotateLeft(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
