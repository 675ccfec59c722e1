import { moveCursor, openAdding, strikeItem } from "@/components/review/item-edit";
import type { KeyAction } from "@/components/review/key-action";
import { REASON_SELECT_ID } from "@/components/review/unit-actions";
import type { Review } from "@/components/review/use-review";
import { valueOfStep } from "@/components/review/value-of-step";

/** What each key does, by the mode the reader is in; help is the screen's own. */
export function performAction(action: KeyAction, review: Review): void {
  const { mode } = review.state;
  const edit = mode.kind === "editing" ? mode.edit : null;
  const change = (next: typeof edit) => {
    if (next !== null) review.dispatch({ kind: "mode_changed", mode: { kind: "editing", edit: next } });
  };
  switch (action.kind) {
    case "agree":
      review.agree();
      break;
    case "wrong":
      review.openWrong();
      break;
    case "flip":
      review.flip();
      break;
    case "skip":
      review.skip();
      break;
    case "undo":
      review.undo();
      break;
    case "evidence":
      review.walkEvidence();
      break;
    case "unit":
      review.moveUnit(action.step);
      break;
    case "turn":
      review.moveTurn(action.step);
      break;
    case "target":
      review.editTarget();
      break;
    case "pick":
      pick(action.step, review);
      break;
    case "comment":
      review.dispatch({ kind: "comment_opened", isOpen: true });
      break;
    case "reason":
      document.getElementById(REASON_SELECT_ID)?.focus();
      break;
    case "item":
      change(edit && moveCursor(edit, action.step));
      break;
    case "strike":
      change(edit && strikeItem(edit));
      break;
    case "add":
      change(edit && openAdding(edit));
      break;
    case "save":
      if (edit !== null && review.unit !== null) review.saveItems(review.unit, edit);
      break;
    case "back":
      back(review);
      break;
    case "help":
      break;
  }
}

/** The grader's own value is dead: agreeing has its own key. */
function pick(step: 0 | 1 | 2, review: Review): void {
  const { unit } = review;
  if (unit === null) return;
  const value = valueOfStep(unit.criterion, step);
  if (value === null) return;
  const graded = unit.grade.status === "ok" ? unit.grade.value : null;
  if (JSON.stringify(graded) === JSON.stringify(value)) return;
  review.correct(unit, value);
}

function back(review: Review): void {
  const { mode, queue, look, isCommenting } = review.state;
  if (mode.kind !== "reading") review.dispatch({ kind: "mode_changed", mode: { kind: "reading" } });
  else if (isCommenting) review.dispatch({ kind: "comment_opened", isOpen: false });
  else if (queue[0] !== undefined && queue[0].unitId !== look?.unitId) review.dispatch({ kind: "returned" });
}
