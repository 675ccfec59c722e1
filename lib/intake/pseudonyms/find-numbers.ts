import {
  type CountryCode,
  findPhoneNumbersInText,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from "libphonenumber-js";
import type { IdentityProfile } from "@/lib/intake/pseudonyms/identity-profile";

export const IDENTITY_KINDS = ["email", "national id", "phone", "date of birth", "address", "name"] as const;
export type IdentityKind = (typeof IDENTITY_KINDS)[number];

/** A piece of a text that may tell who somebody is. */
export interface IdentitySpan {
  readonly kind: IdentityKind;
  readonly start: number;
  readonly end: number;
  /** The same for every way to write it. */
  readonly key: string;
}

export const escapeForPattern = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const anyOf = (list: readonly string[]) =>
  [...list]
    .sort((a, b) => b.length - a.length)
    .map(escapeForPattern)
    .join("|");

const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
const US_SSN = /(?<![\d-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/g;
const UK_NINO = /(?<![\p{L}\p{N}])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![\p{L}\p{N}])/gu;
const UK_NHS = /(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)/g;
const CN_RESIDENT = /(?<!\d)\d{17}[\dXx](?![\dXx])/g;
const MONTHS =
  "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";
const DATE = new RegExp(
  `(?<!\\d)(?:\\d{1,2}[./-]\\d{1,2}[./-](?:\\d{4}|\\d{2})|\\d{4}[./-]\\d{1,2}[./-]\\d{1,2}|\\d{4} ?年(?: ?\\d{1,2} ?月)?(?: ?\\d{1,2} ?[日号])?|\\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:${MONTHS}),? \\d{4}|(?:${MONTHS}) \\d{1,2}(?:st|nd|rd|th)?,? \\d{4})(?!\\d)`,
  "giu",
);
const UK_POSTCODE = /(?<![\p{L}\p{N}])[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?![\p{L}\p{N}])/gu;
const CN_ADDRESS =
  /(?:[\p{Script=Han}]{2,8}(?:省|自治区))?(?:[\p{Script=Han}]{2,8}市)?(?:[\p{Script=Han}]{1,8}[区县])?[\p{Script=Han}]{2,10}(?:路|街|大道|巷|胡同)\s?\d{1,5}\s?(?:号|弄)(?:\s?\d{1,4}\s?(?:号楼|栋|幢|单元|室|号))*/gu;
/** A date of birth stands within so many characters after the word that announces it. */
const BIRTH_REACH = 60;

function* matches(text: string, pattern: RegExp): Generator<{ start: number; end: number; found: string }> {
  for (const match of text.matchAll(pattern)) {
    yield { start: match.index, end: match.index + match[0].length, found: match[0] };
  }
}

const digitsOf = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();

/** Check digit of the British health service: weights 10 … 2, modulus 11. */
function isNhsNumber(text: string): boolean {
  const digits = [...digitsOf(text)].map(Number);
  const sum = digits.slice(0, 9).reduce((total, digit, at) => total + digit * (10 - at), 0);
  const check = 11 - (sum % 11);
  return check !== 10 && (check === 11 ? 0 : check) === digits[9];
}

/** Check character of a Chinese resident's number (GB 11643). */
function isResidentNumber(text: string): boolean {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(text[at]), 0);
  return "10X98765432"[sum % 11] === text[17]?.toUpperCase();
}

/** Finds what has a form of its own in one text. */
export type NumberFinder = (text: string, isBirthAsked: boolean) => IdentitySpan[];

export function createNumberFinder(profile: IdentityProfile): NumberFinder {
  const countries = profile.phoneCountries.filter((code): code is CountryCode => isSupportedCountry(code));
  const birth = new RegExp(
    `(?<![\\p{L}])(?:${anyOf(profile.birth.filter((word) => /^[\x20-\x7e]+$/.test(word)))})(?![\\p{L}])|${anyOf(profile.birth.filter((word) => !/^[\x20-\x7e]+$/.test(word)))}`,
    "giu",
  );
  const record = new RegExp(
    `(?:${anyOf(profile.recordNumbers)})\\s*(?:is|are|号码|是|为)?\\s*[:：#]?\\s*((?=[\\p{L}\\p{N}-]*\\d)[A-Z0-9][A-Z0-9-]{3,24})`,
    "giu",
  );
  const street = new RegExp(
    `(?<![\\p{L}\\p{N}])(?:flat \\d+[a-z]?,? )?\\d{1,5}[a-z]?,? (?:\\p{Lu}[\\p{L}'’-]*\\.? ){1,4}(?:${anyOf(profile.streets)})(?![\\p{L}])`,
    "gu",
  );
  return (text, isBirthAsked) => {
    const spans: IdentitySpan[] = [];
    const add = (kind: IdentityKind, start: number, end: number, found: string) =>
      spans.push({ kind, start, end, key: `${kind}:${digitsOf(found)}` });
    if (text.includes("@")) for (const { start, end, found } of matches(text, EMAIL)) add("email", start, end, found);
    for (const { start, end, found } of matches(text, CN_ADDRESS)) add("address", start, end, found);
    if (!/\d/.test(text)) return spans;
    for (const { start, end, found } of matches(text, US_SSN)) add("national id", start, end, found);
    for (const { start, end, found } of matches(text, UK_NINO)) add("national id", start, end, found);
    for (const { start, end, found } of matches(text, CN_RESIDENT)) {
      if (isResidentNumber(found)) add("national id", start, end, found);
    }
    for (const { start, end, found } of matches(text, UK_NHS))
      if (isNhsNumber(found)) add("national id", start, end, found);
    for (const match of text.matchAll(record)) {
      const found = match[1] ?? "";
      const end = match.index + match[0].length;
      if (found !== "") add("national id", end - found.length, end, found);
    }
    const cues = [...text.matchAll(birth)].map(({ index }) => index);
    const dates = [...matches(text, DATE)];
    for (const { start, end, found } of dates) {
      if (isBirthAsked || cues.some((cue) => Math.abs(start - cue) <= BIRTH_REACH))
        add("date of birth", start, end, found);
    }
    for (const { start, end, found } of matches(text, street)) add("address", start, end, found);
    for (const { start, end, found } of matches(text, UK_POSTCODE)) add("address", start, end, found);
    if (/\d(?:[\s().-]*\d){6}/.test(text)) spans.push(...findPhones(covered(text, dates), countries));
    return spans;
  };
}

/** The text with letters for what was found, so that no number reaches across it and places stay as they are. */
function covered(text: string, found: readonly { start: number; end: number }[]): string {
  if (found.length === 0) return text;
  const units = text.split("");
  for (const { start, end } of found) units.fill("x", start, end);
  return units.join("");
}

/** Groups of digits that stand together, as in a number that is said twice. */
const DIGIT_RUN = /\+?\d(?:[\s().-]{0,3}\d){6,}/g;
const MOST_PHONE_DIGITS = 15;

/**
 * Phone numbers of the countries. The library takes a run of digits as one number or as none, and may leave a part of a
 * run, so what it left of each is tried group by group: from each group the longest that is a number.
 */
function findPhones(text: string, countries: readonly CountryCode[]): IdentitySpan[] {
  const spans: IdentitySpan[] = [];
  for (const country of countries) {
    for (const { number, startsAt, endsAt } of findPhoneNumbersInText(text, country)) {
      spans.push({ kind: "phone", start: startsAt, end: endsAt, key: `phone:${number.number}` });
    }
  }
  for (const run of matches(covered(text, spans), DIGIT_RUN)) {
    const groups = [...matches(run.found, /\+?\d+/g)];
    for (let first = 0; first < groups.length; first++) {
      const longest = longestPhone(run.found, groups.slice(first), countries);
      if (longest === null) continue;
      spans.push({
        kind: "phone",
        start: run.start + (groups[first]?.start ?? 0),
        end: run.start + longest.end,
        key: `phone:${longest.number}`,
      });
      first += longest.groups - 1;
    }
  }
  return spans;
}

function longestPhone(
  run: string,
  groups: readonly { start: number; end: number }[],
  countries: readonly CountryCode[],
) {
  const start = groups[0]?.start ?? 0;
  let longest: { number: string; end: number; groups: number } | null = null;
  for (const [at, { end }] of groups.entries()) {
    const tried = run.slice(start, end);
    if (digitsOf(tried).length > MOST_PHONE_DIGITS) break;
    // Of the countries the first in which it is a number, as above: said twice, it is the same one.
    const phone = countries
      .map((country) => parsePhoneNumberFromString(tried, country))
      .find((one) => one?.isValid() === true);
    if (phone !== undefined) longest = { number: phone.number, end, groups: at + 1 };
  }
  return longest;
}

/** Whether a text asks for, or speaks of, a birth: the date in the answer is then one of birth. */
export function asksForBirth(profile: IdentityProfile, text: string): boolean {
  const lower = text.toLowerCase();
  return profile.birth.some((word) => lower.includes(word));
}
