import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Evidence } from "@/lib/grading/evidence";
import type { GradeOutcome, TrajectoryToGrade } from "@/lib/grading/grader";
import { VALUE_LENGTH_MAX } from "@/lib/grading/offline/clean-value";
import {
  createOfflineGrader,
  defineOfflineGrader,
  OFFLINE_GRADER_DEFINITION,
} from "@/lib/grading/offline/offline-grader";
import { MEDICINE_PROFILE } from "@/lib/grading/profiles/medicine";
import { readResponseDecision } from "@/lib/grading/response-decision";
import type { TargetItem } from "@/lib/grading/target-item";
import { writeDialogue } from "@/lib/grading/testing/write-dialogue";
import { verifyEvidence } from "@/lib/grading/verify-evidence";
import { expertResponse } from "@/lib/trajectory/expert-response";
import type { Message } from "@/lib/trajectory/message";
import { segmentTurns } from "@/lib/trajectory/segment-turns";

const grader = createOfflineGrader(MEDICINE_PROFILE);
const another = createOfflineGrader(MEDICINE_PROFILE);

async function extractItems(trajectory: TrajectoryToGrade): Promise<TargetItem[]> {
  const turns = await grader.extract(trajectory);
  return turns.flatMap(({ extraction }) => (extraction.status === "ok" ? extraction.value.items : []));
}

describe("what one question and its answer yield", () => {
  test.each([
    ["Where is the pain?", "Uh, on the left side, mainly.", ["pain location: on the left side, mainly"]],
    ["Have you had a fever?", "No.", ["fever: none"]],
    ["Have you had a fever?", "I don't think so.", ["fever: probably not"]],
    ["Have you had a fever?", "I haven't measured it, I don't know.", ["fever: not sure"]],
    [
      "How long have you had the cough?",
      "Um, about, uh, three weeks now, I think.",
      ["cough duration: about three weeks now"],
    ],
    [
      "How often do you go?",
      "Probably like six or seven times a day. Yeah.",
      ["cough frequency: six or seven times a day"],
    ],
    ["Any nausea or vomiting?", "I've been sick twice, no nausea though.", ["nausea: none", "vomiting: sick twice"]],
    [
      "Do you smoke? And do you drink alcohol?",
      "I don't smoke, but I drink at weekends.",
      ["smoking: no", "alcohol: at weekends"],
    ],
    ["Is it there all the time?", "Yes.", ["cough pattern: all the time"]],
    ["So no fever then?", "Yeah.", ["fever: none"]],
    ["Any rash?", "Rash? No, nothing.", ["rash: none"]],
    // Not target information.
    ["Are you on any medication?", "Just ramipril.", []],
    ["Any allergies?", "Penicillin.", []],
    ["Do you have diabetes or any other conditions?", "Diabetes.", []],
    ["Can you confirm your name and date of birth?", "Yes, it's the second of May.", []],
    ["OK? Right.", "Yeah.", []],
    ["Drink plenty of fluids.", "Okay, thank you.", []],
    // Asked, but not answered.
    ["Any chest pain?", "Sorry, could you repeat that?", []],
    ["Any chest pain?", "I haven't mentioned any chest pain.", []],
    ["Any chest pain?", "Um.", []],
  ])("%s %s", async (question, answer, expected) => {
    const trajectory = writeDialogue("C: I have a cough.", `E: ${question}`, `C: ${answer}`, "E: I see.", "C: Bye.");
    const items = await extractItems(trajectory);
    expect(items.map(({ attribute, value }) => `${attribute}: ${value}`)).toEqual(expected);
  });

  test.each([
    ["疼在什么位置？", "右下腹", ["疼痛部位: 右下腹"]],
    ["发烧吗？", "没有", ["发热: 无"]],
    ["有没有流鼻涕、鼻塞？", "鼻塞，流清鼻涕", ["流鼻涕: 流清鼻涕", "鼻塞: 有"]],
    ["多久了？", "三天了", ["咳嗽持续时间: 三天了"]],
    ["吃过什么药吗？", "布洛芬", []],
    ["对什么过敏吗？", "青霉素", []],
  ])("%s %s", async (question, answer, expected) => {
    const trajectory = writeDialogue("C: 我咳嗽", `E: ${question}`, `C: ${answer}`, "E: 好的", "C: 谢谢");
    const items = await extractItems(trajectory);
    expect(items.map(({ attribute, value }) => `${attribute}: ${value}`)).toEqual(expected);
  });

  test("an item belongs to every turn up to the one that asked, and quotes answer and question", async () => {
    const trajectory = writeDialogue(
      "C: Hi.",
      "E: Hello.",
      "C: I cough.",
      "E: Any fever?",
      "C: Yes, since Monday.",
      "E: OK.",
      "C: Bye.",
    );
    expect(await extractItems(trajectory)).toEqual([
      {
        attribute: "fever",
        value: "since Monday",
        firstRound: 1,
        askedRound: 2,
        evidence: [
          { messagePosition: 4, start: 5, end: 17, text: "since Monday" },
          { messagePosition: 3, start: 0, end: 9, text: "Any fever" },
        ],
      },
    ]);
  });

  test("several messages in a row are one block on both sides", async () => {
    const trajectory = writeDialogue(
      "C: I cough.",
      "E: I see.",
      "E: Any fever?",
      "C: well",
      "C: no",
      "E: OK.",
      "C: Bye.",
    );
    expect((await extractItems(trajectory)).map(({ attribute, value }) => `${attribute}: ${value}`)).toEqual([
      "fever: none",
    ]);
  });
});

describe("the decision", () => {
  const trajectory = writeDialogue(
    "C: I cough.",
    "E: Any fever?",
    "C: No.",
    "E: Rest a few days.",
    "C: OK.",
    "E: Goodbye.",
  );
  test("continue while findings follow, with the next question as its quote", async () => {
    const [first] = await grader.extract(trajectory);
    expect(first?.decision).toMatchObject({
      status: "ok",
      value: "continue",
      rationale: "The doctor keeps asking: the patient speaks 2 more times.",
      evidence: [{ text: "Any fever" }],
    });
  });
  test("less sure where the talk goes on and nothing is found out", async () => {
    const [first, second] = await grader.extract(trajectory);
    const confidence = (outcome: GradeOutcome<unknown> | undefined) =>
      outcome?.status === "ok" ? (outcome.confidence ?? 0) : 0;
    expect(second?.decision).toMatchObject({ value: "continue", rationale: expect.stringContaining("1 more time,") });
    expect(confidence(second?.decision)).toBeLessThan(confidence(first?.decision));
  });
  test("stop where the client does not speak again", async () => {
    const last = (await grader.extract(trajectory)).at(-1);
    expect(last?.decision).toMatchObject({ value: "stop", evidence: [{ text: "Goodbye" }] });
    expect(last?.extraction).toMatchObject({ value: { items: [] } });
  });
});

describe("content and format of a response", () => {
  const trajectory = writeDialogue(
    "C: My tummy hurts.",
    "E: Where is the pain?",
    "C: On the left side.",
    "E: Any vomiting?",
    "C: No.",
    "E: Do you smoke?",
    "C: No.",
    "E: Take care.",
    "C: Bye.",
  );
  const [turn] = trajectory.turns;
  if (turn === undefined) throw new Error("The dialogue has no turn.");
  const score = async (response: string, stopLabel: "continue" | "stop" = "continue", items?: TargetItem[]) =>
    grader.score({
      trajectory,
      turn,
      response,
      stopLabel,
      targetInformation: items ?? (await extractItems(trajectory)),
    });

  test.each([
    ["Where is the pain?", 1, 1],
    ["Whereabouts does it hurt exactly?", 1, 1],
    ["Do you smoke cigarettes?", 1, 1],
    ["Any nausea?", 0.5, 1],
    ["How bad is the tummy pain?", 0.5, 1],
    ["Any other symptoms?", 0.5, 1],
    ["Do you have any pets?", 0, 1],
    ["Are you on any medication?", 0, 1],
    ["I see.", 0, 0],
    ["", 0, 0],
    ["Where is the pain? And do you smoke?", 1, 0.5],
    ["Where is the pain? And do you smoke? And any vomiting?", 1, 0],
    ["您吸烟吗？", 1, 1],
  ])("%j: content %d, format %d", async (response, content, format) => {
    const scores = await score(response);
    expect(scores.content).toMatchObject({ status: "ok", value: content });
    expect(scores.format).toMatchObject({ status: "ok", value: format });
  });

  test("names the item and quotes the future", async () => {
    const { content } = await score("Do you smoke?");
    expect(content).toMatchObject({
      rationale: "Asks directly for smoking (no), which the doctor finds out 2 turns later.",
      evidence: [
        { messagePosition: 6, text: "No" },
        { messagePosition: 5, text: "Do you smoke" },
      ],
    });
  });
  test("an item added by a clinician counts, though it has no quote", async () => {
    const added = { attribute: "weight loss", value: "5 kg", firstRound: 1, askedRound: 2, evidence: [] };
    expect((await score("Have you lost weight?", "continue", [added])).content).toMatchObject({
      value: 1,
      evidence: [],
    });
  });
  test.each([
    ["no target information", "Where is the pain?", "continue", []],
    ["the response stops, the label says continue", "<stop />", "continue", undefined],
    ["the response asks, the label says stop", "Any fever?", "stop", undefined],
  ] as const)("content does not apply: %s", async (_name, response, stopLabel, items) => {
    expect((await score(response, stopLabel, items === undefined ? undefined : [])).content.status).toBe(
      "not_applicable",
    );
  });
  test.each([
    ["<stop />", 1],
    ["Bye. <stop />", 0],
  ])("both stop with %j: content 1, format %d", async (response, format) => {
    const scores = await score(response, "stop");
    expect(scores.content).toMatchObject({ status: "ok", value: 1 });
    expect(scores.format).toMatchObject({ status: "ok", value: format });
  });
});

test("the definition changes with the profile and only with it", () => {
  expect(defineOfflineGrader(MEDICINE_PROFILE)).toEqual(OFFLINE_GRADER_DEFINITION);
  expect(defineOfflineGrader({ ...MEDICINE_PROFILE, markers: [] }).profileHash).not.toBe(
    OFFLINE_GRADER_DEFINITION.profileHash,
  );
});

/** Checks everything that the grader says about a dialogue; returns its items. */
async function gradeAll(messages: readonly Message[]): Promise<TargetItem[]> {
  const trajectory = { messages, turns: segmentTurns(messages).turns };
  const extractions = await grader.extract(trajectory);
  expect(extractions.map(({ round }) => round)).toEqual(trajectory.turns.map(({ round }) => round));
  const items = extractions.flatMap(({ extraction }) => (extraction.status === "ok" ? extraction.value.items : []));
  const quotes: Evidence[] = items.flatMap(({ evidence }) => evidence);
  const check = (outcome: GradeOutcome<unknown>) => {
    expect(outcome.status).not.toBe("failed");
    expect(outcome.rationale).not.toBe("");
    if (outcome.status !== "ok") return;
    expect(outcome.confidence).toBeGreaterThanOrEqual(0);
    expect(outcome.confidence).toBeLessThanOrEqual(1);
    quotes.push(...outcome.evidence);
  };
  for (const [index, turn] of trajectory.turns.entries()) {
    const extraction = extractions[index];
    if (extraction === undefined) continue;
    check(extraction.decision);
    check(extraction.extraction);
    expect(extraction.decision).toMatchObject({ value: turn.stopLabel });
    const targetInformation = items.filter(({ askedRound }) => askedRound >= turn.round);
    const response = expertResponse(messages, turn);
    const scores = await grader.score({ trajectory, turn, response, stopLabel: turn.stopLabel, targetInformation });
    check(scores.content);
    check(scores.format);
    // The expert asked for what the expert found out, unless the text itself holds the stop marker.
    const own =
      items.some(({ askedRound }) => askedRound === turn.round) && readResponseDecision(response) === "continue";
    if (own) expect(scores.content).toMatchObject({ value: 1 });
  }
  const places = new Map(quotes.map((quote) => [`${quote.messagePosition}:${quote.start}:${quote.end}`, quote]));
  for (const { messagePosition, start, end, text } of places.values()) {
    expect(messages[messagePosition]?.content.slice(start, end)).toBe(text);
    expect(verifyEvidence(text, messages, { from: messagePosition, to: messagePosition + 1 })).not.toBeNull();
  }
  for (const { attribute, value } of items) {
    expect(attribute.trim()).not.toBe("");
    expect(value.trim()).not.toBe("");
    expect(value.length).toBeLessThanOrEqual(VALUE_LENGTH_MAX);
  }
  return items;
}

test("law: no dialogue, however odd, fails or is misquoted", async () => {
  const piece = fc.constantFrom(
    ..."Do you have|any fever|?|how long|no|yes|, |. |and |<med_search>|<stop />|um|😷|👩‍⚕️|e\u0301|\n|没有|发烧|吗|？|，|多久|疼|Ａ|\ud83d|OK|is that right|three days|pain".split(
      "|",
    ),
  );
  const content = fc.oneof(
    fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(" ")),
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constant(""),
  );
  const message = fc.record({ role: fc.constantFrom("user" as const, "assistant" as const), content });
  await fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 10 }), async (messages) => {
      await gradeAll(messages);
      const trajectory = { messages, turns: segmentTurns(messages).turns };
      expect(await grader.extract(trajectory)).toEqual(await another.extract(trajectory));
    }),
    { numRuns: 60 },
  );
}, 60_000);

const sessionSchema = z.object({
  messages: z.array(z.object({ role: z.enum(["user", "assistant"]), content: z.string() })),
});
const readSessions = (path: string) =>
  readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => sessionSchema.parse(JSON.parse(line)).messages);

test("the demo's consultations: most questions with a finding yield an item", async () => {
  let [items, turns] = [0, 0];
  for (const messages of readSessions("prisma/seed/demo.sessions.jsonl")) {
    expect(messages.length).toBeGreaterThanOrEqual(16);
    expect(messages.length).toBeLessThanOrEqual(40);
    items += (await gradeAll(messages)).length;
    turns += segmentTurns(messages).turns.length;
  }
  expect(turns).toBeGreaterThan(150);
  expect(items / turns).toBeGreaterThan(0.6);
});

describe.each([
  ["../shared/data/trajectories/primock57.sessions.jsonl", 57],
  ["../shared/data/trajectories/craft-md.sessions.jsonl", 180],
])("%s (skipped where absent)", (path, count) => {
  test.skipIf(!existsSync(path))(
    "is graded whole, without a failed grade or a misquote",
    { timeout: 120_000 },
    async () => {
      const sessions = readSessions(path);
      expect(sessions).toHaveLength(count);
      let items = 0;
      for (const messages of sessions) items += (await gradeAll(messages)).length;
      expect(items / sessions.length).toBeGreaterThan(4);
    },
  );
});
