import { describe, expect, test } from "vitest";
import { domainProfileSchema, expandMacros, listConcepts } from "@/lib/grading/domain-profile";
import { compileLanguages } from "@/lib/grading/offline/compile-language";
import { readSubject } from "@/lib/grading/offline/read-subject";
import { MEDICINE_PROFILE } from "@/lib/grading/profiles/medicine";
import english from "@/lib/grading/profiles/medicine.en.json";
import medicineJson from "@/lib/grading/profiles/medicine.json";

/** What the schema says about a changed profile. */
function refusals(change: object): string[] {
  const result = domainProfileSchema.safeParse({ ...medicineJson, languages: { en: english }, ...change });
  return result.success ? [] : result.error.issues.map(({ message }) => message);
}

describe("the medical profile", () => {
  test("calls the speakers by their names", () => {
    expect(MEDICINE_PROFILE.languages.en?.roleNames).toEqual({ user: "Patient", assistant: "Doctor" });
    expect(MEDICINE_PROFILE.languages.zh?.roleNames).toEqual({ user: "患者", assistant: "医生" });
  });

  // An item is compared by its attribute's text, so a name must be read as what it names.
  test.each(Object.keys(MEDICINE_PROFILE.languages))("in %s every concept is recognised by its own name", (key) => {
    const language = compileLanguages(MEDICINE_PROFILE)[Object.keys(MEDICINE_PROFILE.languages).indexOf(key)];
    if (language === undefined) throw new Error(`No language ${key}`);
    const strangers = language.concepts.filter(({ id, name }) => {
      const { findings, facet, topic, notItem } = readSubject(name, { start: 0, end: name.length }, language);
      return ![...findings, facet, topic, notItem].includes(id);
    });
    expect(strangers.map(({ id }) => id)).toEqual([]);
  });
});

describe("domainProfileSchema", () => {
  test("accepts the profile with one language", () => {
    expect(refusals({})).toEqual([]);
  });
  test.each([
    ["no language", { languages: {} }, "A profile needs at least one language."],
    ["a concept without a phrase", { notItems: "medication | weather" }, "No phrase for weather."],
    ["a phrase for nothing", { notItems: "medication" }, "Unknown concept allergies."],
    ["an unknown wider finding", { broader: { fever: "weather" } }, "Unknown concept in fever → weather."],
    ["an unknown topic", { outranks: "weather" }, "Unknown topic weather."],
    [
      "a pattern that does not compile",
      { languages: { en: { ...english, hints: { nature: ["("] } } } },
      "Invalid regular expression",
    ],
    [
      "a pattern with an unknown macro",
      { languages: { en: { ...english, hints: { nature: ["{colour}"] } } } },
      "Unknown macro {colour}",
    ],
    ["an unknown script", { languages: { en: { ...english, script: "Elvish" } } }, "Invalid regular expression"],
  ])("refuses %s", (_name, change, message) => {
    expect(refusals(change).some((refusal) => refusal.startsWith(message))).toBe(true);
  });
});

test("listConcepts knows each concept once", () => {
  const concepts = listConcepts(MEDICINE_PROFILE);
  expect(new Set(concepts).size).toBe(concepts.length);
});

test("expandMacros leaves quantifiers and character classes alone", () => {
  expect(expandMacros("{n}\\p{L}{2,3}", { n: "one | two" })).toBe("(?:one|two)\\p{L}{2,3}");
});
