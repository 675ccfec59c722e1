import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AuditUnit, auditSample } from "@/lib/calibration/audit-sample";
import type { VerdictValue } from "@/lib/calibration/verdict-value";

const stop: VerdictValue = { criterion: "decision", stopLabel: "stop" };
const goOn: VerdictValue = { criterion: "decision", stopLabel: "continue" };
const agree = { kind: "agree", value: goOn } as const;
const wrong = { kind: "wrong", value: stop } as const;
const skip = { kind: "skip", value: null } as const;

const unit = (auditRank: number, ...verdicts: AuditUnit["verdicts"]): AuditUnit => ({
  unitId: `u${auditRank}`,
  criterion: "decision",
  auditRank,
  grade: goOn,
  verdicts,
});
const answered = (unitId: string) => ({ unitId, answered: true });

describe("auditSample", () => {
  it("is empty before the first answer", () => {
    expect(auditSample([unit(1, agree), unit(2)], [{ unitId: "u1", answered: false }])).toEqual({
      reachedRank: 0,
      accuracy: [],
      audited: 0,
      joined: 0,
      skipped: 0,
      unanswered: 0,
      confusion: { decision: [], content: [] },
    });
  });

  it("is the walked part of the permutation, targeted reads joining free", () => {
    const units = [
      unit(7, wrong), // beyond: read in the targeted lane, not yet reached
      unit(5, wrong), // answered in the audit lane: the highest
      unit(4), // lent out when 5 was answered
      unit(3, skip), // skipped
      unit(2, agree), // read in the targeted lane: joins
      unit(1, agree), // answered in the audit lane
      unit(6, agree),
    ];
    expect(
      auditSample(units, [answered("u1"), answered("u3"), answered("u5"), { unitId: "u6", answered: false }]),
    ).toEqual({
      reachedRank: 5,
      accuracy: [{ criterion: "decision", right: 2, total: 3 }],
      audited: 2,
      joined: 1,
      skipped: 1,
      unanswered: 1,
      confusion: {
        decision: [
          { grader: "continue", clinician: "continue", count: 2 },
          { grader: "continue", clinician: "stop", count: 1 },
        ],
        content: [],
      },
    });
  });

  it.each([
    [[agree, wrong, wrong], 0],
    [[wrong, agree, agree], 1],
    [[agree, wrong], 1],
    [[wrong, agree], 0],
    [[skip, wrong], 0],
  ])("takes the majority of readers, on a tie the earliest: %#", (verdicts, right) => {
    expect(auditSample([unit(1, ...verdicts)], [answered("u1")]).accuracy).toEqual([
      { criterion: "decision", right, total: 1 },
    ]);
  });

  it("keeps criteria apart, and confusion only where values are single", () => {
    const units: AuditUnit[] = [
      {
        unitId: "c",
        criterion: "content",
        auditRank: 1,
        grade: { criterion: "content", score: 1 },
        verdicts: [{ kind: "wrong", value: { criterion: "content", score: 0.5 } }],
      },
      {
        unitId: "e",
        criterion: "extraction",
        auditRank: 2,
        grade: { criterion: "extraction", items: [] },
        verdicts: [{ kind: "agree", value: { criterion: "extraction", items: [] } }],
      },
      unit(3, agree),
    ];
    const sample = auditSample(units, [answered("u3")]);
    expect(sample.accuracy).toEqual([
      { criterion: "decision", right: 1, total: 1 },
      { criterion: "extraction", right: 1, total: 1 },
      { criterion: "content", right: 0, total: 1 },
    ]);
    expect(sample.confusion.content).toEqual([{ grader: "1", clinician: "0.5", count: 1 }]);
    expect(sample.confusion.decision.length).toBe(1);
  });

  it("refuses a hand-out of a stranger", () => {
    expect(() => auditSample([unit(1)], [answered("u2")])).toThrow(/doesn't have/);
  });

  it("counts each place passed once, and never looks beyond the reached rank", () => {
    const verdicts = fc.array(fc.constantFrom(agree, wrong, skip), { maxLength: 3 });
    fc.assert(
      fc.property(fc.array(verdicts, { minLength: 1, maxLength: 30 }), fc.nat(), (all, pick) => {
        const units = all.map((one, index) => unit(index + 1, ...one));
        const reached = (pick % units.length) + 1;
        const sample = auditSample(units, [answered(`u${reached}`)]);
        expect(sample.audited + sample.joined + sample.skipped + sample.unanswered).toBe(reached);
        expect(
          auditSample(
            units.map((one) => (one.auditRank > reached ? unit(one.auditRank) : one)),
            [answered(`u${reached}`)],
          ),
        ).toEqual(sample);
      }),
    );
  });
});
