import type { DomainProfile } from "@/lib/grading/domain-profile";

/** What is shown of a long list of the profile's words: enough to tell what is meant. */
const FINDINGS_SHOWN = 12;
const TOPICS_SHOWN = 10;

/** "a", "a or b", "a, b or c". */
function joinOr(names: readonly string[]): string {
  if (names.length <= 1) return names.join("");
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}`;
}

interface ProfileWords {
  readonly client: string;
  readonly expert: string;
  /** The word for what is found out in general, where a question leaves it open: "symptom". */
  readonly finding: string;
  readonly findings: readonly string[];
  readonly facets: readonly string[];
  readonly topics: readonly string[];
  readonly notItems: readonly string[];
  /** "{finding} {facet}", as attributes are written. */
  readonly facetAttribute: (finding: string, facet: string) => string;
  readonly absent: string;
}

/** The profile's words in English, else in its first language. One of each kin, so that all corners are shown. */
function wordsOf(profile: DomainProfile): ProfileWords {
  const language = profile.languages.en ?? Object.values(profile.languages)[0];
  if (language === undefined) throw new Error("A domain profile needs at least one language.");
  const nameOf = (id: string) => language.terms[id]?.[0] ?? id;
  const open = new Set(profile.openTopics);
  const topics = Object.values(profile.topics).flat();
  return {
    client: language.roleNames.user.toLowerCase(),
    expert: language.roleNames.assistant.toLowerCase(),
    finding: language.unspecified[0] ?? "finding",
    findings: Object.values(profile.findings).flatMap(([first]) => (first === undefined ? [] : [nameOf(first)])),
    facets: profile.facets.map(nameOf),
    topics: topics.filter((id) => !open.has(id)).map(nameOf),
    notItems: profile.notItems.map(nameOf),
    facetAttribute: (finding, facet) => language.facetAttribute.replace("{finding}", finding).replace("{facet}", facet),
    absent: language.valueWords.absent,
  };
}

function instructExtraction(words: ProfileWords): string {
  const { absent, client, expert, facets, finding, findings, notItems, topics } = words;
  const [first = finding] = findings;
  const [facet = "nature"] = facets;
  const aspects = facets.length === 0 ? "" : ` or an aspect of one (${joinOr(facets)})`;
  const kinds = `a ${finding} (such as ${joinOr(findings.slice(0, FINDINGS_SHOWN))})${aspects}`;
  return [
    `For each turn, write down the target information: every item that the ${expert} asks about at this turn and that the ${client} answers.`,
    `- An item is ${kinds}${topics.length === 0 ? "" : `, or another point that bears on the case (such as ${joinOr(topics.slice(0, TOPICS_SHOWN))})`}.`,
    ...(notItems.length === 0 ? [] : [`- Never an item, even where asked and answered: ${joinOr(notItems)}.`]),
    `- Only what was asked and answered. Invent nothing, conclude nothing, and leave out what the ${client} tells unasked.`,
    `- An answer may come a message late, after the ${client} has only filled a pause. A clear no is an answer, too: "${first}: ${absent}".`,
    `- An item stands at the turn where it was asked. What is asked again later, and answered again, stands at both turns.`,
    `- attribute: what was asked about, in few words: "${first}", "${words.facetAttribute(first, facet)}". value: what the ${client} answered, in the ${client}'s own words as far as they go, at most ten of them. Both in the language of the dialogue.`,
    `- A question about two things gives two items. Greetings, explanations, advice and checks that nobody answers give none.`,
  ].join("\n");
}

function instructScoring({ client, expert }: ProfileWords): string {
  return [
    `Give two scores to the RESPONSE, the ${expert}'s next words to the ${client}.`,
    "",
    `Content: how well its question gets at what the ${expert} of the dialogue went on to find out (TARGET; where that is left out, judge by FUTURE; where both are, by what a good ${expert} would have to find out next).`,
    "- 1: it asks directly about an item of TARGET. One is enough, and it need not be the next one.",
    "- 0.5: it is close to an item, about the same matter or leading to it, but does not ask for it.",
    `- 0: it has to do with no item, asks for what the ${client} has already told in CONTEXT, or asks nothing.`,
    `Judge by meaning, not by wording. It does not matter whether the ${expert} of the dialogue asked in the same way or at the same place. Advice, explanations and courtesy neither add nor take away.`,
    "",
    "Format: how many questions it asks.",
    "- 1: exactly one question. Saying the same question again in other words, or giving examples for it, makes no second one.",
    "- 0.5: two questions.",
    "- 0: three or more, or none at all.",
    "Transcribed speech may ask without a question mark, and a question mark may ask nothing: count what wants an answer.",
    "",
    "The two scores have nothing to do with each other. Do not reward length, politeness or detail.",
    `Quote from FUTURE the words that the content score rests on: the ${client}'s answer that holds the item, or the ${expert}'s question that asked for it. A content score of 0.5 or 1 needs at least one quote wherever FUTURE is there.`,
  ].join("\n");
}

/**
 * The instructions that a new LLM grader begins with: the method's criteria (Learn-to-Ask, arXiv 2510.25441, §3 and the
 * scores of its reward) in the words of a domain profile. A starting point to be edited: a definition keeps the words it
 * was frozen with, so a change here changes no grader version.
 */
export function defaultInstructions(profile: DomainProfile): {
  readonly extraction: string;
  readonly scoring: string;
} {
  const words = wordsOf(profile);
  return { extraction: instructExtraction(words), scoring: instructScoring(words) };
}
