import { type DomainProfile, domainProfileSchema } from "@/lib/grading/domain-profile";
import english from "@/lib/grading/profiles/medicine.en.json";
import medicine from "@/lib/grading/profiles/medicine.json";
import chinese from "@/lib/grading/profiles/medicine.zh.json";

/** The default domain: a clinician who takes a history from a patient, in English and Chinese. */
export const MEDICINE_PROFILE: DomainProfile = domainProfileSchema.parse({
  ...medicine,
  languages: { en: english, zh: chinese },
});
