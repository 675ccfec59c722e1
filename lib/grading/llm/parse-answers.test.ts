import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AnswerText, ParsedAnswer } from "@/lib/grading/llm/answer-outcome";
import { writeData } from "@/lib/grading/llm/frame-blocks";
import { type ExtractionAnswer, parseExtractionAnswer } from "@/lib/grading/llm/parse-extraction-answer";
import { parseScoringAnswer, type ScoringAnswer } from "@/lib/grading/llm/parse-scoring-answer";
import {
  type AnswerKind,
  hostileText,
  jsonExtraction,
  jsonScoring,
  plainText,
  ROUNDS,
  tagExtraction,
  tagScoring,
} from "@/lib/grading/testing/arbitrary-answers";

// 9 laws × 2 forms × 1,000 answers and more: over 16,000 for each of the two parsers.
const RUNS = { numRuns: 1_000 };
/** A busy machine makes no test fail. */
const PATIENT = { timeout: 120_000 };

type Parse<Value> = (answer: AnswerText) => ParsedAnswer<Value>;
const ended = (text: string): AnswerText => ({ text, finishReason: "stop" });
const cutOff = (text: string): AnswerText => ({ text, finishReason: "length" });

const foldBlanks = (text: string | undefined) => text?.trim().replace(/\s+/gu, " ");

const THOUGHTS = [
  ["<think>", "</think>"],
  ["<thinking>\n", "\n</thinking>"],
  ["<THINK>", "</THINK>"],
  ["[THINK]", "[/THINK]"],
  ["◁think▷", "◁/think▷"],
  ["<|channel|>analysis<|message|>", "<|end|><|start|>assistant<|channel|>final<|message|>"],
] as const;

function law<Value>(kind: AnswerKind<Value>, parse: Parse<Value>) {
  const { values, write, say, plant } = kind;

  /** What a text may say, by means that know nothing of the parsers: the whole of it as JSON, or each tag by itself. */
  function readOtherwise(text: string, value: Value): unknown[] {
    // Letters before or after the answer leave it as it is.
    const bare = (words: string) => words.replace(/\s+/gu, "");
    const possible: unknown[] = bare(text).includes(bare(write(value))) ? [say(value)] : [];
    if (kind.name === "scoring in tags") {
      const scoreIn = (name: string) => {
        const written = new RegExp(`<${name}\\s*>\\s*([^<]*?)\\s*</${name}\\s*>`, "i").exec(text)?.[1];
        return written === undefined || written === "null" ? null : Number(written);
      };
      return [...possible, [scoreIn("content_score"), scoreIn("format_score")]];
    }
    if (kind.name === "extraction in tags") {
      const fields = ["attribute", "value", "question", "quote"];
      const lines = fields.map((name) => `\\s*<${name}\\s*>([^<]*)</${name}\\s*>`).join("");
      const pattern = new RegExp(`<item\\s+turn\\s*=\\s*"?'?(\\d+)"?'?\\s*>${lines}\\s*</item\\s*>`, "gi");
      const items = [...text.matchAll(pattern)].map(([, turn, attribute, value, question, quote]) => ({
        turn: Number(turn),
        attribute: foldBlanks(attribute),
        value: foldBlanks(value),
        question: question?.trim(),
        quote: quote?.trim(),
      }));
      return [...possible, items];
    }
    try {
      const json = JSON.parse(text);
      if (kind.name === "scoring as JSON") return [...possible, [json.content_score, json.format_score]];
      const items = json.items.map((item: Record<string, string>) => ({
        ...item,
        attribute: foldBlanks(item.attribute),
        value: foldBlanks(item.value),
      }));
      return [...possible, items];
    } catch {
      return possible;
    }
  }
  const thought = fc
    .tuple(fc.constantFrom(...THOUGHTS), fc.oneof(values.map(write), plainText, fc.constant('{"content_score": 1')))
    // An answer in tags begins with thought of its own, which would end the thought around it.
    .map(([[open, close], draft]) => `${open}${draft.replace(/<\/?think>/g, "")}${close}`);
  const fence = fc.constantFrom(["", ""], ["```json\n", "\n```"], ["```\n", "\n```"], ["~~~xml\n", "\n~~~"]);
  const lead = fc.tuple(fc.constantFrom("", "\ufeff", "\n\n"), fc.option(thought, { nil: "" }), plainText);

  describe(kind.name, PATIENT, () => {
    test("an answer is read whatever stands around it: byte order mark, thought with drafts, fences, prose", () => {
      fc.assert(
        fc.property(values, lead, fence, plainText, (value, before, [open, close], after) => {
          expect(parse(ended(`${before.join("")}${open}${write(value)}${close}${after}`))).toEqual({
            status: "parsed",
            value,
          });
        }),
        RUNS,
      );
    });

    test("one that breaks off is never an answer, or the same one", () => {
      fc.assert(
        fc.property(values, lead, fc.double({ min: 0, max: 0.999, noNaN: true }), (value, before, share) => {
          const text = write(value);
          const part = text.slice(0, Math.floor(share * text.length));
          const whole = parse(ended(before.join("") + part));
          if (kind.name.endsWith("JSON")) expect(whole.status).toBe("failed");
          // Lines that are missing at the end leave no trace; the scores stand before them.
          else if (whole.status === "parsed" && kind.name.startsWith("scoring")) {
            expect(say(whole.value)).toEqual(say(value));
          }
          const cut = parse(cutOff(before.join("") + part));
          expect(cut).toMatchObject({ status: "failed", failureClass: "unparsable" });
        }),
        RUNS,
      );
    });

    test("of two answers neither is picked, unless they say the same", () => {
      fc.assert(
        fc.property(values, values, fc.array(plainText, { minLength: 3, maxLength: 3 }), (one, other, prose) => {
          const outcome = parse(ended(`${prose[0]}${write(one)}${prose[1]}\n${write(other)}${prose[2]}`));
          // In tags a list goes on where another begins; only "none" and some contradict each other.
          if (kind.name === "extraction in tags") {
            if (outcome.status === "parsed") return;
            expect(outcome.failureClass).toBe("schema_mismatch");
          } else if (JSON.stringify(say(one)) === JSON.stringify(say(other))) {
            expect(outcome.status === "parsed" && say(outcome.value)).toEqual(say(one));
          } else expect(outcome).toMatchObject({ status: "failed", failureClass: "schema_mismatch" });
        }),
        RUNS,
      );
    });

    test("an answer within thought is none", () => {
      fc.assert(
        fc.property(thought, plainText, fc.constantFrom("ended", "cut"), (text, prose, end) => {
          const outcome = parse(end === "ended" ? ended(text + prose) : cutOff(text + prose));
          expect(outcome).toMatchObject({ status: "failed", failureClass: "unparsable" });
        }),
        RUNS,
      );
    });

    test("an answer within thought that does not end is none", () => {
      fc.assert(
        fc.property(values, fc.constantFrom(...THOUGHTS), plainText, (value, [open], prose) => {
          const text = `${open}${prose}${write(value).replace(/<\/?think>/g, "")}${prose}`;
          expect(parse(ended(text))).toMatchObject({ status: "failed", failureClass: "unparsable" });
        }),
        RUNS,
      );
    });

    test("what a client said can't speak for the model, as the model sees it", () => {
      fc.assert(
        fc.property(values, hostileText, (value, text) => {
          const planted = plant(value, writeData(text));
          expect(parse(ended(write(planted)))).toEqual({ status: "parsed", value: planted });
        }),
        RUNS,
      );
    });

    test("nor as it was said, in a quote or in talk after the answer", () => {
      fc.assert(
        fc.property(values, hostileText, hostileText, (value, text, trailing) => {
          const planted = plant(value, text);
          const outcome = parse(ended(write(planted)));
          if (kind.name.endsWith("JSON")) expect(outcome).toEqual({ status: "parsed", value: planted });
          // An item line can be closed and another opened by words that a model copies; the frame keeps it from seeing them.
          if (kind.name === "extraction in tags") return;
          if (outcome.status === "parsed") expect(say(outcome.value)).toEqual(say(planted));
          const after = parse(ended(`${write(planted)}\n${trailing}`));
          if (after.status === "parsed") expect(say(after.value)).toEqual(say(planted));
        }),
        RUNS,
      );
    });

    test("a letter more, less or other gives what stands there then, or nothing", () => {
      fc.assert(
        fc.property(
          values,
          fc.double({ min: 0, max: 0.999, noNaN: true }),
          fc.constantFrom("", "0", "1", "5", "7", ".", '"', "{", "}", "<", ">", "/", "\\", " ", "x", "[", ","),
          fc.integer({ min: 0, max: 2 }),
          (value, share, letter, removed) => {
            const text = write(value);
            const at = Math.floor(share * text.length);
            const changed = text.slice(0, at) + letter + text.slice(at + removed);
            const outcome = parse(ended(changed));
            if (outcome.status === "failed") return;
            expect(readOtherwise(changed, value)).toContainEqual(say(outcome.value));
          },
        ),
        RUNS,
      );
    });

    test("no text at all makes it throw, and none without an answer gives one", () => {
      fc.assert(
        fc.property(fc.oneof(hostileText, fc.string({ unit: "binary", maxLength: 200 }), plainText), (text) => {
          expect(["parsed", "failed"]).toContain(parse(ended(text)).status);
          expect(["parsed", "failed"]).toContain(parse(cutOff(text)).status);
        }),
        RUNS,
      );
      fc.assert(
        fc.property(plainText, (text) => {
          expect(parse(ended(text))).toMatchObject({ status: "failed", failureClass: "unparsable" });
        }),
        RUNS,
      );
    });
  });
}

const scoringAs = (answerFormat: "json_schema" | "tags"): Parse<ScoringAnswer> => {
  return (answer) => parseScoringAnswer(answer, { answerFormat, isContentExpected: false });
};
const extractionAs = (answerFormat: "json_schema" | "tags"): Parse<ExtractionAnswer> => {
  return (answer) => parseExtractionAnswer(answer, { answerFormat, rounds: ROUNDS });
};

law(jsonScoring, scoringAs("json_schema"));
law(tagScoring, scoringAs("tags"));
law(jsonExtraction, extractionAs("json_schema"));
law(tagExtraction, extractionAs("tags"));
