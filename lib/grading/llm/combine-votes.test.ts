import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SCORES } from "@/lib/grading/criterion";
import { combineVotes, shareAgreeing } from "@/lib/grading/llm/combine-votes";

describe("votes", () => {
  test.each([
    [[], null, null],
    [[0.5], 0.5, null],
    [[0, 1, 1], 1, 2 / 3],
    // Tied: the middle one of the tied votes, the lower of two middles; what has fewer votes has no say.
    [[0, 0.5, 1], 0.5, 1 / 3],
    [[0, 1], 0, 1 / 2],
    [[1, 0.5], 0.5, 1 / 2],
    [[0, 0, 1, 1, 0.5], 0, 2 / 5],
  ] as const)("%j come to %s", (votes, result, agreement) => {
    expect(combineVotes(votes)).toBe(result);
    if (result !== null) expect(shareAgreeing(votes, result)).toBe(agreement);
  });

  test("the result is a vote, has the most votes, and does not depend on their order", () => {
    const votes = fc.array(fc.constantFrom(...SCORES), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(votes, (some) => {
        const result = combineVotes(some);
        const count = (score: number | null) => some.filter((vote) => vote === score).length;
        expect(Math.max(...SCORES.map(count))).toBe(count(result));
        expect(combineVotes([...some].reverse())).toBe(result);
      }),
    );
  });
});
