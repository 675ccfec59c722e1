import { describe, expect, it } from "vitest";
import { type DialogueLine, foldMessages, keepOfContext, keepOfFuture } from "@/components/review/fold-messages";

const nothing = () => false;
const write = (lines: readonly DialogueLine[]) =>
  lines.map((line) => (line.kind === "message" ? `${line.position}` : `${line.from}-${line.to}`)).join(" ");

describe("foldMessages", () => {
  it.each([
    // future 10 … 40, quotes in 11, 22 and 33: lead 10 11 12, each quote with its question, the rest folded
    [
      "quoted",
      foldMessages(10, 40, keepOfFuture(10, new Set([11, 22, 33])), nothing),
      "10 11 12 13-21 21 22 23-32 32 33 34-40",
    ],
    ["no quotes", foldMessages(10, 30, keepOfFuture(10, new Set()), nothing), "10 11 12 13 14 15 16 17 18-30"],
    ["two left over are shown", foldMessages(0, 10, keepOfFuture(0, new Set()), nothing), "0 1 2 3 4 5 6 7 8 9"],
    ["context", foldMessages(0, 12, keepOfContext(12, 4, new Set()), nothing), "0-8 8 9 10 11"],
    ["short context", foldMessages(0, 3, keepOfContext(3, 4, new Set()), nothing), "0 1 2"],
    ["empty", foldMessages(5, 5, nothing, nothing), ""],
    ["opened", foldMessages(0, 9, keepOfContext(9, 2, new Set()), (p) => p < 7), "0 1 2 3 4 5 6 7 8"],
  ])("%s", (_, lines, expected) => {
    expect(write(lines)).toBe(expected);
  });
});
