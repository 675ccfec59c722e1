import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { VerdictDecision } from "@/components/review/decision";
import {
  decisionOn,
  INITIAL_REVIEW_STATE,
  type ReviewEvent,
  type ReviewState,
  reviewReducer,
  servedUnit,
} from "@/components/review/review-state";
import type { ServedUnit, Sitting, VerdictAnswer } from "@/lib/queries/review-contract";

const sitting: Sitting = {
  roundNumber: 1,
  readsDone: 3,
  readsBudget: 20,
  ownReads: 3,
  secondsPerRead: null,
  scoresPutRight: 0,
  turnsTouched: 0,
  minutesSpent: 0,
};

function lent(unitId: string, handOutId = `hand-out-${unitId}`): ServedUnit {
  return {
    handOutId,
    roundId: "r",
    unitId,
    criterion: "content",
    trajectoryId: "t",
    turnId: `turn-${unitId}`,
    sampleId: null,
    visibility: "shown",
    isAdjudication: false,
    expiresAt: "2026-01-01T00:10:00.000Z",
  };
}

function decisionAbout(
  unit: ServedUnit,
  served: ServedUnit | null = unit,
  previous: VerdictDecision | null = null,
): VerdictDecision {
  return {
    key: `key-${unit.unitId}-${served === null ? "free" : "served"}`,
    verdictId: null,
    unitId: unit.unitId,
    criterion: unit.criterion,
    trajectoryId: unit.trajectoryId,
    turnId: unit.turnId,
    round: 1,
    kind: "agree",
    value: null,
    graded: null,
    rescoredTurns: null,
    served,
    previous,
    at: 0,
  };
}

function handOut(...units: ServedUnit[]): ReviewEvent {
  const reason = units.length > 0 ? ("served" as const) : ("nothing_left" as const);
  const answer = { sitting, units, reason, adjudicationsWaiting: 0 };
  return { kind: "handed_out", queueKind: "round", answer, unsentUnits: new Set() };
}

function run(...events: ReviewEvent[]): ReviewState {
  return events.reduce(reviewReducer, INITIAL_REVIEW_STATE);
}

const [a, b, c] = [lent("a"), lent("b"), lent("c")];
const queued = (state: ReviewState) => state.queue.map((unit) => unit.unitId).join("");

describe("hand-outs", () => {
  it("looks at the first unit and keeps the order", () => {
    const state = run(handOut(a, b));
    expect([queued(state), state.look?.unitId, servedUnit(state)]).toEqual(["ab", "a", a]);
  });

  it("appends new units, renews leases and does not move the reader", () => {
    const renewed = { ...a, expiresAt: "2026-01-01T00:20:00.000Z" };
    const state = run(handOut(a), handOut(renewed, b, c));
    expect([queued(state), state.queue[0], state.look?.unitId]).toEqual(["abc", renewed, "a"]);
  });

  it("leaves out what was answered while the hand-out was on its way", () => {
    expect(queued(run(handOut(a, b), { kind: "answered", decision: decisionAbout(a) }, handOut(a, b, c)))).toBe("bc");
  });

  it("leaves out what an earlier page answered and hasn't sent", () => {
    const answer = { sitting, units: [a, b], reason: "served" as const, adjudicationsWaiting: 0 };
    expect(queued(run({ kind: "handed_out", queueKind: "round", answer, unsentUnits: new Set(["a"]) }))).toBe("b");
  });

  it("drops leases that ran out, except the one in view", () => {
    const late = Date.parse("2026-01-01T00:30:00.000Z");
    expect(queued(run(handOut(a, b, c), { kind: "leases_checked", now: late }))).toBe("a");
  });

  it("stays at rest with a reason when nothing is left", () => {
    const state = run(handOut(a), { kind: "answered", decision: decisionAbout(a) }, handOut());
    expect([state.look, state.reason]).toEqual([null, "nothing_left"]);
  });
});

describe("answers", () => {
  it("moves to the next served unit and clears what was half done", () => {
    const state = run(
      handOut(a, b),
      { kind: "mode_changed", mode: { kind: "picking" } },
      { kind: "comment_written", comment: "half" },
      { kind: "answered", decision: decisionAbout(a) },
    );
    expect([state.look?.unitId, state.mode.kind, state.comment, queued(state)]).toEqual(["b", "reading", "", "b"]);
  });

  it("returns to the served unit after a flag elsewhere", () => {
    const free = decisionAbout(lent("f"), null);
    const look = { trajectoryId: "t", turnId: "turn-f", unitId: "f" };
    const state = run(handOut(a, b), { kind: "looked", look }, { kind: "answered", decision: free });
    expect([state.look?.unitId, queued(state)]).toEqual(["a", "ab"]);
  });

  it("learns the verdict's id and what it re-scored", () => {
    const decision = decisionAbout(a);
    const verdict = {
      id: "v",
      unitId: "a",
      criterion: "content" as const,
      trajectoryId: "t",
      turnId: "turn-a",
      round: 1,
      kind: "agree" as const,
      value: null,
      reasonCode: null,
      comment: null,
      visibility: "shown" as const,
      createdAt: "2026-01-01T00:00:00.000Z",
    };
    const besides = { sitting, served: null, revealed: null, otherValues: [] };
    const answer: VerdictAnswer = { verdict, rescoredTurns: 21, ...besides };
    const state = run(
      handOut(a, b),
      { kind: "answered", decision },
      { kind: "saved", key: decision.key, unitId: "a", answer: { verdict: answer, standingId: "v", sitting } },
    );
    expect(state.decisions[0]).toMatchObject({ verdictId: "v", rescoredTurns: 21 });
  });

  it("takes a refused answer back", () => {
    const decision = decisionAbout(a);
    const state = run(handOut(a, b), { kind: "answered", decision }, { kind: "refused", key: decision.key });
    expect([state.decisions, decisionOn(state, "a")]).toEqual([[], null]);
  });
});

describe("undo", () => {
  const undone = (decision: VerdictDecision): ReviewEvent => ({ kind: "undone", decision, key: "undo" });
  const lentAgain = (served: ServedUnit | null): ReviewEvent => ({
    kind: "saved",
    key: "undo",
    unitId: "a",
    answer: {
      verdict: { verdict: null, rescoredTurns: 0, sitting, served, revealed: null, otherValues: [] },
      standingId: null,
      sitting,
    },
  });

  it("brings the unit back, highlighted and first", () => {
    const decision = decisionAbout(a);
    const state = run(handOut(a, b), { kind: "answered", decision }, undone(decision));
    expect([queued(state), state.look?.unitId, decisionOn(state, "a")]).toEqual(["ab", "a", null]);
  });

  it("takes the new hand-out once the undo has arrived", () => {
    const decision = decisionAbout(a);
    const again = lent("a", "second");
    const state = run(handOut(a, b), { kind: "answered", decision }, undone(decision), lentAgain(again));
    expect([state.queue[0], state.lentBy.size]).toEqual([again, 0]);
  });

  it("does not put the unit back when it was answered again meanwhile", () => {
    const decision = decisionAbout(a);
    const answered: ReviewEvent = { kind: "answered", decision };
    const state = run(handOut(a, b), answered, undone(decision), answered, lentAgain(lent("a", "second")));
    expect([queued(state), state.decisions.length]).toEqual(["b", 1]);
  });

  it("undoes what an earlier sitting decided: the unit is served when the undo arrives", () => {
    const old = decisionAbout(a, null);
    const loaded: ReviewEvent = { kind: "decisions_loaded", decisions: [old] };
    const before = run(handOut(b), loaded, undone(old));
    expect([queued(before), before.look?.unitId]).toEqual(["b", "a"]);
    expect(queued(reviewReducer(before, lentAgain(a)))).toBe("ab");
  });

  it("brings back the answer that stood before", () => {
    const first = decisionAbout(a);
    const second = { ...decisionAbout(a, null, first), kind: "wrong" as const };
    const state = run(
      handOut(a, b),
      { kind: "answered", decision: first },
      { kind: "answered", decision: second },
      undone(second),
    );
    expect(decisionOn(state, "a")).toBe(first);
  });

  it("any run of answers undone to the bottom gives the queue back", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), (count) => {
        const units = Array.from({ length: count }, (_, index) => lent(`u${index}`));
        const full = run(handOut(...units));
        let state = full;
        for (const unit of units) state = reviewReducer(state, { kind: "answered", decision: decisionAbout(unit) });
        expect(state.queue).toEqual([]);
        for (const decision of state.decisions) {
          state = reviewReducer(state, { kind: "undone", decision, key: `undo-${decision.unitId}` });
        }
        expect(state.queue).toEqual(full.queue);
        expect(state.look).toEqual(full.look);
        expect(state.decisions).toEqual([]);
      }),
    );
  });
});
