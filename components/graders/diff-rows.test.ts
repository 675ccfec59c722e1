import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DiffLine, foldDiffRows, pairDiffLines } from "@/components/graders/diff-rows";

const lines = (text: string): DiffLine[] =>
  [...text].map((sign, index) => ({
    kind: sign === "-" ? "removed" : sign === "+" ? "added" : "same",
    text: String(index),
  }));

const shape = (text: string) =>
  pairDiffLines(lines(text)).map(
    (row) => `${row.before?.number ?? "·"}${row.isSame ? "=" : "|"}${row.after?.number ?? "·"}`,
  );

describe("pairDiffLines", () => {
  it.each([
    ["==", ["1=1", "2=2"]],
    ["=-+=", ["1=1", "2|2", "3=3"]],
    ["--+=", ["1|1", "2|·", "3=2"]],
    ["+-", ["1|1"]],
    ["++", ["·|1", "·|2"]],
    ["", []],
  ])("%s", (text, rows) => expect(shape(text)).toEqual(rows));
});

describe("foldDiffRows", () => {
  const folds = (text: string) =>
    foldDiffRows(pairDiffLines(lines(text)))
      .map((part) => (part.kind === "fold" ? `(${part.rows.length})` : part.isSame ? "=" : "|"))
      .join("");
  it.each([
    ["==========", "(10)"],
    ["===", "==="],
    // Three lines stay on each side of the change; what is left before it is too short to fold.
    ["======-======", "======|======"],
    ["=======-========", "(4)===|===(5)"],
    ["-=======+", "|=======|"],
    ["-==========+", "|===(4)===|"],
  ])("%s → %s", (text, folded) => expect(folds(text)).toBe(folded));

  it("loses no line and keeps the order", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("=", "=", "=", "-", "+"), { maxLength: 80 }), (signs) => {
        const rows = pairDiffLines(lines(signs.join("")));
        expect(foldDiffRows(rows).flatMap((part) => (part.kind === "fold" ? part.rows : [part]))).toEqual(rows);
        expect(rows.filter((row) => row.before !== null)).toHaveLength(signs.filter((sign) => sign !== "+").length);
        expect(rows.filter((row) => row.after !== null)).toHaveLength(signs.filter((sign) => sign !== "-").length);
      }),
    );
  });
});
