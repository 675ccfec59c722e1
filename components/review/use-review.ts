import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useReducer } from "react";
import { decisionsFromServer } from "@/components/review/decision";
import { correctItems, differsFromGrade, type ItemEdit, startItemEdit } from "@/components/review/item-edit";
import { decisionsQuery } from "@/components/review/review-queries";
import { INITIAL_REVIEW_STATE, reviewReducer } from "@/components/review/review-state";
import { useAnswering } from "@/components/review/use-answering";
import { useHandOuts } from "@/components/review/use-hand-outs";
import { type ReviewUnit, usePlace } from "@/components/review/use-place";
import { useStillHere } from "@/components/review/use-still-here";
import { useVerdictOutbox } from "@/components/review/use-verdict-outbox";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import { type ReviewTurn, reviewKeys } from "@/lib/queries/review-contract";

/**
 * What a correction or an undo re-scores is read again at once and when the job behind it should be done; until then the
 * grades as they were stay on the screen.
 */
const READ_AGAIN_MS = [0, 1_500, 5_000];
/** With fewer answers left to undo than this, older ones are fetched. */
const UNDO_KEPT_AHEAD = 5;

/** Everything the review screen shows and does; the layouts only draw it. */
export function useReview(projectId: string, userId: string) {
  const queryClient = useQueryClient();
  const [state, dispatch] = useReducer(reviewReducer, INITIAL_REVIEW_STATE);
  const readTurns = () => void queryClient.invalidateQueries({ queryKey: ["review", projectId, "turn"] });
  const { outbox, view, isOpen } = useVerdictOutbox(projectId, userId, dispatch, (entry, sent) => {
    const { kind } = entry.input;
    if (kind === "bookmark") return;
    if (kind === "value" || kind === "weak_agree" || kind === "weak_withdrawn") readTurns();
    if (kind === "withdrawn" || (sent.verdict?.rescoredTurns ?? 0) > 0) {
      for (const wait of READ_AGAIN_MS) setTimeout(readTurns, wait);
    }
  });
  const handOuts = useHandOuts(projectId, state, dispatch, outbox, view.unsent.length, isOpen);

  useStillHere(projectId, state, dispatch);

  const decisions = useQuery(decisionsQuery(projectId));
  useEffect(() => {
    if (decisions.data === undefined) return;
    dispatch({ kind: "decisions_loaded", decisions: decisionsFromServer(decisions.data) });
  }, [decisions.data]);
  const isShort = state.decisions.length < UNDO_KEPT_AHEAD && state.happened?.kind === "undone";
  const isAllSent = view.unsent.length === 0;
  useEffect(() => {
    if (isShort && isAllSent) void queryClient.invalidateQueries({ queryKey: reviewKeys.decisions(projectId) });
  }, [queryClient, projectId, isShort, isAllSent]);

  const place = usePlace(projectId, state);
  const { turn, unit, blind, group, trajectory, placeIndex, served, walk } = place;
  const { look } = state;
  const seenTurns = () =>
    [...state.seenTurns].flatMap((turnId) => {
      const seen = queryClient.getQueryData<ReviewTurn>(reviewKeys.turn(projectId, turnId));
      return seen !== undefined && seen.trajectoryId === trajectory?.id ? [seen] : [];
    });
  const answering = useAnswering(place, state, dispatch, outbox, seenTurns);
  const { answer, standing } = answering;
  const isRevealed = state.reveal !== null && state.reveal.unitId === unit?.unitId;

  function openEditor(target: ReviewUnit): void {
    const items =
      target.grade.status === "ok" && target.grade.value.criterion === "extraction" ? target.grade.value.items : [];
    const own = standing(target.unitId)?.value;
    const edit = startItemEdit(items, own?.criterion === "extraction" ? own.items : null);
    dispatch({ kind: "mode_changed", mode: { kind: "editing", edit } });
  }

  /** The other stop label; once more takes the flag back to agreement. */
  function flip(): void {
    const target = group?.units.find((other) => other.criterion === "decision");
    if (blind !== null || target?.grade.status !== "ok" || target.grade.value.criterion !== "decision") return;
    if (standing(target.unitId)?.kind === "wrong") {
      answer(target, "agree", null);
      return;
    }
    const stopLabel = target.grade.value.stopLabel === "stop" ? "continue" : "stop";
    answer(target, "wrong", { criterion: "decision", stopLabel });
  }

  return {
    ...place,
    projectId,
    state,
    dispatch,
    outbox: view,
    isOpen,
    handOuts,
    standing,
    sendNow: () => outbox.retryNow(),
    dismiss: (key: string) => outbox.dismiss(key),
    /** A hidden grade has come into view after its answer. */
    isRevealed,

    agree: () => {
      if (unit === null || agreeability(unit) !== "possible") return;
      // After the reveal the same value needs no second answer.
      if (isRevealed && standing(unit.unitId)?.kind === "agree") dispatch({ kind: "returned" });
      else answer(unit, "agree", null);
    },
    /** On from an answer whose grade, or whose other answers, were shown after it. */
    goOn: () => dispatch({ kind: "returned" }),
    skip: () => {
      if (served === null) return;
      if (blind !== null) answering.answerBlind(null);
      else if (unit !== null) answer(unit, "skip", null);
    },
    correct: (target: ReviewUnit, value: VerdictValue) => answer(target, "wrong", value),
    answerBlind: answering.answerBlind,
    saveItems: (target: ReviewUnit | null, edit: ItemEdit) => {
      if (target === null) {
        answering.answerBlind({ criterion: "extraction", items: correctItems(edit) });
        return;
      }
      if (!differsFromGrade(edit)) return;
      answer(target, "wrong", { criterion: "extraction", items: correctItems(edit) });
    },
    /** Lists the items of a turn whose grade is hidden. */
    listBlindItems: () => dispatch({ kind: "mode_changed", mode: { kind: "editing", edit: startItemEdit([], null) } }),
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
      if (extraction === undefined || look === null || blind !== null) return;
      dispatch({ kind: "looked", look: { ...look, unitId: extraction.unitId } });
      openEditor(extraction);
    },
    undo: () => answering.undo(state.decisions[0]),
    restUnits: answering.restUnits,
    restIsFine: () => {
      if (blind === null) answering.restIsFine();
    },
    toggleBookmark: () => {
      if (turn === undefined) return;
      const isSet = !turn.isBookmarked;
      queryClient.setQueryData<ReviewTurn>(reviewKeys.turn(projectId, turn.turnId), { ...turn, isBookmarked: isSet });
      answering.bookmark(isSet);
    },
    walkEvidence: () => {
      if (walk.length === 0) return;
      const at = state.evidenceAt === null ? 0 : (state.evidenceAt + 1) % walk.length;
      dispatch({ kind: "evidence_walked", at });
    },
    moveUnit: (step: 1 | -1) => {
      if (group === null || look === null) return;
      const all = unitsInOrder(group);
      const next = all[all.findIndex((other) => other.unitId === (unit ?? blind)?.unitId) + step];
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

const ORDER = ["decision", "extraction", "content", "format"] as const;

/** Shown and hidden units of a group as they stand below each other. */
export function unitsInOrder(group: NonNullable<Review["group"]>): (ReviewUnit | (Review["blind"] & object))[] {
  return [...group.units, ...group.blindUnits].sort((a, b) => ORDER.indexOf(a.criterion) - ORDER.indexOf(b.criterion));
}

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
