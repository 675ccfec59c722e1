import type { Criterion } from "@/lib/grading/criterion";
import type { DomainProfile } from "@/lib/grading/domain-profile";
import { createRoleNamer, listRoleWords } from "@/lib/grading/llm/dialogue-roles";
import { explainFrame } from "@/lib/grading/llm/explain-frame";
import { frameBlocks, writeData } from "@/lib/grading/llm/frame-blocks";
import { writeMessageLines, writeResponseLine } from "@/lib/grading/llm/frame-lines";
import type { StepWords } from "@/lib/grading/llm/grader-changes";
import type { LlmMessage } from "@/lib/grading/llm/llm-call";
import type { Message } from "@/lib/trajectory/message";

/** One correction as the model reads it. */
export interface CorrectionToRead {
  readonly criterion: Criterion;
  readonly messages: readonly Message[];
  /** Where the response stands: the messages before it. */
  readonly contextMessageCount: number;
  readonly response: string;
  /** What the grader said and what the clinician holds, in words: "0.5", "duration: 3 days". */
  readonly graderValue: string;
  readonly clinicianValue: string;
  readonly graderRationale: string;
  /** The clinician's comment; "" where there is none. */
  readonly comment: string;
}

/** Messages shown before a response and after it: what it asks and what came of it. */
const LEAD_IN_MESSAGES = 4;
const LEAD_OUT_MESSAGES = 3;

const STEP_TASK: Readonly<Record<"extraction" | "scoring", (expert: string, client: string) => string>> = {
  scoring: (expert, client) =>
    `A grader scores what a ${expert} says next in a dialogue with a ${client}: content 0, 0.5 or 1, by whether it asks for what the ${expert} of the dialogue went on to find out.`,
  extraction: (expert, client) =>
    `A grader reads dialogues between a ${expert} and a ${client} and writes down, turn by turn, what the ${expert} found out, as items "attribute: value".`,
};

/**
 * The words that ask a model to repair a grader from clinicians' corrections: critique first, then at most three rules
 * and three worked cases. All that comes from dialogues and notes stands in blocks, as data.
 *
 * @param again see {@link frameBlocks}.
 */
export function frameProposal(request: {
  readonly step: "extraction" | "scoring";
  readonly present: StepWords;
  readonly corrections: readonly CorrectionToRead[];
  readonly profile: DomainProfile;
  readonly again: string | null;
}): LlmMessage[] {
  const { step, present, corrections, profile, again } = request;
  const nameRoles = createRoleNamer(profile);
  const blocks = corrections.map((correction) => ({ name: "CORRECTION" as const, lines: writeLines(correction) }));
  function writeLines(correction: CorrectionToRead): string[] {
    const { messages, contextMessageCount: at, response } = correction;
    const roles = nameRoles(messages);
    const line = (name: string, text: string) => (text === "" ? [] : [`${name}: ${writeData(text)}`]);
    return [
      ...writeMessageLines(messages, { from: Math.max(0, at - LEAD_IN_MESSAGES), to: at, roles }),
      writeResponseLine(response, roles),
      ...writeMessageLines(messages, {
        from: at,
        to: Math.min(messages.length, at + LEAD_OUT_MESSAGES),
        roles,
      }),
      ...line("criterion", correction.criterion),
      ...line("grader", correction.graderValue),
      ...line("grader's reason", correction.graderRationale),
      ...line("clinician", correction.clinicianValue),
      ...line("clinician's note", correction.comment),
    ];
  }
  return [
    { role: "system", content: writeSystem(step, present, profile) },
    { role: "user", content: frameBlocks("proposal", blocks, again) },
  ];
}

function writeSystem(step: "extraction" | "scoring", present: StepWords, profile: DomainProfile): string {
  const [{ user: client, assistant: expert } = { user: "client", assistant: "expert" }] = listRoleWords(profile);
  const rules = present.rules.map((rule, index) => `${index + 1}. ${rule}`).join("\n");
  const cases = present.workedCases.map(({ title, text }) => `${title}\n${text}`).join("\n\n");
  return [
    `You repair the instructions of a grader. ${STEP_TASK[step](expert, client)}`,
    `Its instructions:\n${present.instructions}`,
    `Its rules:\n${rules === "" ? "(none)" : rules}`,
    `Its worked cases:\n${cases === "" ? "(none)" : cases}`,
    "Clinicians read some of its answers and corrected those in the message you get. The clinician is right.",
    "First find what these corrections have in common. Then write rules that would have led the grader to the clinicians' answers and would leave its right answers as they are:",
    [
      "- At most three rules, each one or two plain sentences about a kind of question or finding, never about one dialogue.",
      "- Where a rule that is there says nearly the same, is too narrow or contradicts, write one rule in its place and give its number in replaces; null for a new rule.",
      "- One to three worked cases, each a short example with the right answer and why. Make the example up after the corrections: no names, places, dates or other details of a person.",
    ].join("\n"),
    explainFrame(profile, {
      CORRECTION:
        "one corrected answer: part of the dialogue, the response that was graded (position -), what the grader said, and what the clinician says is right",
    }),
    `Answer with one JSON object and nothing else:
{"critique": "…", "rules": [{"text": "…", "replaces": …}, …], "worked_cases": [{"title": "…", "text": "…"}, …]}
- critique: what the corrections have in common, two or three sentences.
- replaces: the number of a rule above, or null.`,
  ].join("\n\n");
}
