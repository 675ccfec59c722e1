import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { verifyEvidence } from "@/lib/grading/verify-evidence";
import type { Message } from "@/lib/trajectory/message";

function dialogue(...contents: string[]): Message[] {
  return contents.map((content, index) => ({ role: index % 2 === 0 ? "assistant" : "user", content }));
}
const everything = { from: 0, to: Number.POSITIVE_INFINITY };

describe("verifyEvidence", () => {
  test.each([
    ["plain", "on the left", "Uh, on the left side.", 4, 15],
    ["white space folded", "on the left", "on\n the\u3000 left", 0, 13],
    ["quote trimmed", "  left side ", "the left side.", 4, 13],
    ["quote composed, original decomposed", "caf\u00e9", "un cafe\u0301 noir", 3, 8],
    ["quote decomposed, original composed", "cafe\u0301", "un caf\u00e9 noir", 3, 7],
    ["full-width original", "38.5", "体温３８.５度", 2, 6],
    ["half-width katakana", "バス", "ﾊﾞｽ", 0, 3],
    ["half-width jamo compose across clusters", "가", "x\uffa1\uffc2y", 1, 3],
    ["ligature taken whole", "fi", "of ﬁbre", 3, 4],
    ["emoji", "痛😷", "嗓子痛😷了", 2, 5],
    ["first of two", "no", "no, no", 0, 2],
  ])("%s", (_name, quote, content, start, end) => {
    expect(verifyEvidence(quote, dialogue(content), everything)).toEqual({
      messagePosition: 0,
      start,
      end,
      text: content.slice(start, end),
    });
  });

  test.each([
    ["blank", "  \n", "anything"],
    ["empty", "", "anything"],
    ["another case", "Left", "left"],
    ["not said", "right side", "left side"],
    ["a letter without its accent", "cafe", "cafe\u0301"],
    ["half of a ligature", "f", "ﬁ"],
    ["a part of an emoji sequence", "👩", "👩‍⚕️"],
    ["half of a surrogate pair", "\ud83d", "😷"],
  ])("null: %s", (_name, quote, content) => {
    expect(verifyEvidence(quote, dialogue(content), everything)).toBeNull();
  });

  test("only messages of the range are searched, and a quote never spans two", () => {
    const messages = dialogue("fever", "no fever", "fever again");
    expect(verifyEvidence("fever", messages, { from: 1, to: 3 })?.messagePosition).toBe(1);
    expect(verifyEvidence("fever", messages, { from: 2, to: 9 })?.messagePosition).toBe(2);
    expect(verifyEvidence("again", messages, { from: 0, to: 2 })).toBeNull();
    expect(verifyEvidence("fever no", messages, { from: 0, to: 3 })).toBeNull();
  });

  const awkward = fc.string({
    unit: fc.oneof(
      fc.constantFrom(
        " ",
        "\n",
        "\u3000",
        "e\u0301",
        "é",
        "ﬁ",
        "Ａ",
        "ﾊﾞ",
        "가",
        "👩‍⚕️",
        "😷",
        "🇳🇵",
        "疼",
        "\u09c7\u09be",
        "¨",
      ),
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
    ),
    maxLength: 30,
  });
  const graphemes = (text: string) => [...new Intl.Segmenter("und").segment(text)].map(({ segment }) => segment);

  test("law: every stretch of whole characters is found, in each normal form, and quotes itself", () => {
    fc.assert(
      fc.property(awkward, fc.nat(), fc.nat(), fc.constantFrom("NFC", "NFD", "NFKC", "NFKD"), (content, a, b, form) => {
        const characters = graphemes(content);
        const [from, to] = [a % (characters.length + 1), b % (characters.length + 1)].sort((x, y) => x - y);
        const stretch = characters.slice(from, to).join("");
        const evidence = verifyEvidence(stretch.normalize(form), dialogue(content), everything);
        if (stretch.normalize("NFKC").trim() === "") return;
        expect(evidence).not.toBeNull();
        if (evidence === null) return;
        expect(evidence.text).toBe(content.slice(evidence.start, evidence.end));
        const fold = (text: string) => text.normalize("NFKC").replace(/\s+/gu, " ").trim();
        expect(fold(evidence.text)).toBe(fold(stretch));
        expect(verifyEvidence(evidence.text, dialogue(content), everything)).toEqual(evidence);
      }),
      { numRuns: 2000 },
    );
  });

  test("a mark that stands alone after a line break is found with what precedes it", () => {
    expect(verifyEvidence("! \n\u0c4b", dialogue("! \n\u0c4b "), everything)?.text).toBe("! \n\u0c4b");
  });

  test("law: never throws, and what it returns is really there", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (quote, content) => {
        const evidence = verifyEvidence(quote, dialogue(content), everything);
        if (evidence !== null) expect(content.slice(evidence.start, evidence.end)).toBe(evidence.text);
      }),
    );
  });
});
