import { describe, expect, test } from "vitest";
import type { Evidence } from "@/lib/grading/evidence";
import { findViolations, type GradedTurn } from "@/lib/grading/find-violations";
import type { GradeOutcome } from "@/lib/grading/grader";
import type { TargetItem } from "@/lib/grading/target-item";
import { writeDialogue } from "@/lib/grading/testing/write-dialogue";

const { messages, turns } = writeDialogue(
  "C: I have a cough.",
  "E: Any fever?",
  "C: No, none.",
  "E: How long have you coughed?",
  "C: Three days.",
  "E: And a fever you have not?",
  "C: No, none.",
  "E: Take care.",
);

const NOT_APPLICABLE = { status: "not_applicable", rationale: "" } as const;

function ok<Value>(value: Value, evidence: readonly Evidence[] = []): GradeOutcome<Value> {
  return { status: "ok", value, rationale: "", evidence, confidence: null, rawAnswer: null };
}

function quote(messagePosition: number, text = messages[messagePosition]?.content ?? ""): Evidence {
  return { messagePosition, start: 0, end: text.length, text };
}

function item(askedRound: number, attribute: string, value: string, firstRound = 1): TargetItem {
  return { attribute, value, firstRound, askedRound, evidence: [quote(2 * askedRound)] };
}

/** The four turns, right in every respect, with changes by round. */
function graded(changes: Record<number, Partial<GradedTurn>> = {}): GradedTurn[] {
  return turns.map((turn) => ({
    turn,
    decision: ok(turn.stopLabel),
    extraction: ok({ items: [] }),
    responses: [{ content: NOT_APPLICABLE, format: NOT_APPLICABLE }],
    ...changes[turn.round],
  }));
}

const extraction = (...items: readonly TargetItem[]) => ({ extraction: ok({ items }) });
const content = (outcome: GradeOutcome<0 | 0.5 | 1>) => ({ responses: [{ content: outcome, format: NOT_APPLICABLE }] });

/** "round criterion kind" of each. */
function find(changes: Record<number, Partial<GradedTurn>>): string[] {
  return findViolations(messages, graded(changes)).map(({ round, criterion, kind }) => `${round} ${criterion} ${kind}`);
}

describe("what no right grading does", () => {
  test("right grades break nothing, failed ones neither", () => {
    const failed = { status: "failed", failureClass: "unparsable", rationale: "", rawAnswer: null } as const;
    expect(
      find({ 1: extraction(item(1, "fever", "none")), 2: extraction(item(2, "cough duration", "3 days")) }),
    ).toEqual([]);
    expect(find({ 1: { decision: failed, extraction: failed, ...content(failed) } })).toEqual([]);
    expect(findViolations([], [])).toEqual([]);
  });

  test("a turn continues after a stop", () => {
    expect(find({ 2: { decision: ok("stop") } })).toEqual(["3 decision continues_after_stop"]);
    expect(find({ 1: { decision: ok("stop") }, 3: { decision: NOT_APPLICABLE } })).toEqual([
      "2 decision continues_after_stop",
    ]);
  });

  test("information grows where an item begins after the first turn, unless the same was there before", () => {
    expect(find({ 3: extraction(item(3, "rash", "none", 2)) })).toEqual(["3 extraction information_grows"]);
    const handedOn = { 1: extraction(item(1, "rash", "none")), 3: extraction(item(3, "Rash ", "none", 2)) };
    expect(find(handedOn)).toEqual([]);
    expect(find({ ...handedOn, 2: extraction(item(2, "itch", "none", 2)) })).toEqual([
      "2 extraction information_grows",
    ]);
  });

  test("full content for what is known already", () => {
    const first = extraction(item(1, "fever", "none"));
    const again = extraction(item(3, "Fever", "none"));
    const full = content(ok(1, [quote(6)]));
    expect(find({ 1: first, 3: { ...again, ...full } })).toEqual(["3 content answer_already_known"]);
    expect(find({ 1: first, 2: full, 3: again })).toEqual(["2 content answer_already_known"]);
    // Half content is no full one; another answer is news; before it was asked it is not known.
    expect(find({ 1: first, 3: { ...again, ...content(ok(0.5, [quote(6)])) } })).toEqual([]);
    expect(find({ 1: extraction(item(1, "fever", "high")), 3: { ...again, ...full } })).toEqual([]);
    expect(find({ 1: { ...first, ...content(ok(1, [quote(2)])) }, 3: again })).toEqual([]);
    // It also rests on something new.
    const cough = extraction(item(2, "cough duration", "3 days"));
    expect(find({ 1: first, 2: { ...cough, ...content(ok(1, [quote(6), quote(4)])) }, 3: again })).toEqual([]);
  });

  test("a quote stands elsewhere, in the past, or nowhere", () => {
    expect(find({ 1: content(ok(1, [{ ...quote(2), text: "No, none!" }])) })).toEqual(["1 content quote_not_verbatim"]);
    expect(find({ 2: content(ok(1, [quote(2)])) })).toEqual(["2 content quote_not_verbatim"]);
    expect(find({ 2: content({ ...ok(1, [quote(4)]), unverifiedQuotes: ["x"] } as GradeOutcome<1>) })).toEqual([
      "2 content quote_not_verbatim",
    ]);
    const stray = { ...item(2, "rash", "none"), evidence: [quote(2)] };
    expect(find({ 2: extraction(stray) })).toEqual(["2 extraction quote_not_verbatim"]);
    // A stop may be read off what the client said last.
    expect(find({ 4: { decision: ok("stop", [quote(6)]) } })).toEqual([]);
  });

  test("tells which response it is", () => {
    const responses = [ok(1, [quote(4)]), ok(1, [quote(0)])].map((outcome) => ({
      content: outcome as GradeOutcome<1>,
      format: NOT_APPLICABLE,
    }));
    expect(findViolations(messages, graded({ 2: { responses } }))).toEqual([
      { kind: "quote_not_verbatim", round: 2, criterion: "content", responseIndex: 1 },
    ]);
  });
});
