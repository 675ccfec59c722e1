import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useReducer, useRef } from "react";
import { type Decision, decisionFromVerdict, gradedValue } from "@/components/review/decision";
import { correctItems, differsFromGrade, type ItemEdit, startItemEdit } from "@/components/review/item-edit";
import type { OutboxEntry } from "@/components/review/outbox-entry";
import { collectQuotes, inReadingOrder } from "@/components/review/quote-marks";
import { decisionsQuery, reviewTrajectoryQuery, reviewTurnQuery } from "@/components/review/review-queries";
import { decisionOn, INITIAL_REVIEW_STATE, reviewReducer } from "@/components/review/review-state";
import { useActiveMeter } from "@/components/review/use-active-meter";
import { useHandOuts } from "@/components/review/use-hand-outs";
import { useVerdictOutbox } from "@/components/review/use-verdict-outbox";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import type { ReviewTurn, VerdictInput } from "@/lib/queries/review-contract";

export type ReviewUnit = ReviewTurn["units"][number];

/**
 * What a correction or an undo re-scores is read again at once and when the job behind it should be done; until then the
 * grades as they were stay on the screen.
 */
const READ_AGAIN_MS = [0, 1_500, 5_000];

/** Everything the review screen shows and does; the layouts only draw it. */
export function useReview(projectId: string, userId: string) {
  const queryClient = useQueryClient();
  const [state, dispatch] = useReducer(reviewReducer, INITIAL_REVIEW_STATE);
  const takeActiveMs = useActiveMeter();
  const sequence = useRef(0);
  const { outbox, view, isOpen } = useVerdictOutbox(projectId, userId, dispatch, (entry, answer) => {
    if (answer.rescoredTurns === 0 && entry.input.kind !== "withdrawn") return;
    for (const wait of READ_AGAIN_MS) {
      setTimeout(() => void queryClient.invalidateQueries({ queryKey: ["review", projectId, "turn"] }), wait);
    }
  });
  const handOuts = useHandOuts(projectId, state, dispatch, outbox, view.unsent.length, isOpen);

  const decisions = useQuery(decisionsQuery(projectId));
  useEffect(() => {
    if (decisions.data === undefined) return;
    dispatch({ kind: "decisions_loaded", decisions: decisions.data.decisions.map(decisionFromVerdict) });
  }, [decisions.data]);

  const look = state.look;
  const trajectoryRead = useQuery({
    ...reviewTrajectoryQuery(projectId, look?.trajectoryId ?? ""),
    enabled: look !== null,
  });
  const turnRead = useQuery({ ...reviewTurnQuery(projectId, look?.turnId ?? ""), enabled: look !== null });
  const trajectory = trajectoryRead.data;
  const turn = turnRead.data;
  const place = trajectory?.turns.find((other) => other.id === look?.turnId);
  const placeIndex = trajectory?.turns.findIndex((other) => other.id === look?.turnId) ?? -1;

  useEffect(() => {
    const timer = setTimeout(() => {
      for (const near of [trajectory?.turns[placeIndex + 1], trajectory?.turns[placeIndex - 1]]) {
        if (near !== undefined) void queryClient.prefetchQuery(reviewTurnQuery(projectId, near.id));
      }
    });
    return () => clearTimeout(timer);
  }, [queryClient, projectId, trajectory, placeIndex]);

  const servedHere = state.queue.find((unit) => unit.turnId === look?.turnId);
  const unit =
    turn?.units.find((other) => other.unitId === (look?.unitId ?? servedHere?.unitId)) ?? turn?.units[0] ?? null;
  const served = state.queue.find((other) => other.unitId === unit?.unitId) ?? null;
  const quotes = useMemo(() => (turn === undefined ? [] : collectQuotes(turn)), [turn]);
  const ownQuotes = inReadingOrder(quotes.filter((quote) => quote.unitId === unit?.unitId));
  const walk = ownQuotes.length > 0 ? ownQuotes : inReadingOrder(quotes);

  /** This reader's standing answer on a unit of the turn in view. */
  function standing(unitId: string): Decision | null {
    const known = decisionOn(state, unitId);
    if (known !== undefined) return known;
    const verdict = turn?.verdicts.find((other) => other.unitId === unitId);
    return verdict === undefined ? null : decisionFromVerdict(verdict);
  }

  function nextSequence(): number {
    // Later than anything an earlier page kept, and never the same twice.
    sequence.current = Math.max(Date.now(), sequence.current + 1);
    return sequence.current;
  }

  function answer(target: ReviewUnit, kind: Decision["kind"], value: VerdictValue | null): void {
    if (place === undefined || trajectory === undefined || (kind === "wrong" && value === null)) return;
    const lent = state.queue.find((other) => other.unitId === target.unitId) ?? null;
    const lentByKey = state.lentBy.get(target.unitId) ?? null;
    const isHighlighted = target.unitId === unit?.unitId;
    const comment = isHighlighted && state.comment.trim() !== "" ? state.comment.trim() : null;
    const base = {
      idempotencyKey: crypto.randomUUID(),
      unitId: target.unitId,
      activeMs: takeActiveMs(),
      gradeRevision: target.grade.revision,
      handOutId: lentByKey === null ? (lent?.handOutId ?? null) : null,
    };
    const reasonCode = isHighlighted ? state.reasonCode : null;
    const input: VerdictInput =
      kind === "wrong" && value !== null
        ? { ...base, kind, value, reasonCode, comment }
        : kind === "agree"
          ? { ...base, kind, comment }
          : { ...base, kind: "skip" };
    const decision: Decision = {
      key: base.idempotencyKey,
      verdictId: null,
      unitId: target.unitId,
      criterion: target.criterion,
      trajectoryId: trajectory.id,
      turnId: place.id,
      round: place.round,
      kind,
      value,
      graded: gradedValue(target.grade),
      rescoredTurns: null,
      served: lent,
      previous: standing(target.unitId),
    };
    dispatch({ kind: "answered", decision });
    outbox.add({ ...entryFor(decision, input), lentByKey });
  }

  function entryFor(decision: Decision, input: VerdictInput): OutboxEntry {
    const { criterion, trajectoryId, turnId, round } = decision;
    const about = { criterion, trajectoryId, turnId, round, at: new Date().toISOString() };
    return { sequence: nextSequence(), input, supersedesKey: null, lentByKey: null, about, refusal: null };
  }

  function openEditor(target: ReviewUnit): void {
    const items =
      target.grade.status === "ok" && target.grade.value.criterion === "extraction" ? target.grade.value.items : [];
    const own = standing(target.unitId)?.value;
    const edit = startItemEdit(items, own?.criterion === "extraction" ? own.items : null);
    dispatch({ kind: "mode_changed", mode: { kind: "editing", edit } });
  }

  /** The other stop label; once more takes the flag back to agreement. */
  function flip(): void {
    const target = turn?.units.find((other) => other.criterion === "decision");
    if (target?.grade.status !== "ok" || target.grade.value.criterion !== "decision") return;
    if (standing(target.unitId)?.kind === "wrong") {
      answer(target, "agree", null);
      return;
    }
    const stopLabel = target.grade.value.stopLabel === "stop" ? "continue" : "stop";
    answer(target, "wrong", { criterion: "decision", stopLabel });
  }

  return {
    state,
    dispatch,
    outbox: view,
    isOpen,
    handOuts,
    trajectory,
    turn,
    place,
    placeIndex,
    unit,
    served,
    quotes,
    walk,
    /** Only where there is nothing to show: a failed second reading leaves the first on the screen. */
    problem: trajectory === undefined || turn === undefined ? (trajectoryRead.error ?? turnRead.error) : null,
    standing,
    readAgain: () => {
      void trajectoryRead.refetch();
      void turnRead.refetch();
    },
    sendNow: () => outbox.retryNow(),
    dismiss: (key: string) => outbox.dismiss(key),

    agree: () => {
      if (unit !== null && agreeability(unit) === "possible") answer(unit, "agree", null);
    },
    skip: () => {
      if (unit !== null && served !== null) answer(unit, "skip", null);
    },
    correct: (target: ReviewUnit, value: VerdictValue) => answer(target, "wrong", value),
    saveItems: (target: ReviewUnit, edit: ItemEdit) => {
      if (!differsFromGrade(edit)) return;
      answer(target, "wrong", { criterion: "extraction", items: correctItems(edit) });
    },
    flip,
    /** What `x` does: a stop label has one other value, a score is picked, items are edited. */
    openWrong: () => {
      if (unit === null || !isScorable(unit)) return;
      if (unit.criterion === "extraction") openEditor(unit);
      else if (unit.criterion === "decision" && unit.grade.status === "ok") flip();
      else dispatch({ kind: "mode_changed", mode: { kind: "picking" } });
    },
    /** The items asked at this turn, from wherever the reader is on it. */
    editTarget: () => {
      const extraction = turn?.units.find((other) => other.criterion === "extraction");
      if (extraction === undefined || look === null) return;
      dispatch({ kind: "looked", look: { ...look, unitId: extraction.unitId } });
      openEditor(extraction);
    },
    undo: () => {
      const decision = state.decisions[0];
      if (decision === undefined) {
        dispatch({ kind: "nothing_to_undo" });
        return;
      }
      const key = crypto.randomUUID();
      const input: VerdictInput = {
        kind: "withdrawn",
        idempotencyKey: key,
        unitId: decision.unitId,
        activeMs: takeActiveMs(),
        supersedesId: decision.verdictId ?? "",
      };
      const supersedesKey = decision.verdictId === null ? decision.key : null;
      dispatch({ kind: "undone", decision, key });
      outbox.add({ ...entryFor(decision, input), supersedesKey });
    },
    walkEvidence: () => {
      if (walk.length === 0) return;
      const at = state.evidenceAt === null ? 0 : (state.evidenceAt + 1) % walk.length;
      dispatch({ kind: "evidence_walked", at });
    },
    moveUnit: (step: 1 | -1) => {
      if (turn === undefined || unit === null || look === null) return;
      const next = turn.units[turn.units.indexOf(unit) + step];
      if (next !== undefined) dispatch({ kind: "looked", look: { ...look, unitId: next.unitId } });
    },
    moveTurn: (step: 1 | -1) => {
      const next = trajectory?.turns[placeIndex + step];
      if (next === undefined || look === null) return;
      dispatch({ kind: "looked", look: { trajectoryId: look.trajectoryId, turnId: next.id, unitId: null } });
    },
  };
}

export type Review = ReturnType<typeof useReview>;

/** Content without items has nothing to be scored against: the missing item is flagged on the extraction. */
export function isScorable(unit: ReviewUnit): boolean {
  return unit.grade.status !== "not_applicable";
}

/** Whether "grade is right" makes sense here, and if not, why. */
export function agreeability(unit: ReviewUnit): "possible" | "failed" | "no_items" | "not_queued" {
  if (unit.grade.status === "failed") return "failed";
  if (unit.grade.status === "not_applicable") return "no_items";
  return unit.criterion === "format" ? "not_queued" : "possible";
}
