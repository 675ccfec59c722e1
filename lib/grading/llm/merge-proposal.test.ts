import { expect, test } from "vitest";
import { mergeProposal } from "@/lib/grading/llm/merge-proposal";

const PRESENT = {
  instructions: "Be exact.",
  rules: ["A question about how long a finding lasts asks for its duration.", "Greetings ask for nothing."],
  workedCases: [{ title: "Duration", text: "“How long?” asks for the duration of the pain." }],
};
const proposal = (
  rules: { text: string; replaces: number | null }[],
  workedCases: { title: string; text: string }[] = [],
) => ({ critique: "They have something in common.", rules, workedCases });

test("a rule takes the place of the one it replaces, others come after", () => {
  const merged = mergeProposal(
    PRESENT,
    proposal([
      { text: "New one.", replaces: null },
      { text: "A greeting alone asks for nothing, whatever follows.", replaces: 2 },
    ]),
  );
  expect(merged).toEqual({
    ok: true,
    value: {
      ...PRESENT,
      rules: [PRESENT.rules[0], "A greeting alone asks for nothing, whatever follows.", "New one."],
    },
  });
});

test("what is said already is not said twice", () => {
  const merged = mergeProposal(
    PRESENT,
    proposal(
      [
        { text: "A question about how long a finding lasts asks for its duration", replaces: null },
        { text: "a QUESTION about how long a finding lasts asks for its duration!", replaces: 2 },
      ],
      [{ title: "Again", text: "“How long?” asks for the duration of the pain" }],
    ),
  );
  // The second rule repeats the first, so the one that it was to replace is gone.
  expect(merged).toEqual({ ok: true, value: { ...PRESENT, rules: [PRESENT.rules[0]] } });
});

test("of two that replace the same rule the second is new", () => {
  const merged = mergeProposal(
    PRESENT,
    proposal([
      { text: "First word.", replaces: 1 },
      { text: "Other thing entirely.", replaces: 1 },
    ]),
  );
  expect(merged.ok && merged.value.rules).toEqual(["First word.", PRESENT.rules[1], "Other thing entirely."]);
});

test("too many rules are refused, none dropped", () => {
  const many = { ...PRESENT, rules: Array.from({ length: 19 }, (_, at) => `rule${at} alone${at}`) };
  const merged = mergeProposal(
    many,
    proposal([
      { text: "one more", replaces: null },
      { text: "yet another thing", replaces: null },
    ]),
  );
  expect(merged).toMatchObject({ ok: false, refusal: expect.stringContaining("21 rules") });
});
