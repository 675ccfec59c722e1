import { describe, expect, test } from "vitest";
import { trialWinner } from "@/lib/calibration/trial-winner";
import type { VerdictValue } from "@/lib/calibration/verdict-value";

const score = (value: 0 | 0.5 | 1): VerdictValue => ({ criterion: "content", score: value });
const items = (...texts: string[]): VerdictValue => ({
  criterion: "extraction",
  items: texts.map((text) => {
    const [attribute = "", value = ""] = text.split(": ");
    return { attribute, value };
  }),
});

test.each([
  [1, 1, 0.5, "candidate"],
  [0.5, 1, 0.5, "current"],
  [0, 1, 0.5, "neither"],
] as const)("a reader's %d with candidate %d and current %d speaks for %s", (answer, candidate, current, winner) => {
  expect(trialWinner(score(answer), { candidate: score(candidate), current: score(current) })).toBe(winner);
});

describe("items", () => {
  test.each([
    ["the same set in another spelling", ["Cough: dry", "fever: none"], ["fever: None", "cough: dry"], [], "candidate"],
    // Candidate: 1 of 1 matched, F1 = 2·1/(1+1) = 1 by words {duration, of, pain, 3, days} against {pain, duration, 3, days}: 4/5.
    ["words of the reader's own", ["pain duration: 3 days"], ["duration of pain: 3 days"], [], "candidate"],
    // Current finds both (F1 1), the candidate one of two (F1 2·1/(1+2) = 2/3).
    [
      "one found of two",
      ["cough: dry", "fever: none"],
      ["cough: dry"],
      ["cough: dry", "fever: no fever none"],
      "current",
    ],
    ["equally far", ["cough: dry"], ["fever: none"], ["pain: left"], "neither"],
    ["nothing there, and one sees nothing", [], [], ["pain: left"], "candidate"],
  ] as const)("%s", (_name, answer, candidate, current, winner) => {
    const graded = { candidate: items(...candidate), current: items(...current) };
    expect(trialWinner(items(...answer), graded)).toBe(winner);
    const swapped = { candidate: graded.current, current: graded.candidate };
    const other = winner === "candidate" ? "current" : winner === "current" ? "candidate" : "neither";
    expect(trialWinner(items(...answer), swapped)).toBe(other);
  });
});

test("values of two criteria can't be compared", () => {
  expect(() => trialWinner(score(1), { candidate: items(), current: score(0) })).toThrow(/one criterion/);
});
