import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { collectQuotes, inReadingOrder, markQuotes, type Quote } from "@/components/review/quote-marks";

function quote(tag: string, start: number, end: number, content: string, unitId = "u"): Quote {
  return { tag, unitId, criterion: "content", messagePosition: 0, start, end, text: content.slice(start, end) };
}

describe("markQuotes", () => {
  it("cuts overlapping quotes into stretches and closes each where it ends", () => {
    const content = "no pain as such, but calf pain";
    // "pain as such" 3…15 and "as such, but" 8…20 overlap on "as such" 8…15.
    const segments = markQuotes(content, [quote("C1", 3, 15, content), quote("E1", 8, 20, content)]);
    expect(segments.map((s) => [s.text, s.quotes.map((q) => q.tag), s.ending.map((q) => q.tag)])).toEqual([
      ["no ", [], []],
      ["pain ", ["C1"], []],
      ["as such", ["C1", "E1"], ["C1"]],
      [", but", ["E1"], ["E1"]],
      [" calf pain", [], []],
    ]);
  });

  it("leaves out a quote that is not in the message word for word", () => {
    const wrong = { ...quote("C1", 0, 4, "pain"), text: "ache" };
    expect(markQuotes("pain", [wrong])).toEqual([{ start: 0, text: "pain", quotes: [], ending: [] }]);
  });

  it("gives nothing for an empty message", () => {
    expect(markQuotes("", [])).toEqual([]);
  });

  it("always gives the message back, and every quote ends once", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.array(fc.tuple(fc.nat(60), fc.nat(60)), { maxLength: 6 }),
        (text, at) => {
          const quotes = at
            .map(([a, b], i) => quote(`C${i}`, Math.min(a, b), Math.max(a, b), text))
            .filter((q) => q.end <= text.length && q.end > q.start);
          const segments = markQuotes(text, quotes);
          expect(segments.map((s) => s.text).join("")).toBe(text);
          expect(segments.flatMap((s) => s.ending).length).toBe(quotes.length);
        },
      ),
    );
  });
});

describe("collectQuotes", () => {
  const at = (start: number) => ({ messagePosition: 3, start, end: start + 2, text: "ab" });

  it("numbers by criterion and shares the tag of a repeated place", () => {
    const quotes = collectQuotes({
      units: [
        {
          unitId: "d",
          criterion: "decision",
          rescoresTurns: 1,
          grade: {
            status: "ok",
            revision: 0,
            rationale: "",
            confidence: null,
            evidence: [at(9)],
            value: { criterion: "decision", stopLabel: "continue" },
          },
        },
        {
          unitId: "c",
          criterion: "content",
          rescoresTurns: 1,
          grade: {
            status: "ok",
            revision: 0,
            rationale: "",
            confidence: null,
            evidence: [at(5), at(5), at(1)],
            value: { criterion: "content", score: 0.5 },
          },
        },
        {
          unitId: "f",
          criterion: "format",
          rescoresTurns: 1,
          grade: { status: "not_applicable", revision: 0, rationale: "" },
        },
      ],
    });
    expect(quotes.map((q) => [q.tag, q.start])).toEqual([
      ["D1", 9],
      ["C1", 5],
      ["C2", 1],
    ]);
    expect(inReadingOrder(quotes).map((q) => q.tag)).toEqual(["C2", "C1", "D1"]);
  });
});
