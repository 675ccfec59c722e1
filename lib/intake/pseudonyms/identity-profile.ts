import { z } from "zod";
import medicine from "@/lib/intake/pseudonyms/profiles/medicine.json";

/** Words in one string, separated by `|`. */
const words = z.string().transform((text) =>
  text
    .split("|")
    .map((word) => word.trim())
    .filter((word) => word !== ""),
);

/** By what names, addresses and numbers of people can be told in a domain: data, so that another domain is another file. */
const identityProfileSchema = z.strictObject({
  /** What stands before a name, and what announces one. */
  titles: words,
  introductions: words,
  /** The same for Chinese: what follows a surname, and what announces a whole name. */
  titlesAfter: words,
  introductionsBefore: words,
  /** One character each. */
  surnames: z.string(),
  /** Words with a capital that name no person: diseases, medicines, days. */
  notNames: words,
  /** A date near one of these is a date of birth. */
  birth: words,
  /** A number after one of these names a person. */
  recordNumbers: words,
  /** What streets are called. */
  streets: words,
  /** Telephone numbers without a country are tried as of these, as ISO codes. */
  phoneCountries: words,
});
export type IdentityProfile = z.output<typeof identityProfileSchema>;

const PROFILES: Readonly<Record<string, IdentityProfile>> = { medicine: identityProfileSchema.parse(medicine) };

/** The lists of a domain profile, by its id. */
export function identityProfile(domainProfileId: string): IdentityProfile {
  const profile = PROFILES[domainProfileId];
  if (profile === undefined) throw new Error(`The domain profile ${domainProfileId} has no lists of identities.`);
  return profile;
}
