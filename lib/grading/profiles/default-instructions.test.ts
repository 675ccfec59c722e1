import { describe, expect, test } from "vitest";
import { domainProfileSchema } from "@/lib/grading/domain-profile";
import { defaultInstructions } from "@/lib/grading/profiles/default-instructions";
import { MEDICINE_PROFILE } from "@/lib/grading/profiles/medicine";
import english from "@/lib/grading/profiles/medicine.en.json";
import medicineJson from "@/lib/grading/profiles/medicine.json";

describe("default instructions", () => {
  const { extraction, scoring } = defaultInstructions(MEDICINE_PROFILE);

  test("speak of the domain in its own words", () => {
    expect(extraction).toContain("the doctor asks about at this turn and that the patient answers");
    expect(extraction).toContain("asked and answered: medication, allergies, past conditions");
    expect(scoring).toContain("what the doctor of the dialogue went on to find out");
  });

  test("have no word of medicine under another profile", () => {
    const other = domainProfileSchema.parse({
      ...medicineJson,
      findings: { noise: "fever" },
      topics: { use: "complaint | other-symptoms | smoking" },
      notItems: "medication",
      facets: "onset",
      states: "",
      broader: {},
      outranks: "",
      languages: {
        en: {
          ...english,
          roleNames: { user: "Driver", assistant: "Mechanic" },
          unspecified: "fault",
          terms: {
            fever: "rattle",
            complaint: "trouble",
            "other-symptoms": "other faults",
            smoking: "mileage",
            medication: "price",
            onset: "since when",
          },
          measures: {},
          hints: {},
        },
      },
    });
    const both = Object.values(defaultInstructions(other)).join("\n");
    expect(both).toContain("the mechanic asks about");
    expect(both).toContain("a fault (such as rattle) or an aspect of one (since when)");
    expect(both).not.toMatch(/doctor|clinician|patient|symptom|medic|fever/i);
  });

  test("fit into a definition", () => {
    for (const text of [extraction, scoring]) expect(text.length).toBeLessThan(20_000);
  });
});
