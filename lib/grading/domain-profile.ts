import { z } from "zod";

/** Words or phrases in one string, separated by `|`: a long vocabulary stays readable on one line. */
const phraseList = z.string().transform((text) =>
  text
    .split("|")
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== ""),
);

/** Sources of regular expressions; `{name}` stands for the alternatives of the macro of that name. */
const patternLists = z.record(z.string(), z.array(z.string().min(1)));

/**
 * How one language speaks in this domain. Phrases are matched without regard to case, on whole words where the
 * language is `spaced`; `*` stands for further letters, ` .. ` for up to four words.
 */
const languageProfileSchema = z.strictObject({
  /** The Unicode script that tells the language from the others of the profile. */
  script: z.string().min(1),
  /** Whether blanks part the words. */
  spaced: z.boolean(),
  /** What the two speakers are called: `user` is the client, `assistant` the expert. */
  roleNames: z.strictObject({ user: z.string().min(1), assistant: z.string().min(1) }),
  /** Every concept's name (the first phrase, shown in items) and the phrases that speak of it. */
  terms: z.record(z.string(), phraseList.pipe(z.array(z.string()).min(1))),
  /** The name of a finding that a question leaves open ("symptom"), then the phrases that do so. */
  unspecified: phraseList.pipe(z.array(z.string()).min(1)),
  /** How finding and facet make an attribute, e.g. `{finding} {facet}`. */
  facetAttribute: z.string().includes("{finding}").includes("{facet}"),
  /** Phrases by which a question asks for a state's trouble, and the name it then has, with `{finding}`. */
  trouble: phraseList,
  troubleAttribute: z.string().includes("{finding}"),
  /** Parts of patterns that several share: alternatives in one string, separated by `|`. */
  macros: z.record(z.string(), z.string().min(1)),
  /** By concept: what an answer's value looks like; the match itself is the value. */
  measures: patternLists,
  /** By concept: the clause of the answer that holds a match is the value. */
  hints: patternLists,
  questions: z.strictObject({
    /** A clause that begins so asks, with or without a question mark. */
    openers: phraseList,
    /** A clause that has this anywhere asks. */
    inside: phraseList,
    /** A clause that ends so asks. */
    endings: phraseList,
    /** A sentence that is only this asks the sentence before to be confirmed. */
    tags: phraseList,
    /** A sentence that ends so, after a comma, only makes sure of being heard; a question mark then asks nothing. */
    closers: phraseList,
    /** A question that begins so rephrases or illustrates the one before. */
    rephrasings: phraseList,
    /** Words after which a second question may begin within a sentence. */
    joints: phraseList,
    /** Phrases before what is only the background of a question ("when you", "apart from"). */
    backgrounds: phraseList,
    /** Open invitations to tell more about a finding. */
    invitations: phraseList,
    /** Statements that begin so are put to the client to be confirmed or denied. */
    checks: phraseList,
  }),
  /** Sounds and words without meaning of their own, wherever they stand. */
  fillers: phraseList,
  /** Words that only lead into a sentence; taken off its start. */
  starters: phraseList,
  /** Acknowledgements, greetings, thanks: sentences made of them ask and tell nothing. */
  chatter: phraseList,
  /** Words taken off the start of a value. */
  leadIns: phraseList,
  /** Words before which a long value may be cut. */
  breaks: phraseList,
  /** Words that say nothing about a question's subject. */
  stopWords: phraseList,
  /** Endings taken off a word before words are compared. */
  wordEndings: phraseList,
  answers: z.strictObject({
    yes: phraseList,
    no: phraseList,
    /** Words that deny what follows them in the clause. */
    negations: phraseList,
    /** The client can't tell. */
    unsure: phraseList,
    /** The client denies with a reserve. */
    doubtful: phraseList,
    /** Not an answer: the client has not understood or not been asked. */
    unanswered: phraseList,
  }),
  /** The values written where an answer has no words of its own. */
  valueWords: z.strictObject({
    present: z.string().min(1),
    absent: z.string().min(1),
    yes: z.string().min(1),
    no: z.string().min(1),
    unsure: z.string().min(1),
    doubtful: z.string().min(1),
  }),
});
export type LanguageProfile = z.output<typeof languageProfileSchema>;

/**
 * All that a grader knows of a domain: its roles, what experts in it ask about, and how that is said. Data, so that
 * another domain is another file and not another program.
 */
export const domainProfileSchema = z
  .strictObject({
    id: z.string().min(1),
    /** Machine text within messages that nobody said. */
    markers: phraseList,
    /** Findings that are present or absent (in medicine: symptoms), by kin; kin findings are related. */
    findings: z.record(z.string(), phraseList),
    /** Findings that everybody has in some state (in medicine: appetite), so that "none" would be no value. */
    states: phraseList,
    /** Finding → the wider finding that it is a case of. */
    broader: z.record(z.string(), z.string()),
    /** Aspects of a finding, the more telling first. */
    facets: phraseList,
    /** Subjects that stand by themselves, by kin. */
    topics: z.record(z.string(), phraseList),
    /** What experts ask about that is not target information. */
    notItems: phraseList,
    /** Topics that make a question theirs even where it mentions something of `notItems`. */
    outranks: phraseList,
    /** The topics that stand for the whole: what the matter is, and what else is the matter. */
    openTopics: phraseList,
    languages: z.record(z.string(), languageProfileSchema),
  })
  .superRefine((profile, context) => {
    const refuse = (message: string, path: PropertyKey[]) => context.addIssue({ code: "custom", message, path });
    const concepts = new Set(listConcepts(profile));
    if (Object.keys(profile.languages).length === 0) refuse("A profile needs at least one language.", ["languages"]);
    for (const [narrow, wide] of Object.entries(profile.broader)) {
      if (!concepts.has(narrow) || !concepts.has(wide)) refuse(`Unknown concept in ${narrow} → ${wide}.`, ["broader"]);
    }
    for (const topic of [...profile.outranks, ...profile.openTopics]) {
      if (!concepts.has(topic)) refuse(`Unknown topic ${topic}.`, ["topics"]);
    }
    for (const [name, language] of Object.entries(profile.languages)) {
      for (const concept of concepts) {
        if (!(concept in language.terms)) refuse(`No phrase for ${concept}.`, ["languages", name, "terms"]);
      }
      const named = [language.terms, language.measures, language.hints].flatMap((record) => Object.keys(record));
      for (const concept of named) {
        if (!concepts.has(concept)) refuse(`Unknown concept ${concept}.`, ["languages", name]);
      }
      try {
        new RegExp(`\\p{Script=${language.script}}`, "u");
        for (const source of [...Object.values(language.measures), ...Object.values(language.hints)].flat()) {
          new RegExp(expandMacros(source, language.macros), "iu");
        }
      } catch (error) {
        refuse(error instanceof Error ? error.message : String(error), ["languages", name]);
      }
    }
  });
export type DomainProfile = z.output<typeof domainProfileSchema>;

/** Every concept's id: findings, facets, topics and what is not an item. */
export function listConcepts(profile: Pick<DomainProfile, "findings" | "facets" | "topics" | "notItems">): string[] {
  return [
    ...Object.values(profile.findings).flat(),
    ...profile.facets,
    ...Object.values(profile.topics).flat(),
    ...profile.notItems,
  ];
}

/** Writes the alternatives of each macro in place of `{name}`; a quantifier such as `{1,4}` stays. */
export function expandMacros(source: string, macros: Readonly<Record<string, string>>): string {
  return source.replace(/(?<!\\p)\{(\p{L}+)\}/gu, (whole, name: string) => {
    const alternatives = macros[name];
    if (alternatives === undefined) throw new Error(`Unknown macro ${whole} in the pattern ${source}`);
    return `(?:${alternatives.replace(/\s*\|\s*/g, "|")})`;
  });
}
