import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeTrial, type TrialLabel } from "@/lib/calibration/trial";
import { trialBoundary } from "@/lib/calibration/trial-boundary";

const boundary = trialBoundary({ disagreements: 200, labels: "single_reads" });

/** `+` the candidate wins, `-` the current version, `0` neither; a letter before it names the criterion. */
function labelsOf(text: string): TrialLabel[] {
  return [...text.matchAll(/([a-z]?)([+\-0])/g)].map(([, criterion = "", sign]) => ({
    criterion: criterion === "" ? "content" : criterion,
    winner: sign === "+" ? "candidate" : sign === "-" ? "current" : "neither",
  }));
}

describe("judgeTrial", () => {
  it.each([
    ["", "open", 0],
    ["+++++", "open", 5],
    // Minimum 6 of 6.
    ["++++++", "promote", 6],
    ["------", "reject", 6],
    // Labels after the deciding one are not looked at.
    ["++++++-------", "promote", 6],
    // 7 of 8 is short of 8 of 8; 9 of 10 has it.
    ["-+++++++", "open", 8],
    // A label that tells nothing counts as a label, not as evidence.
    ["+++0+++", "promote", 7],
  ])("“%s” is %s after %i labels", (text, state, labels) => {
    expect(judgeTrial(labelsOf(text), boundary)).toMatchObject({ state, labels });
  });

  it("ends undecided with its labels, or once those left can't decide it", () => {
    // Of 8 disagreements: after + − + − not even four more wins make 8 labels with 8 wins.
    const short = trialBoundary({ disagreements: 8, labels: "single_reads" });
    expect(judgeTrial(labelsOf("++-"), short)).toMatchObject({ state: "undecided", labels: 3 });
    expect(judgeTrial(labelsOf("++"), short)).toMatchObject({ state: "open" });
    const long = judgeTrial(labelsOf("+-".repeat(30)), boundary);
    expect(long.state).toBe("undecided");
    expect(long.labels).toBeLessThan(60);
  });

  it("goes on where a criterion loses four of five, promotes when it recovers", () => {
    // Criterion d: + − − − − : 4 of 5 lost. Criterion c wins all: 22 of 26 reaches the boundary.
    const start = `d+d-d-d-d-${"c+".repeat(21)}`;
    const held = judgeTrial(labelsOf(start), boundary);
    expect(held).toMatchObject({ state: "open", isBetter: true, wins: 22, losses: 4 });
    expect(held.vetoedBy).toEqual([{ criterion: "d", wins: 1, losses: 4 }]);
    // 2 won of 6 is above a fifth: the veto lifts.
    expect(judgeTrial(labelsOf(`${start}d+`), boundary)).toMatchObject({ state: "promote", vetoedBy: [] });
  });

  it("is vetoed when the labels are spent", () => {
    const labels = labelsOf(`${"c+".repeat(55)}${"d-".repeat(5)}`);
    // Interleaved so that the veto is there before the evidence.
    const early = [...labels.slice(-5), ...labels.slice(0, 55)];
    expect(judgeTrial(early, boundary)).toMatchObject({ state: "vetoed", isBetter: true, labels: 60 });
  });

  it("keeps evidence once reached", () => {
    // d vetoes while c reaches its boundary; later losses in c don't take it back, but may bring a veto of their own.
    const early = labelsOf(`${"d-".repeat(5)}${"c+".repeat(20)}${"c-".repeat(10)}d+d+`);
    expect(judgeTrial(early, boundary)).toMatchObject({ state: "promote", isBetter: true });
  });

  it("refuses a label that tells nothing where labels are settled", () => {
    const settled = trialBoundary({ disagreements: 6, labels: "settled" });
    expect(() => judgeTrial(labelsOf("+0"), settled)).toThrow(RangeError);
    // One disagreement of one: exact.
    expect(judgeTrial(labelsOf("+"), trialBoundary({ disagreements: 1, labels: "settled" })).state).toBe("promote");
  });

  const signs = fc.array(fc.constantFrom("+", "-"), { maxLength: 60 }).map((list) => list.join(""));

  it("is fair: with the two exchanged, promote and reject are", () => {
    // Without vetoes: one label a criterion.
    const spread = (text: string) => labelsOf(text).map((label, index) => ({ ...label, criterion: String(index) }));
    const exchanged = { promote: "reject", reject: "promote", open: "open", undecided: "undecided", vetoed: "vetoed" };
    fc.assert(
      fc.property(signs, (text) => {
        const mirrored = text.replace(/[+-]/g, (sign) => (sign === "+" ? "-" : "+"));
        const result = judgeTrial(spread(text), boundary);
        expect(judgeTrial(spread(mirrored), boundary)).toMatchObject({
          state: exchanged[result.state],
          labels: result.labels,
        });
      }),
    );
  });

  it("once decided stays decided", () => {
    fc.assert(
      fc.property(signs, signs, (text, more) => {
        const result = judgeTrial(labelsOf(text), boundary);
        if (result.state === "open") return;
        expect(judgeTrial(labelsOf(text + more), boundary)).toEqual(result);
      }),
    );
  });
});
