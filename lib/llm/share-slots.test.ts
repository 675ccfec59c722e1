import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shareSlots } from "@/lib/llm/share-slots";

describe("shareSlots", () => {
  it.each([
    // concurrency, wanted, under way, others → target, slots
    [64, 10, 0, [], 10, 10],
    [64, 64, 0, [], 64, 64],
    // Another holds all: nothing is free until it gives back.
    [64, 64, 0, [{ slots: 64, wanted: 64 }], 0, 0],
    // It does so as its calls end: the target falls at once, what it holds only as calls end.
    [64, 64, 64, [{ slots: 0, wanted: 64 }], 32, 64],
    [64, 64, 40, [{ slots: 0, wanted: 64 }], 32, 40],
    [64, 64, 0, [{ slots: 32, wanted: 64 }], 32, 32],
    // Three share alike; a small wish is met and the rest is split.
    [
      60,
      60,
      0,
      [
        { slots: 20, wanted: 60 },
        { slots: 20, wanted: 60 },
      ],
      20,
      20,
    ],
    [
      60,
      60,
      0,
      [
        { slots: 4, wanted: 4 },
        { slots: 0, wanted: 60 },
      ],
      28,
      28,
    ],
    // The limit was lowered below what is under way.
    [4, 10, 10, [], 4, 4],
    [8, 0, 0, [{ slots: 3, wanted: 3 }], 0, 0],
    [1, 5, 0, [{ slots: 0, wanted: 5 }], 1, 1],
  ])(
    "%i at a time, wanting %i with %i under way beside %j: %i, holding %i",
    (concurrency, wanted, underWay, others, target, slots) => {
      expect(shareSlots(concurrency, wanted, underWay, others)).toEqual({ target, slots });
    },
  );

  const worker = fc.record({ wanted: fc.integer({ min: 0, max: 100 }) });

  it("never lets the shares pass the concurrency, whoever renews in whatever order, and leaves nothing idle in the end", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 64 }),
        fc.array(worker, { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat(), { maxLength: 60 }),
        (concurrency, workers, order) => {
          const shares = workers.map(({ wanted }) => ({ slots: 0, wanted: Math.min(wanted, concurrency), target: 0 }));
          const renew = (at: number) => {
            const mine = shares[at];
            if (mine === undefined) return;
            const others = shares.filter((share) => share !== mine);
            // All it may have under way is under way.
            Object.assign(mine, shareSlots(concurrency, mine.wanted, mine.target, others));
            expect(shares.reduce((sum, { slots }) => sum + slots, 0)).toBeLessThanOrEqual(concurrency);
          };
          for (const pick of order) renew(pick % shares.length);
          for (let round = 0; round < 10; round += 1) shares.forEach((_, at) => void renew(at));
          const wanted = shares.reduce((sum, share) => sum + share.wanted, 0);
          expect(shares.reduce((sum, { target }) => sum + target, 0)).toBe(Math.min(concurrency, wanted));
        },
      ),
    );
  });
});
