import { type Dispatch, useRef } from "react";
import { type Decision, decisionFromVerdict, gradedValue, type VerdictDecision } from "@/components/review/decision";
import { newKey } from "@/components/review/new-key";
import type { OutboxEntry, OutboxInput } from "@/components/review/outbox-entry";
import { decisionOn, type ReviewEvent, type ReviewState } from "@/components/review/review-state";
import { useActiveMeter } from "@/components/review/use-active-meter";
import type { Place, ReviewUnit } from "@/components/review/use-place";
import type { VerdictOutbox } from "@/components/review/verdict-outbox";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import type { ReviewTurn, VerdictInput } from "@/lib/queries/review-contract";

/** Turns a reader's answers into what the screen shows at once and what the outbox sends. */
export function useAnswering(
  place: Place,
  state: ReviewState,
  dispatch: Dispatch<ReviewEvent>,
  outbox: VerdictOutbox,
  seenTurns: () => readonly ReviewTurn[],
) {
  const takeActiveMs = useActiveMeter();
  const sequence = useRef(0);

  /** This reader's standing answer on a unit of the turn in view. */
  function standing(unitId: string): VerdictDecision | null {
    const known = decisionOn(state, unitId);
    if (known !== undefined) return known;
    const verdict = place.turn?.verdicts.find((other) => other.unitId === unitId);
    return verdict === undefined ? null : decisionFromVerdict(verdict);
  }

  function nextSequence(): number {
    // Later than anything an earlier page kept, and never the same twice.
    sequence.current = Math.max(Date.now(), sequence.current + 1);
    return sequence.current;
  }

  function entryFor(about: Omit<OutboxEntry["about"], "at">, input: OutboxInput): OutboxEntry {
    return {
      sequence: nextSequence(),
      input,
      supersedesKey: null,
      lentByKey: null,
      about: { ...about, at: new Date().toISOString() },
      refusal: null,
    };
  }

  function give(
    target: { readonly unitId: string; readonly criterion: VerdictDecision["criterion"] },
    grade: ReviewUnit["grade"] | null,
    kind: VerdictDecision["kind"],
    value: VerdictValue | null,
  ): void {
    const { trajectory, place: turn } = place;
    if (turn === undefined || trajectory === undefined) return;
    const lent = state.queue.find((other) => other.unitId === target.unitId) ?? null;
    const lentByKey = state.lentBy.get(target.unitId) ?? null;
    const isHighlighted = target.unitId === (place.unit?.unitId ?? place.blind?.unitId);
    const comment = isHighlighted && state.comment.trim() !== "" ? state.comment.trim() : null;
    const reasonCode = isHighlighted ? state.reasonCode : null;
    const base = {
      idempotencyKey: newKey(),
      unitId: target.unitId,
      activeMs: takeActiveMs(),
      // A hidden grade is judged as it stands when the answer arrives.
      gradeRevision: grade?.revision ?? 0,
      handOutId: lentByKey === null ? (lent?.handOutId ?? null) : null,
    };
    const input = inputOf(base, kind, value, reasonCode, comment);
    if (input === null) return;
    const decision: VerdictDecision = {
      key: base.idempotencyKey,
      verdictId: null,
      unitId: target.unitId,
      criterion: target.criterion,
      trajectoryId: trajectory.id,
      turnId: turn.id,
      round: turn.round,
      kind,
      value,
      graded: grade === null ? null : gradedValue(grade),
      rescoredTurns: null,
      served: lent,
      previous: standing(target.unitId),
      at: Date.now(),
    };
    dispatch({ kind: "answered", decision });
    const about = { criterion: target.criterion, trajectoryId: trajectory.id, turnId: turn.id, round: turn.round };
    outbox.add({ ...entryFor(about, input), lentByKey });
  }

  /** Grades that were shown here and that this reader neither judged nor was asked about. */
  function restUnits(): { unitId: string; gradeRevision: number }[] {
    const lent = new Set(state.queue.map((unit) => unit.unitId));
    const passed = new Set(state.decisions.flatMap((decision) => (decision.kind === "rest" ? decision.unitIds : [])));
    return seenTurns().flatMap((turn) => {
      const judged = new Set(turn.verdicts.map((verdict) => verdict.unitId));
      const weak = new Set(turn.weaklyAgreed);
      return turn.units.flatMap(({ unitId, criterion, grade }) => {
        const known = decisionOn(state, unitId);
        const isJudged = known === undefined ? judged.has(unitId) : known !== null;
        const isOpen = grade.status === "ok" && criterion !== "format" && !isJudged;
        const isPassed = passed.has(unitId) || (weak.has(unitId) && !state.withdrawn.has(unitId));
        return isOpen && !isPassed && !lent.has(unitId) ? [{ unitId, gradeRevision: grade.revision }] : [];
      });
    });
  }

  function restIsFine(): void {
    const { trajectory, place: turn } = place;
    if (trajectory === undefined || turn === undefined) return;
    const units = restUnits();
    if (units.length === 0) {
      dispatch({ kind: "happened", happened: { kind: "nothing_more_seen" } });
      return;
    }
    const key = newKey();
    const about = { criterion: null, trajectoryId: trajectory.id, turnId: turn.id, round: turn.round };
    const input = {
      kind: "weak_agree" as const,
      idempotencyKey: key,
      trajectoryId: trajectory.id,
      activeMs: takeActiveMs(),
      units,
    };
    const decision: Decision = {
      kind: "rest",
      key,
      verdictId: null,
      unitId: key,
      trajectoryId: trajectory.id,
      turnId: turn.id,
      round: turn.round,
      unitIds: units.map(({ unitId }) => unitId),
      at: Date.now(),
    };
    dispatch({ kind: "answered", decision });
    outbox.add(entryFor(about, input));
  }

  function undo(decision: Decision | undefined): void {
    if (decision === undefined) {
      dispatch({ kind: "happened", happened: { kind: "nothing_to_undo" } });
      return;
    }
    const key = newKey();
    const base = { idempotencyKey: key, activeMs: takeActiveMs() };
    const input: OutboxInput =
      decision.kind === "rest"
        ? { ...base, kind: "weak_withdrawn", actId: decision.verdictId ?? "" }
        : { ...base, kind: "withdrawn", unitId: decision.unitId, supersedesId: decision.verdictId ?? "" };
    const supersedesKey = decision.verdictId === null ? decision.key : null;
    const criterion = decision.kind === "rest" ? null : decision.criterion;
    const { trajectoryId, turnId } = decision;
    dispatch({ kind: "undone", decision, key });
    const entry = entryFor({ criterion, trajectoryId, turnId, round: decision.round ?? 0 }, input);
    outbox.add({ ...entry, supersedesKey });
  }

  function bookmark(isSet: boolean): void {
    const { trajectory, place: turn } = place;
    if (trajectory === undefined || turn === undefined) return;
    const about = { criterion: null, trajectoryId: trajectory.id, turnId: turn.id, round: turn.round };
    outbox.add(entryFor(about, { kind: "bookmark", idempotencyKey: newKey(), turnId: turn.id, isSet }));
    dispatch({ kind: "happened", happened: { kind: "bookmarked", round: turn.round, isSet } });
  }

  return {
    standing,
    answer: (target: ReviewUnit, kind: "agree" | "wrong" | "skip", value: VerdictValue | null) =>
      give(target, target.grade, kind, value),
    /** An answer while the grade is hidden: a value, or a skip. */
    answerBlind: (value: VerdictValue | null) => {
      if (place.blind !== null) give(place.blind, null, value === null ? "skip" : "value", value);
    },
    restUnits,
    restIsFine,
    undo,
    bookmark,
  };
}

type Base = Omit<Extract<VerdictInput, { kind: "skip" }>, "kind">;

function inputOf(
  base: Base,
  kind: VerdictDecision["kind"],
  value: VerdictValue | null,
  reasonCode: string | null,
  comment: string | null,
): VerdictInput | null {
  switch (kind) {
    case "skip":
      return { ...base, kind };
    case "agree":
      return { ...base, kind, comment };
    case "wrong":
    case "value":
      return value === null ? null : { ...base, kind, value, reasonCode, comment };
  }
}
