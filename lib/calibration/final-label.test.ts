import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finalLabel, type GradeState, type JudgingVerdict } from "@/lib/calibration/final-label";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { verdictValueKey } from "@/lib/calibration/verdict-value-key";

const content = (score: 0 | 0.5 | 1): VerdictValue => ({ criterion: "content", score });
const read = (value: VerdictValue): JudgingVerdict => ({ kind: "wrong", value });
const skip: JudgingVerdict = { kind: "skip", value: null };
const graded = (value: VerdictValue): GradeState => ({ status: "ok", value });
const items = (...pairs: readonly string[]): VerdictValue => ({
  criterion: "extraction",
  items: pairs.map((pair) => {
    const [attribute = "", value = ""] = pair.split("=");
    return { attribute, value };
  }),
});

describe("finalLabel", () => {
  it.each([
    // readers' scores, label
    [[], { provenance: "machine", value: content(1) }],
    [[0], { provenance: "human", value: content(0) }],
    [[1], { provenance: "human", value: content(1) }],
    [[0, 0], { provenance: "human_twice", value: content(0) }],
    [[0, 1], { provenance: "ambiguous", value: null }],
    [[0, 1, 0], { provenance: "human_twice", value: content(0) }],
    [[0, 0.5, 1], { provenance: "ambiguous", value: null }],
    [[0, 1, 0, 1], { provenance: "ambiguous", value: null }],
    [[0, 0, 0.5, 1], { provenance: "ambiguous", value: null }],
  ] as const)("of a grade 1 that readers hold to be %j", (scores, label) => {
    const verdicts = scores.map((score) => read(content(score)));
    expect(finalLabel(graded(content(1)), verdicts)).toEqual(label);
    expect(finalLabel(graded(content(1)), [skip, ...verdicts, skip])).toEqual(label);
  });

  it.each(["failed", "not_applicable", "missing"] as const)("of a grade that is %s", (status) => {
    expect(finalLabel({ status }, [])).toEqual({ provenance: "none", value: null, grade: status });
    expect(finalLabel({ status }, [skip])).toEqual({ provenance: "none", value: null, grade: status });
    expect(finalLabel({ status }, [read(content(0.5))])).toEqual({ provenance: "human", value: content(0.5) });
  });

  it("compares items as a set and keeps the first spelling", () => {
    const first = items("Symptom=Fever", "duration=2 days");
    const label = finalLabel(graded(items()), [
      read(first),
      read(items("duration= 2  Days", "symptom=fever", "symptom=FEVER")),
    ]);
    expect(label).toEqual({ provenance: "human_twice", value: first });
  });

  it("refuses a judgement without a value", () => {
    expect(() => finalLabel(graded(content(1)), [{ kind: "agree", value: null }])).toThrow(/judges nothing/);
  });

  it("does not depend on the order of three readers, but for the spelling", () => {
    const score = fc.constantFrom(0 as const, 0.5 as const, 1 as const);
    fc.assert(
      fc.property(fc.array(score, { minLength: 1, maxLength: 3 }), (scores) => {
        const label = finalLabel(
          { status: "missing" },
          scores.map((one) => read(content(one))),
        );
        const reversed = finalLabel(
          { status: "missing" },
          [...scores].reverse().map((one) => read(content(one))),
        );
        expect(reversed).toEqual(label);
        if (label.value !== null)
          expect(scores).toContain(label.value.criterion === "content" ? label.value.score : null);
      }),
    );
  });
});

describe("verdictValueKey", () => {
  it.each([
    [items("a=b"), items("A = b"), true],
    [items("a=b", "c=d"), items("c=d", "a=b"), true],
    [items("ａ=b"), items("a=b"), true],
    [items("a=b"), items("a=c"), false],
    [items("a=b"), items("a=b", "c=d"), false],
    [items(), items(), true],
    [items(`x","y=z`), items("x=y,z"), false],
    [content(0), { criterion: "format", score: 0 }, false],
    [{ criterion: "decision", stopLabel: "stop" }, { criterion: "decision", stopLabel: "continue" }, false],
  ] as const)("%j and %j", (a, b, same) => {
    expect(verdictValueKey(a) === verdictValueKey(b)).toBe(same);
  });
});
