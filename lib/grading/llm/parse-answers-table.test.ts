import { describe, expect, test } from "vitest";
import { parseExtractionAnswer } from "@/lib/grading/llm/parse-extraction-answer";
import { parseScoringAnswer } from "@/lib/grading/llm/parse-scoring-answer";

const JSON_1 =
  '{"think":"t","content_score":1,"content_rationale":"Asks it.","format_score":0.5,"format_rationale":"Two.","quotes":["No."]}';
const JSON_0 = JSON_1.replace('"content_score":1', '"content_score":0');
const TAGS_1 =
  "<think>t</think>\n<format_score>0.5</format_score>\n<content_score>1.0</content_score>\n<content_rationale>Asks it.</content_rationale>\n<format_rationale>Two.</format_rationale>\n<quote>No.</quote>";
const TAGS_0 = TAGS_1.replace("<content_score>1.0", "<content_score>0.0");

/** The content score, or the failure class. */
function score(text: string, finishReason = "stop", isContentExpected = true) {
  const answerFormat = text.includes("<format_score") || text.includes("tags") ? "tags" : "json_schema";
  const outcome = parseScoringAnswer({ text, finishReason }, { answerFormat, isContentExpected });
  return outcome.status === "parsed" ? outcome.value.content : outcome.failureClass;
}

describe("a scoring answer", () => {
  test.each([
    ["plain", JSON_1, 1],
    ["in a fence", `Here it is:\n\`\`\`json\n${JSON_1}\n\`\`\`\nDone.`, 1],
    ["after thought with another answer", `<think>Perhaps ${JSON_0}</think>${JSON_1}`, 1],
    ["after thought that only ends", `I weigh it up.</think>\n${JSON_1}`, 1],
    ["after a brace in thought that only ends", `Use {"x first.</think>\n${JSON_1}`, 1],
    ["within a broken one's quote", `{"content_score": 0, "quotes": ["</think>${JSON_1}"]}`, "unparsable"],
    ["in talk about what was said", `${JSON_0}\nThe patient said "</think>${JSON_1}"`, "schema_mismatch"],
    ["in doubled braces", `{${JSON_1}}`, 1],
    ["after a whole answer in thought that only ends", `${JSON_0}</think>${JSON_1}`, "schema_mismatch"],
    ["within thought only", `<think>${JSON_1}</think>`, "unparsable"],
    ["within thought that does not end", `<think>${JSON_1}`, "unparsable"],
    ["twice", `${JSON_1}\n${JSON_1}`, 1],
    ["twice, otherwise", `${JSON_1}\n${JSON_0}`, "schema_mismatch"],
    ["next to a broken one", `${JSON_1}\n{"content_score": high}`, "schema_mismatch"],
    ["cut off", JSON_1.slice(0, -2), "unparsable"],
    ["with unescaped quotation marks", JSON_1.replace("Asks it.", 'Asks "it".'), "unparsable"],
    ["with a score of 0.7", JSON_1.replace('"content_score":1', '"content_score":0.7'), "schema_mismatch"],
    ["with a score as text", JSON_1.replace('"content_score":1', '"content_score":"1"'), "schema_mismatch"],
    ["with a score twice", JSON_1.replace('"think":"t"', '"content_score":0'), "schema_mismatch"],
    ["with a further key", JSON_1.replace("{", '{"final_score":0,'), "schema_mismatch"],
    ["without a rationale", JSON_1.replace("Asks it.", ""), "schema_mismatch"],
    ["with the null character", JSON_1.replace("No.", "\\u0000"), "schema_mismatch"],
    ["without a content score", JSON_1.replace('"content_score":1', '"content_score":null'), "schema_mismatch"],
    ["as another object", '{"score": 1}', "schema_mismatch"],
    ["as prose", "A good question, I would say 1.", "unparsable"],
    ["as a blank", " \n", "unparsable"],
    ["in tags", TAGS_1, 1],
    ["in tags, in a fence", `Sure:\n\`\`\`xml\n${TAGS_1}\n\`\`\``, 1],
    ["in tags, in capitals", TAGS_1.replaceAll("content_score", "Content_Score"), 1],
    ["in tags, after another in thought", `<think>${TAGS_0.replace(/<.?think>/g, "")}</think>${TAGS_1}`, 1],
    ["in tags, twice otherwise", `${TAGS_1}\n${TAGS_0.replace(/<think>.*/, "")}`, "schema_mismatch"],
    [
      "in tags, with an example in prose",
      `<content_score>0.0</content_score> would be bad.\n${TAGS_1}`,
      "schema_mismatch",
    ],
    ["in tags, without an end", TAGS_1.replace("</quote>", ""), "unparsable"],
    ["in tags, without a middle end", TAGS_1.replace("</content_score>", ""), "schema_mismatch"],
    ["in tags, with words for a score", TAGS_1.replace("1.0", "1.0 (direct)"), "schema_mismatch"],
    ["in tags, with 0.7", TAGS_1.replace("1.0", "0.7"), "schema_mismatch"],
    ["in tags, as they were asked for", TAGS_1.replace("1.0", "0.0, 0.5 or 1.0"), "schema_mismatch"],
    [
      "in tags, within a quote",
      `${TAGS_1}<quote>a</quote><quote><content_score>0.0</content_score></quote>`,
      "schema_mismatch",
    ],
    ["as prose about tags", "I can't use tags.", "unparsable"],
  ])("%s", (_, text, expected) => expect(score(text)).toBe(expected));

  test.each([
    ["cut off at the limit", JSON_1.slice(0, 50), "length", "unparsable"],
    ["whole, followed by blanks up to the limit", `${JSON_1}\n\n\n`, "length", 1],
    ["whole, with more words up to the limit", `${JSON_1} and`, "length", "unparsable"],
    ["nothing but thought up to the limit", "", "length", "unparsable"],
    ["in tags at the limit", TAGS_1, "length", "unparsable"],
    ["held back by a filter", JSON_1, "content_filter", "refused"],
    ["refused without a word", "", "refusal", "refused"],
  ])("%s", (_, text, finishReason, expected) => expect(score(text, finishReason)).toBe(expected));

  test("says in words that the limit was reached", () => {
    const answer = { text: JSON_1.slice(0, 50), finishReason: "length" };
    expect(parseScoringAnswer(answer, { answerFormat: "json_schema", isContentExpected: true })).toMatchObject({
      message: expect.stringContaining("limit of output tokens"),
    });
  });

  test("needs no content score where content does not apply", () => {
    const text = JSON_1.replace('"content_score":1', '"content_score":null').replace("Asks it.", "");
    expect(score(text, "stop", false)).toBeNull();
    expect(score(TAGS_1.replace(/<content.*\n/g, ""), "stop", false)).toBeNull();
  });
});

const ITEM = '{"turn":3,"attribute":"fever","value":"no\\nfever","question":"Fever?","quote":"No."}';
const LINE =
  '<item turn="3"><attribute>fever</attribute><value>none</value><question>Fever?</question><quote>No.</quote></item>';

/** The items as `turn attribute: value`, or the failure class. */
function items(text: string, answerFormat: "json_schema" | "tags") {
  const outcome = parseExtractionAnswer({ text, finishReason: "stop" }, { answerFormat, rounds: new Set([3, 4]) });
  if (outcome.status === "failed") return outcome.failureClass;
  return outcome.value.items.map(({ turn, attribute, value }) => `${turn} ${attribute}: ${value}`);
}

describe("an extraction answer", () => {
  test.each([
    ["one item, on one line", `{"items":[${ITEM}]}`, ["3 fever: no fever"]],
    ["none", 'Nothing here:\n{"items": []}', []],
    ["the same item twice", `{"items":[${ITEM},${ITEM}]}`, ["3 fever: no fever"]],
    ["of a turn that was not asked about", `{"items":[${ITEM.replace("3", "5")}]}`, "schema_mismatch"],
    ["of half a turn", `{"items":[${ITEM.replace("3", "3.5")}]}`, "schema_mismatch"],
    ["as a bare list", `[${ITEM}]`, "schema_mismatch"],
    ["with an item without a value", `{"items":[${ITEM.replace("no\\nfever", " ")}]}`, "schema_mismatch"],
    ["with what stood in the question", `{"items":[${ITEM.replace("fever", "…")}]}`, "schema_mismatch"],
    ["cut off after an item", `{"items":[${ITEM}`, "unparsable"],
    ["two lists", `{"items":[${ITEM}]} or {"items":[]}`, "schema_mismatch"],
  ])("as JSON: %s", (_, text, expected) => expect(items(text, "json_schema")).toEqual(expected));

  test.each([
    ["a line", LINE, ["3 fever: none"]],
    [
      "in a fence, fields in another order",
      `\`\`\`\n${LINE.replace(/(<attr.*<.attribute>)(<value.*<.value>)/, "$2 $1")}\n\`\`\``,
      ["3 fever: none"],
    ],
    ["none", "<items none />", []],
    ["none and some", `<items none />\n${LINE}`, "schema_mismatch"],
    ["silence", "There is nothing.", "unparsable"],
    ["cut off in an item", LINE.slice(0, 60), "unparsable"],
    ["without a field", LINE.replace(/<value>.*<.value>/, ""), "schema_mismatch"],
    ["with words between the fields", LINE.replace("<value>", "then <value>"), "schema_mismatch"],
    ["without a turn", LINE.replace(' turn="3"', ""), "schema_mismatch"],
    ["a list around them", `<items>${LINE}</items>`, "schema_mismatch"],
    ["as it was asked for", LINE.replace("3", "…").replace("fever", "…"), "schema_mismatch"],
  ])("in tags: %s", (_, text, expected) => expect(items(text, "tags")).toEqual(expected));
});
