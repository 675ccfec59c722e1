import fc from "fast-check";
import { expect, test } from "vitest";
import { textWords, wordOverlap } from "@/lib/grading/text-words";

test.each([
  ["Any CHEST pain, when walking?", ["any", "chest", "pain", "when", "walking"]],
  ["胸口疼多久了", ["胸口", "口疼", "疼多", "多久", "久了"]],
  ["疼", ["疼"]],
  ["ＢＰ 120/80", ["bp", "120", "80"]],
  ["…", []],
])("the words of %j", (text, words) => {
  expect(textWords(text)).toEqual(words);
});

test.each([
  // {how, long, has, it} and {how, long, did, it, last}: 3 shared of 6.
  ["How long has it?", "how long did it last", 3 / 6],
  ["cough", "fever", 0],
  ["", "", 1],
  ["", "fever", 0],
])("%j and %j overlap by %d", (one, other, overlap) => {
  expect(wordOverlap(one, other)).toBeCloseTo(overlap, 12);
});

test("overlap is symmetric, within 0 and 1, and 1 with itself", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      const overlap = wordOverlap(one, other);
      expect(overlap).toBe(wordOverlap(other, one));
      expect(overlap).toBeGreaterThanOrEqual(0);
      expect(overlap).toBeLessThanOrEqual(1);
      expect(wordOverlap(one, one)).toBe(1);
    }),
  );
});
