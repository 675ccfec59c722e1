import { FLAG_REASONS } from "@/components/review/flag-reasons";
import { moveCursor, openAdding, strikeItem } from "@/components/review/item-edit";
import type { KeyAction } from "@/components/review/key-map";
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
      chooseReason(action.at, review);
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
      if (edit !== null) review.saveItems(review.unit, edit);
      break;
    case "back":
      back(review);
      break;
    case "bookmark":
      review.toggleBookmark();
      break;
    case "rest":
      review.restIsFine();
      break;
    case "next":
      review.goOn();
      break;
    case "help":
      break;
  }
}

/** The grader's own value is dead: agreeing has its own key. Before the grade is shown every value can be the answer. */
function pick(step: 0 | 1 | 2, review: Review): void {
  const { unit, blind } = review;
  const target = unit ?? blind;
  if (blind?.criterion === "extraction" && review.state.reveal === null && review.served !== null) {
    if (step === 0) review.answerBlind({ criterion: "extraction", items: [] });
    else if (step === 1) review.listBlindItems();
    return;
  }
  const value = target === null ? null : valueOfStep(target.criterion, step);
  if (value === null) return;
  if (blind !== null) {
    if (review.state.reveal === null && review.served !== null) review.answerBlind(value);
    return;
  }
  if (unit === null) return;
  const graded = unit.grade.status === "ok" ? unit.grade.value : null;
  if (JSON.stringify(graded) !== JSON.stringify(value)) review.correct(unit, value);
}

/** The same reason again takes it back. */
function chooseReason(at: number, review: Review): void {
  const target = review.unit ?? review.blind;
  const code = target === null ? undefined : FLAG_REASONS[target.criterion].at(at);
  if (code === undefined) return;
  review.dispatch({ kind: "reason_chosen", reasonCode: review.state.reasonCode === code ? null : code });
}

function back(review: Review): void {
  const { mode, queue, look, isCommenting } = review.state;
  if (mode.kind !== "reading") review.dispatch({ kind: "mode_changed", mode: { kind: "reading" } });
  else if (isCommenting) review.dispatch({ kind: "comment_opened", isOpen: false });
  else if (queue[0] !== undefined && queue[0].unitId !== look?.unitId) review.dispatch({ kind: "returned" });
}
