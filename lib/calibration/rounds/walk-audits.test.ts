import { describe, expect, it } from "vitest";
import { type AuditPlace, walkAudits } from "@/lib/calibration/rounds/walk-audits";
import type { VerdictValue } from "@/lib/calibration/verdict-value";

const value = (score: 0 | 0.5 | 1): VerdictValue => ({ criterion: "content", score });
const says = (score: 0 | 0.5 | 1, isFresh = true): AuditPlace["verdicts"][number] => ({
  kind: score === 1 ? "agree" : "wrong",
  value: value(score),
  isFresh,
});
const skip: AuditPlace["verdicts"][number] = { kind: "skip", value: null, isFresh: true };
/** Places whose label would be exported as 1. */
const places = (...verdicts: readonly (readonly AuditPlace["verdicts"][number][])[]): AuditPlace[] =>
  verdicts.map((own, at) => ({ unitId: `u${at + 1}`, label: value(1), verdicts: own }));

describe("walkAudits", () => {
  it("passes places in order up to the first that nobody answered", () => {
    const { walk, freshReads } = walkAudits(9, places([says(1)], [says(0)], [says(1, false)], [], [says(1)]));
    expect(walk).toEqual({ units: 9, passed: 3, wrongAt: [2] });
    expect(freshReads).toBe(2);
  });

  it("takes a unit that was read before as right, whatever was said of it", () => {
    expect(walkAudits(3, places([says(0, false)])).passed).toEqual([{ unitId: "u1", isWrong: false, by: "joined" }]);
  });

  it("lets a second reader overturn a lone correction, and counts a tie as wrong", () => {
    expect(walkAudits(3, places([says(0), says(1)])).walk.wrongAt).toEqual([1]);
    expect(walkAudits(3, places([says(0), says(1), says(1)])).walk.wrongAt).toEqual([]);
  });

  it("counts a skipped place as wrong once a later one was answered, and waits until then", () => {
    expect(walkAudits(3, places([skip])).walk.passed).toBe(0);
    expect(walkAudits(3, places([skip], [says(1)])).walk).toEqual({ units: 3, passed: 2, wrongAt: [1] });
  });

  it("has nothing against a place that exports no label any more", () => {
    const gone: AuditPlace = { unitId: "u", label: null, verdicts: [says(0)] };
    expect(walkAudits(3, [gone]).walk).toEqual({ units: 3, passed: 1, wrongAt: [] });
  });
});
