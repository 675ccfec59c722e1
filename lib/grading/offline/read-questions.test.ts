import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileLanguages, detectLanguage } from "@/lib/grading/offline/compile-language";
import { groupQuestions, readCheck, readQuestions } from "@/lib/grading/offline/read-questions";
import { MEDICINE_PROFILE } from "@/lib/grading/profiles/medicine";

const languages = compileLanguages(MEDICINE_PROFILE);
const [english] = languages;
if (english === undefined) throw new Error("The profile has no language.");
const languageOf = (text: string) => detectLanguage([text], languages) ?? english;
const count = (text: string) => groupQuestions(readQuestions(text, languageOf(text))).length;

describe("how many questions a response asks", () => {
  test.each([
    ["How long have you had it?", 1],
    ["When did it start? And is it getting worse?", 2],
    ["Any fever? Any cough? Any vomiting?", 3],
    // Transcribed speech: no marks, false starts, sounds.
    ["Um, and do you, do you have a, a fever at all", 1],
    ["OK, so how long have you had the cough. And have you lost any weight", 2],
    // Rephrasings and illustrations of one question.
    ["Is the pain there all the time? Or does it come and go?", 1],
    ["Any allergies? Any allergies?", 1],
    ["Have you had any other symptoms, for example? Like a rash?", 1],
    ["Have you had any fever, cough or vomiting?", 1],
    // Marks that ask nothing.
    ["OK? Right? Yeah?", 0],
    ["I'll send you the form, OK?", 0],
    ["Hello? Hi, how are you?", 0],
    ["Left side? OK. And can you describe the pain?", 1],
    // Statements.
    ["Take paracetamol when you feel feverish.", 0],
    ["What we'd recommend is that you rest.", 0],
    ["", 0],
    ["<med_search>", 0],
    // A statement to be confirmed.
    ["You live with your wife. Is that right?", 1],
    ["You have a cough, yeah?", 1],
    ["咳嗽有痰吗？", 1],
    ["咳嗽有痰吗", 1],
    ["多久了？是什么颜色的痰？", 2],
    ["有没有发热", 1],
    ["多喝水，多休息", 0],
    ["好的，谢谢", 0],
  ])("%j: %d", (text, expected) => {
    expect(count(text)).toBe(expected);
  });
});

describe("what a question is about", () => {
  test.each([
    ["Where is the pain?", { findings: ["pain"], facet: "location" }],
    ["When you get short of breath, have you noticed any chest pain?", { findings: ["chest-pain"], facet: null }],
    ["Does it spread, like to your jaw?", { findings: [], facet: "radiation" }],
    ["Is there any itching associated with the rash?", { findings: ["itching"] }],
    ["In terms of your family, is there anything I should know?", { topic: "family-history" }],
    ["Do you take any tablets for your headaches?", { notItem: "medication" }],
    ["Any other symptoms, like fever?", { findings: ["fever"], topic: null }],
    ["嗓子疼不疼？", { findings: ["sore-throat"] }],
    ["疼在什么位置？", { findings: ["pain"], facet: "location" }],
  ])("%s", (text, expected) => {
    expect(readQuestions(text, languageOf(text))[0]?.subject).toMatchObject(expected);
  });
});

describe("readCheck", () => {
  test.each([
    ["So there's no weakness of your arms and legs. OK.", { negated: true, subject: { findings: ["weakness"] } }],
    ["You've had a fever.", { negated: false, subject: { findings: ["fever"] } }],
  ])("%s", (text, expected) => {
    expect(readCheck(text, english)).toMatchObject(expected);
  });
  test("advice is no check", () => {
    expect(readCheck("Drink plenty and come back if the fever does not settle.", english)).toBeNull();
  });
});

test("law: a question is a stretch of the text, and questions don't overlap", () => {
  const pieces = fc.constantFrom(
    "do you",
    " fever",
    "? ",
    ", and ",
    "OK",
    " is that right",
    "😷",
    "吗",
    "，",
    "\n",
    "when",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 12 }), (parts) => {
      const text = parts.join("");
      let last = 0;
      for (const { start, askStart, end } of readQuestions(text, languageOf(text))) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(askStart).toBeGreaterThanOrEqual(start);
        expect(end).toBeGreaterThan(askStart);
        expect(end).toBeLessThanOrEqual(text.length);
        last = end;
      }
    }),
  );
});
