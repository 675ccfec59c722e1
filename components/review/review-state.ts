import type { Decision, VerdictDecision } from "@/components/review/decision";
import type { ItemEdit } from "@/components/review/item-edit";
import type { SentAnswer } from "@/components/review/send-answer";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import type { HandOutAnswer, ServedUnit, Sitting } from "@/lib/queries/review-contract";

/** Where the reader looks. `unitId` null: a turn opened by hand, no unit chosen yet. */
export interface Look {
  readonly trajectoryId: string;
  readonly turnId: string;
  readonly unitId: string | null;
}

export type Mode =
  | { readonly kind: "reading" }
  | { readonly kind: "picking" }
  | { readonly kind: "editing"; readonly edit: ItemEdit };

/** Where units come from: the round, or what its readers disagree on. */
export type QueueKind = "round" | "adjudication";

/** An answer given before something could be shown: the grade, or what other readers said. The reader stays to see it. */
export interface Reveal {
  readonly unitId: string;
  readonly key: string;
  readonly kind: "blind" | "adjudication";
  /** Null until the answer has arrived. */
  readonly otherValues: readonly VerdictValue[] | null;
}

/** What the last step did, to be said aloud and shown at the strip. */
export type Happening =
  | { readonly kind: "answered"; readonly decision: Decision }
  | { readonly kind: "undone"; readonly decision: Decision }
  | { readonly kind: "bookmarked"; readonly round: number; readonly isSet: boolean }
  | { readonly kind: "nothing_more_seen" }
  | { readonly kind: "nothing_to_undo" };

export interface ReviewState {
  /** Units lent to this reader and not answered yet; the first one is next. */
  readonly queue: readonly ServedUnit[];
  /** Hand-outs answered on this page: an older hand-out answer may still name them. */
  readonly answeredHandOuts: ReadonlySet<string>;
  /** Why the last hand-out gave what it gave; null before the first. */
  readonly reason: HandOutAnswer["reason"] | null;
  readonly sitting: Sitting | null;
  readonly queueKind: QueueKind;
  /** Units on which others disagree and that this reader could settle. */
  readonly adjudicationsWaiting: number;
  readonly reveal: Reveal | null;
  /** Turns that were in view on this page. */
  readonly seenTurns: ReadonlySet<string>;
  readonly look: Look | null;
  readonly mode: Mode;
  readonly isCommenting: boolean;
  readonly comment: string;
  readonly reasonCode: string | null;
  /** Standing answers, newest first. */
  readonly decisions: readonly Decision[];
  /** Units whose answer was taken back on this page: what a cached turn says of them is old. */
  readonly withdrawn: ReadonlySet<string>;
  /** Units lent again by an undo that hasn't arrived yet, with the key of that undo. */
  readonly lentBy: ReadonlyMap<string, string>;
  /** Position in the walk over the quotes; null at rest. */
  readonly evidenceAt: number | null;
  readonly happened: Happening | null;
}

export type ReviewEvent =
  | {
      readonly kind: "handed_out";
      readonly queueKind: QueueKind;
      readonly answer: HandOutAnswer;
      readonly unsentUnits: ReadonlySet<string>;
    }
  | { readonly kind: "queue_chosen"; readonly queueKind: QueueKind }
  | { readonly kind: "leases_checked"; readonly now: number }
  | {
      readonly kind: "leases_extended";
      readonly asked: ReadonlySet<string>;
      readonly held: ReadonlyMap<string, string>;
    }
  | { readonly kind: "decisions_loaded"; readonly decisions: readonly Decision[] }
  | { readonly kind: "looked"; readonly look: Look }
  | { readonly kind: "returned" }
  | { readonly kind: "mode_changed"; readonly mode: Mode }
  | { readonly kind: "comment_opened"; readonly isOpen: boolean }
  | { readonly kind: "comment_written"; readonly comment: string }
  | { readonly kind: "reason_chosen"; readonly reasonCode: string | null }
  | { readonly kind: "evidence_walked"; readonly at: number | null }
  | { readonly kind: "answered"; readonly decision: Decision }
  | { readonly kind: "undone"; readonly decision: Decision; readonly key: string }
  | { readonly kind: "happened"; readonly happened: Happening }
  | { readonly kind: "saved"; readonly key: string; readonly unitId: string | null; readonly answer: SentAnswer }
  | { readonly kind: "refused"; readonly key: string }
  | { readonly kind: "answered_elsewhere"; readonly decision: Decision; readonly handOutId: string | null }
  | { readonly kind: "undone_elsewhere"; readonly unitId: string }
  | { readonly kind: "saved_elsewhere"; readonly key: string; readonly verdictId: string | null };

export const INITIAL_REVIEW_STATE: ReviewState = {
  queue: [],
  answeredHandOuts: new Set(),
  reason: null,
  sitting: null,
  queueKind: "round",
  adjudicationsWaiting: 0,
  reveal: null,
  seenTurns: new Set(),
  look: null,
  mode: { kind: "reading" },
  isCommenting: false,
  comment: "",
  reasonCode: null,
  decisions: [],
  withdrawn: new Set(),
  lentBy: new Map(),
  evidenceAt: null,
  happened: null,
};

/** All that the review screen remembers, as one pure step: state and event in, state out. */
export function reviewReducer(state: ReviewState, event: ReviewEvent): ReviewState {
  switch (event.kind) {
    case "handed_out":
      return event.queueKind === state.queueKind ? takeHandOut(state, event.answer, event.unsentUnits) : state;
    case "queue_chosen":
      // What was lent of the other queue stays lent, and is served again when the reader comes back to it.
      return lookAt({ ...state, queueKind: event.queueKind, queue: [], reason: null, look: null }, null);
    case "leases_extended":
      return extendLeases(state, event.asked, event.held);
    case "leases_checked":
      return dropExpired(state, event.now);
    case "decisions_loaded": {
      const known = new Set(state.decisions.map((decision) => decision.unitId));
      const older = event.decisions.filter(({ unitId }) => !known.has(unitId) && !state.withdrawn.has(unitId));
      return { ...state, decisions: [...state.decisions, ...older].sort((a, b) => b.at - a.at) };
    }
    case "looked":
      return sameLook(state.look, event.look) ? state : lookAt(state, event.look);
    case "returned":
      return lookAt(state, lookOf(state.queue[0]));
    case "mode_changed":
      return { ...state, mode: event.mode };
    case "comment_opened":
      return { ...state, isCommenting: event.isOpen };
    case "comment_written":
      return { ...state, comment: event.comment };
    case "reason_chosen":
      return { ...state, reasonCode: event.reasonCode };
    case "evidence_walked":
      return { ...state, evidenceAt: event.at };
    case "answered":
      return answer(state, event.decision);
    case "undone":
      return undo(state, event.decision, event.key);
    case "happened":
      return { ...state, happened: event.happened };
    case "saved":
      return save(state, event.key, event.unitId, event.answer);
    case "refused":
      return takeBackRefused(state, event.key);
    case "answered_elsewhere":
      return takeFromOtherTab(state, event.decision, event.handOutId);
    case "undone_elsewhere":
      return {
        ...state,
        decisions: withoutUnit(state.decisions, event.unitId),
        withdrawn: new Set([...state.withdrawn, event.unitId]),
      };
    case "saved_elsewhere":
      return {
        ...state,
        decisions: state.decisions.map((decision) =>
          decision.key === event.key ? { ...decision, verdictId: event.verdictId } : decision,
        ),
      };
  }
}

/** The lent unit the reader looks at, if what they look at is lent. */
export function servedUnit(state: ReviewState): ServedUnit | null {
  return state.queue.find((unit) => unit.unitId === state.look?.unitId) ?? null;
}

/** This reader's standing answer on a unit as this page knows it; `undefined` where only the loaded turn can tell. */
export function decisionOn(state: ReviewState, unitId: string): VerdictDecision | null | undefined {
  const known = state.decisions.find((decision) => decision.unitId === unitId);
  if (known !== undefined && known.kind !== "rest") return known;
  return state.withdrawn.has(unitId) ? null : undefined;
}

function takeHandOut(state: ReviewState, answer: HandOutAnswer, unsentUnits: ReadonlySet<string>): ReviewState {
  const open = answer.units.filter(
    (unit) => !unsentUnits.has(unit.unitId) && !state.answeredHandOuts.has(unit.handOutId),
  );
  const renewed = new Map(open.map((unit) => [unit.unitId, unit]));
  const kept = state.queue.map((unit) => renewed.get(unit.unitId) ?? unit);
  const known = new Set(kept.map((unit) => unit.unitId));
  const queue = [...kept, ...open.filter((unit) => !known.has(unit.unitId))];
  const { reason, sitting, adjudicationsWaiting } = answer;
  const next = { ...state, queue, reason, sitting, adjudicationsWaiting };
  return state.look === null ? lookAt(next, lookOf(queue[0])) : next;
}

/** A lease that ran out may be someone else's by now. The unit in view stays: the server says if it is too late. */
function dropExpired(state: ReviewState, now: number): ReviewState {
  const queue = state.queue.filter(
    (unit) => unit.unitId === state.look?.unitId || Date.parse(unit.expiresAt) > now || state.lentBy.has(unit.unitId),
  );
  return queue.length === state.queue.length ? state : { ...state, queue };
}

/** "Still here" came back: what isn't held any more went to somebody else. The unit in view stays. */
function extendLeases(state: ReviewState, asked: ReadonlySet<string>, held: ReadonlyMap<string, string>): ReviewState {
  const queue = state.queue.flatMap((unit) => {
    const expiresAt = held.get(unit.handOutId);
    if (expiresAt !== undefined) return [{ ...unit, expiresAt }];
    const isOurs = !asked.has(unit.handOutId) || unit.unitId === state.look?.unitId || state.lentBy.has(unit.unitId);
    return isOurs ? [unit] : [];
  });
  return { ...state, queue };
}

function answer(state: ReviewState, decision: Decision): ReviewState {
  if (decision.kind === "rest") {
    const decisions = [decision, ...state.decisions];
    return lookAt(
      { ...state, decisions, happened: { kind: "answered", decision } },
      lookOf(state.queue[0]) ?? state.look,
    );
  }
  const queue = state.queue.filter((unit) => unit.unitId !== decision.unitId);
  const answeredHandOuts =
    decision.served === null ? state.answeredHandOuts : new Set([...state.answeredHandOuts, decision.served.handOutId]);
  const next = {
    ...state,
    queue,
    answeredHandOuts,
    decisions: [decision, ...withoutUnit(state.decisions, decision.unitId)],
    withdrawn: without(state.withdrawn, decision.unitId),
    lentBy: new Map([...state.lentBy].filter(([unitId]) => unitId !== decision.unitId)),
    happened: { kind: "answered" as const, decision },
  };
  const kind = decision.kind === "value" ? "blind" : decision.served?.isAdjudication ? "adjudication" : null;
  if (kind === null || decision.kind === "skip") return lookAt(next, lookOf(queue[0]));
  const reveal: Reveal = { unitId: decision.unitId, key: decision.key, kind, otherValues: null };
  return { ...lookAt(next, state.look), reveal };
}

function undo(state: ReviewState, decision: Decision, key: string): ReviewState {
  const happened = { kind: "undone" as const, decision };
  if (decision.kind === "rest") {
    return { ...state, decisions: state.decisions.filter((other) => other !== decision), happened };
  }
  const rest = withoutUnit(state.decisions, decision.unitId);
  const served = decision.served;
  const next: ReviewState = {
    ...state,
    queue: served === null ? state.queue : [served, ...state.queue.filter((unit) => unit.unitId !== decision.unitId)],
    answeredHandOuts: served === null ? state.answeredHandOuts : without(state.answeredHandOuts, served.handOutId),
    decisions: decision.previous === null ? rest : [decision.previous, ...rest],
    withdrawn: decision.previous === null ? new Set([...state.withdrawn, decision.unitId]) : state.withdrawn,
    lentBy: new Map([...state.lentBy, [decision.unitId, key]]),
    happened,
  };
  return lookAt(next, { trajectoryId: decision.trajectoryId, turnId: decision.turnId, unitId: decision.unitId });
}

function save(state: ReviewState, key: string, unitId: string | null, sent: SentAnswer): ReviewState {
  const answer = sent.verdict;
  const decisions = state.decisions.map((decision): Decision => {
    if (decision.key !== key) return decision;
    if (decision.kind === "rest" || answer === null) return { ...decision, verdictId: sent.standingId };
    // Of an answer given blind the server alone knows whether it agrees.
    const kind = decision.kind === "value" ? (answer.verdict?.kind ?? "value") : decision.kind;
    return { ...decision, kind, verdictId: sent.standingId, rescoredTurns: answer.rescoredTurns };
  });
  const reveal =
    state.reveal?.key === key && answer !== null ? { ...state.reveal, otherValues: answer.otherValues } : state.reveal;
  const next = { ...state, decisions, reveal, sitting: sent.sitting ?? state.sitting };
  if (unitId === null || answer === null) return next;
  // Only the undo that lent the unit may put it back; once it is answered again there is nothing to put back.
  if (state.lentBy.get(unitId) !== key) return next;
  const lentBy = new Map([...state.lentBy].filter(([other]) => other !== unitId));
  const served = answer.served;
  const others = state.queue.filter((unit) => unit.unitId !== unitId);
  const wasFirst = state.look?.unitId === unitId || state.queue[0]?.unitId === unitId;
  const queue = served === null ? others : wasFirst ? [served, ...others] : [...others, served];
  return { ...next, queue, lentBy };
}

/** The server did not take it: the unit has no answer of this reader, and the notice says why. */
function takeBackRefused(state: ReviewState, key: string): ReviewState {
  const decision = state.decisions.find((other) => other.key === key);
  if (decision === undefined) return state;
  if (decision.kind === "rest") return { ...state, decisions: state.decisions.filter((other) => other !== decision) };
  const reveal = state.reveal?.key === key ? null : state.reveal;
  const rest = withoutUnit(state.decisions, decision.unitId);
  return {
    ...state,
    reveal,
    decisions: decision.previous === null ? rest : [decision.previous, ...rest],
    withdrawn: decision.previous === null ? new Set([...state.withdrawn, decision.unitId]) : state.withdrawn,
  };
}

/** Another tab of this reader answered: the unit is done here too. What is half done on it here stays, as a change of mind. */
function takeFromOtherTab(state: ReviewState, decision: Decision, handOutId: string | null): ReviewState {
  const queue = state.queue.filter((unit) => unit.unitId !== decision.unitId);
  const next = {
    ...state,
    queue,
    answeredHandOuts: handOutId === null ? state.answeredHandOuts : new Set([...state.answeredHandOuts, handOutId]),
    decisions: [decision, ...withoutUnit(state.decisions, decision.unitId)],
    withdrawn: without(state.withdrawn, decision.unitId),
  };
  const isInView = state.look?.unitId === decision.unitId;
  const isHalfDone = state.mode.kind !== "reading" || state.comment !== "";
  return isInView && !isHalfDone ? lookAt(next, lookOf(queue[0])) : next;
}

/** Whatever was half done belongs to the unit that was left. */
function lookAt(state: ReviewState, look: Look | null): ReviewState {
  return {
    ...state,
    look,
    reveal: null,
    seenTurns:
      look === null || state.seenTurns.has(look.turnId) ? state.seenTurns : new Set([...state.seenTurns, look.turnId]),
    mode: { kind: "reading" },
    isCommenting: false,
    comment: "",
    reasonCode: null,
    evidenceAt: null,
  };
}

function lookOf(unit: ServedUnit | undefined): Look | null {
  return unit === undefined ? null : { trajectoryId: unit.trajectoryId, turnId: unit.turnId, unitId: unit.unitId };
}

function sameLook(a: Look | null, b: Look): boolean {
  return a?.turnId === b.turnId && a.unitId === b.unitId;
}

function withoutUnit(decisions: readonly Decision[], unitId: string): Decision[] {
  return decisions.filter((decision) => decision.unitId !== unitId);
}

function without(all: ReadonlySet<string>, one: string): ReadonlySet<string> {
  return new Set([...all].filter((other) => other !== one));
}
