import { describe, expect, test } from "vitest";
import type { GradeOutcome, ResponseToScore, TrajectoryToGrade } from "@/lib/grading/grader";
import type { LlmAnswer, LlmCall, LlmFailure, LlmRequest, LlmStep } from "@/lib/grading/llm/llm-call";
import { createLlmGrader } from "@/lib/grading/llm/llm-grader";
import type { LlmGraderDefinition } from "@/lib/grading/llm/llm-grader-definition";
import { createOfflineGrader, OFFLINE_GRADER_DEFINITION } from "@/lib/grading/offline/offline-grader";
import { MEDICINE_PROFILE } from "@/lib/grading/profiles/medicine";
import { llmDefinition, voteNamed } from "@/lib/grading/testing/llm-definition";
import { writeDialogue } from "@/lib/grading/testing/write-dialogue";

interface Asked {
  readonly step: LlmStep;
  readonly attempt: number;
  readonly request: LlmRequest;
  readonly prompt: string;
}

type Reply = string | Partial<LlmAnswer> | LlmFailure;

/** A call port in memory: answers by a function, and keeps what it was asked. */
function answering(reply: (asked: Asked) => Reply | Promise<Reply>) {
  const asked: Asked[] = [];
  const call: LlmCall = async (request, { step, attempt }) => {
    const one = { step, attempt, request, prompt: request.messages[1]?.content ?? "" };
    asked.push(one);
    const given = await reply(one);
    if (typeof given === "object" && given.status === "failed") return given;
    const answer = typeof given === "string" ? { text: given } : given;
    return { status: "answered", text: "", finishReason: "stop", tokenConfidence: null, ...answer };
  };
  return { asked, call };
}

function graderWith(call: LlmCall, definition: LlmGraderDefinition = llmDefinition(), parseAttempts = 3) {
  return createLlmGrader({ definition, profile: MEDICINE_PROFILE, call, parseAttempts });
}

const dialogue = writeDialogue(
  "C: I have a cough.",
  "E: How long have you had it?",
  "C: Three days.",
  "E: Any fever?",
  "C: No, none.",
  "E: Do you smoke?",
  "C: Twenty a day.",
  "E: Take care.",
);

const item = (turn: number, attribute: string, value: string, question: string, quote: string) => ({
  turn,
  attribute,
  value,
  question,
  quote,
});
const COUGH = item(1, "cough duration", "three days", "How long have you had it?", "Three days.");
const FEVER = item(2, "fever", "none", "Any fever?", "No, none.");
const SMOKING = item(3, "smoking", "twenty a day", "Do you smoke?", "Twenty a day.");
const itemsJson = (...items: readonly object[]) => JSON.stringify({ items });

const scoresJson = (content: number | null, format: number, quotes: readonly string[] = []) =>
  JSON.stringify({
    think: "t",
    content_score: content,
    content_rationale: `Content is ${content}.`,
    format_score: format,
    format_rationale: `Format is ${format}.`,
    quotes,
  });

function subject(change: Partial<ResponseToScore> = {}): ResponseToScore {
  const [, turn] = dialogue.turns;
  if (turn === undefined) throw new Error("The dialogue has two turns.");
  const target = { attribute: "fever", value: "none", firstRound: 1, askedRound: 2, evidence: [] };
  return {
    trajectory: dialogue,
    turn,
    response: "Do you have a fever?",
    stopLabel: "continue",
    targetInformation: [target],
    ...change,
  };
}

function brief<Value>(outcome: GradeOutcome<Value>): unknown {
  if (outcome.status === "ok") return outcome.value;
  return outcome.status === "failed" ? outcome.failureClass : outcome.status;
}

async function extractBrief(call: LlmCall, trajectory: TrajectoryToGrade = dialogue, definition = llmDefinition()) {
  const turns = await graderWith(call, definition).extract(trajectory);
  return turns.map(({ extraction }) =>
    extraction.status === "ok"
      ? extraction.value.items.map(({ attribute, value }) => `${attribute}: ${value}`)
      : brief(extraction),
  );
}

/** Reading the vocabulary of the offline grader takes seconds on a busy machine. */
const PATIENT = { timeout: 60_000 };

describe("extraction", PATIENT, () => {
  test("takes one call for a window and gives each turn its items, with quotes of answer and question", async () => {
    const { asked, call } = answering(() => itemsJson(COUGH, FEVER, SMOKING));
    const turns = await graderWith(call).extract(dialogue);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ step: "extraction", attempt: 0, request: { sample: 0, temperature: 0 } });
    expect(turns.map(({ decision }) => brief(decision))).toEqual(["continue", "continue", "continue", "stop"]);
    expect(turns[1]?.extraction).toMatchObject({
      status: "ok",
      value: {
        items: [
          {
            attribute: "fever",
            value: "none",
            firstRound: 1,
            askedRound: 2,
            evidence: [
              { messagePosition: 4, text: "No, none." },
              { messagePosition: 3, text: "Any fever?" },
            ],
          },
        ],
      },
      rawAnswer: JSON.stringify(FEVER),
    });
    // Nobody is asked about the last turn: the client never answers it.
    expect(asked[0]?.prompt).not.toContain("turn 4");
    expect(turns[3]?.extraction).toMatchObject({ status: "ok", value: { items: [] }, rawAnswer: null });
  });

  test("splits a long dialogue into windows of nearly one length that fail apart, all asked at once", async () => {
    const turns = Array.from({ length: 9 }, (_, index) => [`E: Question ${index + 1}?`, `C: Answer ${index + 1}.`]);
    const long = writeDialogue("C: Hello.", ...turns.flat(), "E: Goodbye.");
    let underWay = 0;
    let most = 0;
    const { asked, call } = answering(async ({ prompt }) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await Promise.resolve();
      underWay -= 1;
      if (prompt.includes("turn 4:")) return "I won't.";
      const rounds = [...prompt.matchAll(/^turn (\d+):/gmu)].map(([, round]) => Number(round));
      return itemsJson(...rounds.map((n) => item(n, `a${n}`, `v${n}`, `Question ${n}?`, `Answer ${n}.`)));
    });
    const found = await extractBrief(call, long);
    expect(found).toEqual([
      ["a1: v1"],
      ["a2: v2"],
      ["a3: v3"],
      "unparsable",
      "unparsable",
      "unparsable",
      ["a7: v7"],
      ["a8: v8"],
      ["a9: v9"],
      [],
    ]);
    expect(most).toBe(3);
    expect(asked.map(({ attempt }) => attempt).sort()).toEqual([0, 0, 0, 1, 2]);
  });

  test("asks again and says what was wrong; a rerun asks the same", async () => {
    const replies = ["nothing", itemsJson({ ...FEVER, turn: 9 }), itemsJson(FEVER)];
    const { asked, call } = answering(({ attempt }) => replies[attempt] ?? "");
    expect(await extractBrief(call)).toEqual([[], ["fever: none"], [], []]);
    expect(asked.map(({ prompt }) => /^AGAIN.*$/mu.exec(prompt)?.[0] ?? null)).toEqual([
      null,
      expect.stringMatching(/^AGAIN 1: .*no whole answer/u),
      expect.stringMatching(/^AGAIN 2: .*another form/u),
    ]);
    await extractBrief(call);
    expect(asked.slice(3).map(({ request }) => request)).toEqual(asked.slice(0, 3).map(({ request }) => request));
  });

  test("fails only the turns whose answers are not quoted letter for letter", async () => {
    const invented = { ...FEVER, quote: "No fever at all." };
    const { asked, call } = answering(() => itemsJson(COUGH, invented));
    const turns = await graderWith(call).extract(dialogue);
    expect(turns.map(({ extraction }) => extraction.status)).toEqual(["ok", "failed", "ok", "ok"]);
    expect(turns[1]?.extraction).toMatchObject({
      failureClass: "evidence_not_found",
      rawAnswer: itemsJson(COUGH, invented),
    });
    expect(asked).toHaveLength(3);
  });

  test("keeps an item whose question alone is not quoted, and says so", async () => {
    const { call } = answering(() => itemsJson({ ...FEVER, question: "Fever, by any chance?" }));
    const turns = await graderWith(call).extract(dialogue);
    expect(turns[1]?.extraction).toMatchObject({ status: "ok", unverifiedQuotes: ["Fever, by any chance?"] });
  });

  test("quotes the answer that stands nearest, with the prompt's own marks taken off", async () => {
    const twice = writeDialogue("C: No.", "E: Fever?", "C: No.", "E: Rash?", "C: No.", "E: Bye.");
    const { call } = answering(() => itemsJson(item(2, "rash", "none", "[3] doctor: Rash?", "“No.”")));
    const turns = await graderWith(call).extract(twice);
    const found = turns[1]?.extraction;
    expect(found).toMatchObject({ status: "ok" });
    const evidence = found?.status === "ok" ? found.evidence : [];
    expect(evidence.map(({ messagePosition, text }) => [messagePosition, text])).toEqual([
      [4, "No."],
      [3, "Rash?"],
    ]);
  });

  test("is the offline grader's where the definition says so, without a call", async () => {
    const { name: _, ...offline } = OFFLINE_GRADER_DEFINITION;
    const { asked, call } = answering(() => "");
    const definition = { ...llmDefinition(), extraction: { kind: "offline", ...offline } as const };
    const turns = await graderWith(call, definition).extract(dialogue);
    const expected = await createOfflineGrader(MEDICINE_PROFILE).extract(dialogue);
    expect(turns.map(({ extraction }) => extraction)).toEqual(expected.map(({ extraction }) => extraction));
    expect(asked).toEqual([]);
  });
});

describe("scoring", PATIENT, () => {
  const grounded = ["No, none."];

  test.each([
    ["<stop />", "stop", [], 1, 1, 0],
    ["Bye. <stop />", "stop", [], 1, 0, 0],
    ["<stop />", "continue", [], "not_applicable", 1, 0],
    ["Do you smoke?", "stop", [], "not_applicable", 1, 1],
    ["Do you smoke?", "continue", [], "not_applicable", 1, 1],
  ] as const)(
    "%s where the label is %s asks %#",
    async (response, stopLabel, targetInformation, content, format, calls) => {
      const { asked, call } = answering(() => scoresJson(null, 1));
      const request = subject({ response, stopLabel, targetInformation });
      const scores = await graderWith(call).score(request);
      expect([brief(scores.content), brief(scores.format)]).toEqual([content, format]);
      expect(asked).toHaveLength(calls);
      // Not applicable exactly where the offline grader says so.
      const offline = await createOfflineGrader(MEDICINE_PROFILE).score(request);
      expect(scores.content.status).toBe(offline.content.status);
      if (scores.content.status === "not_applicable") expect(scores.content).toEqual(offline.content);
    },
  );

  test("gives rationale, evidence in the future, raw answer and token confidence", async () => {
    const text = scoresJson(1, 0.5, grounded);
    const { call } = answering(() => ({ text, tokenConfidence: 0.8 }));
    const { content, format } = await graderWith(call).score(subject());
    expect(content).toEqual({
      status: "ok",
      value: 1,
      rationale: "Content is 1.",
      evidence: [{ messagePosition: 4, start: 0, end: 9, text: "No, none." }],
      confidence: 0.8,
      rawAnswer: text,
      signals: {
        votes: [{ name: "plain", model: "test-model", score: 1 }],
        agreement: null,
        tokenConfidence: 0.8,
        scoreWithoutFuture: null,
        scoreOtherFuture: null,
      },
    });
    expect(brief(format)).toBe(0.5);
  });

  test("lets the plurality decide by each criterion; votes differ in words, order of items and sample", async () => {
    const votes = [
      voteNamed("plain"),
      voteNamed("strict", { extraInstructions: "Be strict." }),
      voteNamed("reversed", { itemOrder: "reversed" }),
    ];
    const replies = [scoresJson(0, 1), scoresJson(1, 1, grounded), scoresJson(1, 0.5, grounded)];
    const { asked, call } = answering(({ request }) => replies[request.sample] ?? "");
    const targetInformation = ["fever", "rash"].map((attribute, index) => ({
      attribute,
      value: "none",
      firstRound: 1,
      askedRound: 2 + index,
      evidence: [],
    }));
    const scores = await graderWith(call, llmDefinition({ scoring: { votes } })).score(subject({ targetInformation }));
    expect(scores.content).toMatchObject({
      value: 1,
      rationale: "2 of 3 votes. Content is 1.",
      confidence: 2 / 3,
      signals: { agreement: 2 / 3, votes: [{ score: 0 }, { score: 1 }, { score: 1 }] },
      rawAnswer: expect.stringContaining("# strict (test-model)"),
    });
    expect(brief(scores.format)).toBe(1);
    expect(asked.map(({ request }) => request.sample)).toEqual([0, 1, 2]);
    expect(asked[1]?.request.messages[0]?.content).toContain("Be strict.");
    expect(asked[2]?.prompt).toContain("1. rash: none\n2. fever: none");
  });

  test("counts earlier versions that vote, and not those that don't", async () => {
    const [one, two, three] = ["1", "2", "3"].map((digit) => `00000000-0000-4000-8000-00000000000${digit}`);
    const definition = llmDefinition({ scoring: { voterVersionIds: [one ?? "", two ?? ""] } });
    const earlier = (versionId: string | undefined, label: string, content: 0 | 1) =>
      ({ versionId: versionId ?? "", label, content, format: null }) as const;
    const otherVersions = [earlier(three, "old 3", 1), earlier(two, "old 2", 0), earlier(one, "old 1", 0)];
    const { call } = answering(() => scoresJson(1, 1, grounded));
    const { content, format } = await graderWith(call, definition).score(subject({ otherVersions }));
    expect(content).toMatchObject({
      value: 0,
      rationale: "2 of 3 votes. So said old 1 and old 2; this version's own votes differ.",
      evidence: [],
      signals: { votes: [{ name: "plain" }, { name: "old 1", model: null, score: 0 }, { name: "old 2" }] },
    });
    expect(format).toMatchObject({ value: 1, signals: { agreement: null } });
  });

  test("a failed vote doesn't count, unless all failed: then the first failure", async () => {
    const failure: LlmFailure = {
      status: "failed",
      failureClass: "time_out",
      message: "It took too long.",
      rawAnswer: null,
    };
    const votes = [voteNamed("one"), voteNamed("two")];
    const definition = llmDefinition({ scoring: { votes } });
    const some = answering(({ request }) => (request.sample === 0 ? failure : scoresJson(0, 1)));
    expect((await graderWith(some.call, definition).score(subject())).content).toMatchObject({
      value: 0,
      signals: { agreement: null, votes: [{ score: null }, { score: 0 }] },
    });
    const all = answering(({ request }) => (request.sample === 0 ? failure : "no"));
    const { content, format } = await graderWith(all.call, definition).score(subject());
    expect(content).toMatchObject({ status: "failed", failureClass: "time_out", rationale: "It took too long." });
    expect(brief(format)).toBe("time_out");
    // A call that failed is not made again here; an answer that can't be read is.
    expect(all.asked.map(({ request, attempt }) => `${request.sample}.${attempt}`)).toEqual([
      "0.0",
      "1.0",
      "1.1",
      "1.2",
    ]);
  });

  test("full or half content needs a quote that stands in the future; format does not", async () => {
    const { asked, call } = answering(() => scoresJson(0.5, 1, ["I have a cough."]));
    const { content, format } = await graderWith(call).score(subject());
    expect(content).toMatchObject({
      status: "failed",
      failureClass: "evidence_not_found",
      rawAnswer: expect.stringContaining("I have a cough."),
    });
    expect(brief(format)).toBe(1);
    expect(asked[2]?.prompt).toContain("AGAIN 2: ");
    const marked = answering(() => scoresJson(1, 1, ["No, none.", "nobody said so"]));
    expect((await graderWith(marked.call).score(subject())).content).toMatchObject({
      status: "ok",
      unverifiedQuotes: ["nobody said so"],
    });
  });

  test("probes without the future, and with another trajectory's as far into it", async () => {
    const definition = llmDefinition({ scoring: { probes: { withoutFuture: true, otherFuture: true } } });
    const other = writeDialogue("C: a", "E: b?", "C: c", "E: other question?", "C: other answer", "E: bye");
    const { asked, call } = answering(({ step, prompt }) => {
      if (step === "scoring") return scoresJson(1, 1, grounded);
      return prompt.includes("<<<FUTURE") ? scoresJson(0, 1) : scoresJson(0.5, 1, []);
    });
    const { content, format } = await graderWith(call, definition).score(subject({ otherTrajectory: other }));
    expect(content).toMatchObject({ value: 1, signals: { scoreWithoutFuture: 0.5, scoreOtherFuture: 0 } });
    expect(format).toMatchObject({ signals: { scoreWithoutFuture: null, scoreOtherFuture: null } });
    const probes = asked.filter(({ step }) => step === "probe").map(({ prompt }) => prompt);
    expect(probes.some((prompt) => prompt.includes("<<<TARGET"))).toBe(false);
    expect(probes.find((prompt) => prompt.includes("<<<FUTURE"))).toContain("[3] doctor: other question?");
    // No foreign dialogue at hand, or content does not apply: no probe, and a probe that fails fails nothing.
    const alone = answering(({ step }) => (step === "probe" ? "no" : scoresJson(1, 1, grounded)));
    expect((await graderWith(alone.call, definition).score(subject())).content).toMatchObject({
      value: 1,
      signals: { scoreWithoutFuture: null },
    });
    const plain = answering(() => scoresJson(null, 1));
    await graderWith(plain.call, definition).score(subject({ targetInformation: [], otherTrajectory: other }));
    expect(plain.asked.map(({ step }) => step)).toEqual(["scoring"]);
  });

  test("a refusal is asked again only in the next try", async () => {
    const refused = answering(({ attempt }) => (attempt === 0 ? { finishReason: "content_filter" } : scoresJson(0, 1)));
    expect(brief((await graderWith(refused.call).score(subject())).content)).toBe("refused");
    expect(refused.asked).toHaveLength(1);
    expect(brief((await graderWith(refused.call, llmDefinition(), 6).score(subject())).content)).toBe(0);
    expect(refused.asked.slice(1).map(({ attempt }) => attempt)).toEqual([0, 3]);
  });

  test("answers in tags", async () => {
    const { asked, call } = answering(
      () =>
        "<think>x</think>\n<format_score>1.0</format_score>\n<content_score>1.0</content_score>\n<content_rationale>Direct.</content_rationale>\n<format_rationale>One.</format_rationale>\n<quote>Any fever?</quote>",
    );
    const { content } = await graderWith(call, llmDefinition({ scoring: { answerFormat: "tags" } })).score(subject());
    expect(content).toMatchObject({ value: 1, evidence: [{ messagePosition: 3 }] });
    expect(asked[0]?.request.answerSchema).toBeNull();
    expect(asked[0]?.request.messages[0]?.content).toContain("<format_score>");
  });
});

describe("what stops the run", () => {
  class Interrupted extends Error {}
  const { call } = answering(() => {
    throw new Interrupted("The run was paused.");
  });

  test("comes out as it is, and no grade with it", async () => {
    const votes = [voteNamed("one"), voteNamed("two")];
    const grader = graderWith(call, llmDefinition({ scoring: { votes }, extraction: { turnsPerCall: 1 } }));
    await expect(grader.extract(dialogue)).rejects.toBeInstanceOf(Interrupted);
    await expect(grader.score(subject())).rejects.toBeInstanceOf(Interrupted);
  });

  test("a definition frozen under another profile is refused before any call", () => {
    const definition = llmDefinition({ scoring: { profileHash: "other" } });
    expect(() => graderWith(call, definition)).toThrow("another release");
  });
});
