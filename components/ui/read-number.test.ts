import { describe, expect, it } from "vitest";
import { readNumber } from "@/components/ui/read-number";

const votes = { min: 1, max: 9, whole: true };
const ceiling = { min: 0.01, max: 1_000_000, optional: true };

describe("readNumber", () => {
  it.each([
    ["3", votes, { ok: true, value: 3 }],
    [" 9 ", votes, { ok: true, value: 9 }],
    ["0", votes, { ok: false, problem: "range" }],
    ["10", votes, { ok: false, problem: "range" }],
    ["2.5", votes, { ok: false, problem: "number" }],
    ["", votes, { ok: false, problem: "missing" }],
    ["", ceiling, { ok: true, value: null }],
    ["1,500", ceiling, { ok: true, value: 1500 }],
    ["1,500.25", ceiling, { ok: true, value: 1500.25 }],
    [".5", ceiling, { ok: true, value: 0.5 }],
    ["1,5", ceiling, { ok: false, problem: "number" }],
    ["−1", ceiling, { ok: false, problem: "range" }],
    ["5 dollars", ceiling, { ok: false, problem: "number" }],
    ["1e3", ceiling, { ok: false, problem: "number" }],
  ])("%j → %j", (typed, range, read) => expect(readNumber(typed, range)).toEqual(read));
});
