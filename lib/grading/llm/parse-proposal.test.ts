import fc from "fast-check";
import { expect, test } from "vitest";
import { parseProposal } from "@/lib/grading/llm/parse-proposal";

const ANSWER = {
  critique: "The grader scores exertion questions too low.",
  rules: [{ text: "A question that names a trigger asks for the symptom.", replaces: 2 }],
  worked_cases: [{ title: "Stairs", text: "“Worse on stairs?” is direct: 1." }],
};
const parse = (text: string, finishReason = "stop") => parseProposal({ text, finishReason }, 2);

test.each([
  ["plain", JSON.stringify(ANSWER)],
  ["in a fence with prose", `Here it is:\n\`\`\`json\n${JSON.stringify(ANSWER, null, 2)}\n\`\`\`\nHope it helps.`],
  ["after a thought", `<think>Maybe {"rules": []}?</think>${JSON.stringify(ANSWER)}`],
  ["said twice alike", `${JSON.stringify(ANSWER)}\n${JSON.stringify(ANSWER)}`],
])("reads an answer %s", (_name, text) => {
  expect(parse(text)).toEqual({
    status: "parsed",
    value: { critique: ANSWER.critique, rules: ANSWER.rules, workedCases: ANSWER.worked_cases },
  });
});

const rule = { text: "A rule.", replaces: null };
test.each([
  ["four rules", { ...ANSWER, rules: [rule, rule, rule, rule] }],
  ["no worked case", { ...ANSWER, worked_cases: [] }],
  ["a rule that is not there", { ...ANSWER, rules: [{ text: "A rule.", replaces: 3 }] }],
  ["a key too many", { ...ANSWER, score: 1 }],
  ["an empty rule", { ...ANSWER, rules: [{ text: " … ", replaces: null }] }],
  ["a replaced rule 0", { ...ANSWER, rules: [{ text: "A rule.", replaces: 0 }] }],
  ["a NUL", { ...ANSWER, critique: "a\0b" }],
])("refuses %s", (_name, answer) => {
  expect(parse(JSON.stringify(answer))).toMatchObject({ status: "failed", failureClass: "schema_mismatch" });
});

test.each([
  [
    "two that differ",
    `${JSON.stringify(ANSWER)} ${JSON.stringify({ ...ANSWER, critique: "Other." })}`,
    "schema_mismatch",
  ],
  ["half an answer", JSON.stringify(ANSWER).slice(0, -20), "unparsable"],
  ["prose", "I can't think of any rule.", "unparsable"],
  ["nothing", "", "unparsable"],
])("%s is no proposal", (_name, text, failureClass) => {
  expect(parse(text)).toMatchObject({ status: "failed", failureClass });
});

test("a cut-off answer and a refusal are told apart", () => {
  expect(parse(JSON.stringify(ANSWER).slice(0, 50), "length")).toMatchObject({ failureClass: "unparsable" });
  expect(parse("", "content_filter")).toMatchObject({ failureClass: "refused" });
});

test("any text at all is parsed or refused, never thrown at", () => {
  const spliced = fc.tuple(fc.nat(), fc.nat(), fc.string()).map(([from, count, text]) => {
    const whole = JSON.stringify(ANSWER);
    const at = from % whole.length;
    return whole.slice(0, at) + text + whole.slice(at + (count % 20));
  });
  fc.assert(
    fc.property(fc.oneof(fc.string(), spliced), (text) => {
      expect(["parsed", "failed"]).toContain(parse(text).status);
    }),
    { numRuns: 2_000 },
  );
});
