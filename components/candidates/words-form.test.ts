import { describe, expect, test } from "vitest";
import { addedWords, caseProblems, changesOfForm, isSameWords, wordsForm } from "@/components/candidates/words-form";

const scoring = { instructions: "Score.", rules: ["One."], workedCases: [{ title: "A", text: "B" }] };
const changes = { scoring, extraction: null };

describe("words of a candidate", () => {
  test("come back from the form as they went in", () => {
    expect(changesOfForm(wordsForm(changes))).toEqual(changes);
    expect(isSameWords(changesOfForm(wordsForm(changes)), changes)).toBe(true);
  });

  test("rows that nobody filled in are left out, blanks at the ends as well", () => {
    const form = wordsForm({ scoring, extraction: { ...scoring, rules: [] } });
    const typed = {
      ...form,
      scoring: {
        ...form.scoring,
        rules: [...form.scoring.rules, { key: 7, text: "  " }, { key: 8, text: " Two. " }],
        cases: [...form.scoring.cases, { key: 9, title: "", text: "" }],
      },
    };
    expect(changesOfForm(typed).scoring).toEqual({ ...scoring, rules: ["One.", "Two."] });
  });

  test("a case needs both of its halves", () => {
    const step = { ...wordsForm(changes).scoring, cases: [{ key: 4, title: "only a title", text: " " }] };
    expect([...caseProblems(step)]).toEqual(["case.4"]);
    expect([...caseProblems(wordsForm(changes).scoring)]).toEqual([]);
  });

  test("what is new is told from what the parent said", () => {
    const next = { instructions: "Score well.", rules: ["Two."], workedCases: [{ title: "A", text: "other" }] };
    expect(addedWords(next, scoring)).toEqual({
      rules: ["Two."],
      droppedRules: ["One."],
      cases: [{ title: "A", text: "other" }],
      isReworded: true,
    });
    expect(addedWords(scoring, null)).toMatchObject({ rules: ["One."], droppedRules: [], isReworded: false });
  });
});
