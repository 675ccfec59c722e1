import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gradeRows } from "@/lib/grading/imported/grade-rows";
import { locateItems } from "@/lib/grading/imported/locate-items";
import { isEvaluatedLine, parseEvaluatedLine } from "@/lib/grading/imported/parse-evaluated-line";
import { infoItemKey, readInfoTruth } from "@/lib/grading/imported/read-info-truth";
import { readScore } from "@/lib/grading/imported/read-score";

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const user = (content: string) => ({ role: "user", content });
const assistant = (content: string) => ({ role: "assistant", content });

const line = (over: Record<string, unknown> = {}) => ({
  cid: "7_2",
  session_id: 7,
  diagn: "cold",
  messages: [user("I cough."), assistant("Since when?"), user("Monday.")],
  decision_truth: "continue",
  info_truth: "fever: none",
  rollouts: ["Any fever?", "<stop />"],
  grades: [
    { think: "Direct.", action_score: 1, format_score: 1, content_score: 1 },
    { think: "", action_score: 0, format_score: 0, content_score: 0 },
  ],
  ...over,
});

function rowOf(over: Record<string, unknown> = {}) {
  const parsed = parseEvaluatedLine(bytes(line(over)));
  if (!parsed.ok) throw new Error(parsed.refusal.reason);
  if (parsed.value.kind !== "row") throw new Error(parsed.value.kind);
  return parsed.value.row;
}

describe("parseEvaluatedLine", () => {
  it("reads a row", () => {
    expect(isEvaluatedLine(bytes(line()))).toBe(true);
    expect(isEvaluatedLine(bytes({ session_id: 7, messages: [user("x")] }))).toBe(false);
    expect(isEvaluatedLine(new TextEncoder().encode("{"))).toBe(false);
    expect(rowOf()).toMatchObject({ round: 2, decisionTruth: "continue", infoTruth: "fever: none" });
    expect(rowOf().session).toMatchObject({ sessionKey: "7", diagnosis: "cold" });
  });

  it.each([
    [{ cid: "7_3" }, "cid says round 3, but messages hold 2"],
    [{ cid: "8_2" }, "cid must be"],
    [{ cid: undefined }, "cid must be"],
    [{ decision_truth: "go" }, "decision_truth"],
    [{ rollouts: [1, 2] }, "rollouts must be"],
    [{ grades: [] }, "2 rollouts and 0 grades"],
    [{ grades: null }, "grades must be"],
    [{ rollouts: ["a\0", "b"] }, "NUL"],
    [{ grades: [{ think: "\0" }, {}] }, "think has a NUL"],
    [{ session_id: undefined }, "session_id is missing"],
  ])("refuses %j", (over, reason) => {
    const parsed = parseEvaluatedLine(bytes(line(over)));
    expect(parsed.ok ? "" : parsed.refusal.reason).toContain(reason);
  });

  it("leaves out the reference's extra last round", () => {
    const messages = [user("I cough."), assistant("Rest."), assistant("Bye.")];
    const parsed = parseEvaluatedLine(bytes(line({ messages, decision_truth: "stop" })));
    expect(parsed).toMatchObject({ ok: true, value: { kind: "ends_with_expert" } });
  });
});

describe("readInfoTruth", () => {
  it.each([
    ["", []],
    ["fever: none", [["fever", "none"]]],
    [
      "fever: none, cough: dry, at night",
      [
        ["fever", "none"],
        ["cough", "dry, at night"],
      ],
    ],
    [
      "咳嗽：两天, 发烧: 无",
      [
        ["咳嗽", "两天"],
        ["发烧", "无"],
      ],
    ],
    ["fever: none, Fever:  none", [["Fever", "none"]]],
  ])("reads %j", (text, expected) => {
    const read = readInfoTruth(text);
    expect(read.ok && read.value.map(({ attribute, value }) => [attribute, value])).toEqual(expected);
  });

  it.each(["none", ": x", "fever: ", `${"a".repeat(201)}: x`])("refuses %j", (text) => {
    expect(readInfoTruth(text).ok).toBe(false);
  });
});

describe("readScore", () => {
  it.each([
    [{ content_score: 0.5 }, { status: "ok", score: 0.5 }],
    [{ content_score: "1.0" }, { status: "ok", score: 1 }],
    [{ content_score: 0.7 }, { status: "failed", failureClass: "schema_mismatch" }],
    [{ content_score: null }, { status: "failed", failureClass: "unparsable" }],
    [{ content_score: "" }, { status: "failed", failureClass: "unparsable" }],
    [{}, { status: "failed", failureClass: "unparsable" }],
    [null, { status: "failed", failureClass: "unparsable" }],
    ["1", { status: "failed", failureClass: "unparsable" }],
  ])("reads %j", (grade, expected) => {
    expect(readScore(grade, "content_score")).toMatchObject(expected);
  });
});

describe("locateItems", () => {
  it("gives every turn back exactly what its row had", () => {
    const item = fc.record({ attribute: fc.constantFrom("a", "b", "c", "d"), value: fc.constantFrom("x", "y") });
    const rounds = fc
      .uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1 })
      .map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(
        rounds,
        fc.array(fc.array(item, { maxLength: 6 }), { minLength: 12, maxLength: 12 }),
        (list, infos) => {
          const rows = list.map((round, index) => ({ round, items: infos[index] ?? [] }));
          const located = [...locateItems(rows).values()].flat();
          for (const { round, items } of rows) {
            const now = located.filter(({ firstRound, askedRound }) => firstRound <= round && round <= askedRound);
            expect(new Set(now.map(infoItemKey))).toEqual(new Set(items.map(infoItemKey)));
          }
        },
      ),
    );
  });
});

describe("gradeRows", () => {
  it("takes what the file says and nothing it says by rule", () => {
    const [first, second, third] = gradeRows([rowOf()], [1, 2, 3]);
    expect(first).toMatchObject({ decision: null, extraction: { status: "not_applicable" }, responses: [] });
    expect(second?.decision).toMatchObject({ status: "ok", value: "continue" });
    expect(second?.extraction).toMatchObject({
      status: "ok",
      value: { items: [{ attribute: "fever", value: "none", firstRound: 1, askedRound: 2 }] },
    });
    expect(second?.responses).toMatchObject([
      { content: { status: "ok", value: 1, rationale: "Direct." }, format: { status: "ok", value: 1 } },
      // The sample stops where the label goes on: the file's zeros were given by rule.
      { content: { status: "not_applicable" }, format: { status: "not_applicable" } },
    ]);
    expect(third?.decision).toBeNull();
  });

  it("never makes a zero of what can't be read", () => {
    const grades = [{ think: "?", action_score: 1, format_score: null, content_score: "good" }, { action_score: 0 }];
    const [turn] = gradeRows([rowOf({ grades })], [2]);
    expect(turn?.responses[0]).toMatchObject({
      content: { status: "failed", failureClass: "unparsable" },
      format: { status: "failed", failureClass: "unparsable" },
    });
  });

  it("fails the decision where an action score contradicts the label", () => {
    const grades = [{ action_score: 0 }, { action_score: 0 }];
    const [turn] = gradeRows([rowOf({ grades })], [2]);
    expect(turn?.decision).toMatchObject({ status: "failed", failureClass: "schema_mismatch" });
  });

  it("has no content score where nothing is left to find out", () => {
    const [turn] = gradeRows([rowOf({ info_truth: "" })], [2]);
    expect(turn?.responses[0]).toMatchObject({ content: { status: "not_applicable" }, format: { status: "ok" } });
    const [broken] = gradeRows([rowOf({ info_truth: 3 })], [2]);
    expect(broken?.extraction).toMatchObject({ status: "failed", failureClass: "unparsable" });
  });
});
