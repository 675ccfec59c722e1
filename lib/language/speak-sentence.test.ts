import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { makeSpeaker } from "@/lib/language/speak-sentence";
import chinese from "@/lib/language/zh/sentences.json";
import { collectTexts } from "@/testkit/sentences/collect-texts";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** Whose sentences no screen shows as words of ours: they stay in English. */
const NOT_SPOKEN: readonly RegExp[] = [
  // For whoever runs the server, at its terminal.
  /^lib\/(env|db\/(migrate-database|embedded\/.*))\.ts$/,
  /^lib\/workflows\/(verify-export|export-place)\.ts$/,
  // Part of the exported files.
  /^lib\/export\/(data-card|trainer-config)\.ts$/,
  // What is sent to a model.
  /^lib\/grading\/(llm\/(answer-shape|ask-until-read|explain-frame|frame-.*)|profiles\/.*|domain-profile)\.ts$/,
  // What a grader says of a grade: its words are data, as those of a model are.
  /^lib\/grading\/(offline\/.*|llm\/(read-structural-decision|settle-votes))\.ts$/,
  /^lib\/workflows\/(rescore-turns|stored-scores)\.ts$/,
];

/** The same in files that speak otherwise. */
const NOT_SPOKEN_THERE: ReadonlySet<string> = new Set([
  "This is a test of the connection. Answer with as few words as you can.",
  'Answer with the JSON object {"ready": true}.',
  "Answer with the word ready.",
  "Imported from {0}.",
  "The run is {0}.",
  "This worker has to end.",
  "The worker was told to end.",
  // A grader's own words, beside those for its failures.
  "The file gives no reason.",
  "The file has no row of this turn.",
  "The label that the file gives.",
  "The next turn's information has all of this one's: nothing was found out here.",
  "The next turn's information no longer has this, so it was found out here.",
  "The response goes on, but the label is stop. Only the decision counts.",
  "The response stops, but the label is continue. Only the decision counts.",
  "The file has no target information for this turn.",
  "{0} {1} in the file.",
  "The model finds nothing here that was asked for and that the {0} answered.",
  "Asked about {0}; the {1} answers.",
  "The {0} does not speak again: nothing asked here is answered.",
  "The response goes on, but the {0} stops here. Only the decision counts.",
  "The response stops, but the {0} goes on. Only the decision counts.",
  "The response stops where the {0} stops: nothing was left to ask.",
  "From this turn on the {0} finds out nothing more.",
  "Stops with the bare marker.",
  "Stops, but says more than the bare marker.",
]);

const files = ["lib", "app/api"]
  .flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`),
  )
  .filter((file) => file.endsWith(".ts") && !/\.test\.ts$|\/(generated|testing)\//.test(file));
const texts = files.flatMap((file) => collectTexts(ROOT, file));
const spoken = texts.filter(
  ({ text, file, isSentence }) =>
    isSentence && !NOT_SPOKEN_THERE.has(text) && !NOT_SPOKEN.some((pattern) => pattern.test(file)),
);

const slots = (text: string) => [...text.matchAll(/\{\d+\}/g)].map(([slot]) => slot).sort();

describe("what the server says, in Chinese", () => {
  test("has a translation of every sentence that a screen can show", () => {
    expect(spoken.length).toBeGreaterThan(300);
    const missing = spoken.filter(({ text }) => !(text in chinese.sentences));
    expect(missing.map(({ text, file, line }) => `${file}:${line} ${text}`)).toEqual([]);
  });

  test("has no translation of what nobody says any more", () => {
    const said = new Set(spoken.map(({ text }) => text));
    expect(Object.keys(chinese.sentences).filter((text) => !said.has(text))).toEqual([]);
    const words = texts.map(({ text }) => text);
    expect(Object.keys(chinese.phrases).filter((phrase) => !words.some((text) => text.includes(phrase)))).toEqual([]);
  });

  test("fills in what the English fills in, and is Chinese", () => {
    for (const [english, translation] of Object.entries({ ...chinese.sentences, ...chinese.phrases })) {
      expect(slots(translation), english).toEqual(slots(english));
      expect(translation, english).toMatch(/\p{Script=Han}|^（\{0\}）$/u);
    }
  });
});

describe("makeSpeaker", () => {
  const speak = makeSpeaker(chinese);

  test.each([
    ["You are signed out. Sign in and try again.", "你已退出登录。请登录后重试。"],
    [
      "Round 3 is still open (12 of 50 reads). End it before starting another.",
      "第 3 轮仍在进行（12 / 50 次阅读）。请先结束它，再开始新的一轮。",
    ],
    // Of two patterns that fit, the one that says more.
    ["The server answered 502. Try again in a moment.", "服务器返回 502。请稍后再试。"],
    // What is filled in is spoken too.
    [
      'Message 3 has the role 7; use "user" for the client or "assistant" for the expert.',
      '第 3 条消息的 role 是 7；来访者请用 "user"，专家请用 "assistant"。',
    ],
    ["messages is a number; it must be a list.", "messages 是数字；必须是列表。"],
    // The place of a fault, and several faults after each other.
    ["reads: Give a number of reads.", "reads：请填写阅读次数。"],
    [
      "Paused by the endpoint “local”. The endpoint was busy (HTTP 503).",
      "已被端点“local”暂停。端点繁忙（HTTP 503）。",
    ],
    ["The endpoint was busy (HTTP 503). Tried 3 times.", "端点繁忙（HTTP 503）。已尝试 3 次。"],
    [
      "The endpoint refuses the key (HTTP 401). It says: “No. Go Away.”",
      "端点拒绝该密钥（HTTP 401）。它说：“No. Go Away.”",
    ],
    ["calls of tools", "工具调用"],
  ])("%s", (english, expected) => expect(speak(english)).toBe(expected));

  test("leaves in English what it does not know, and says what it knows beside it", () => {
    expect(speak("Nobody has written this.")).toBe("Nobody has written this.");
    expect(speak("This project has no such turn. Nobody has written this.")).toBe(
      "此项目没有这个轮次。 Nobody has written this.",
    );
  });

  test("is of no language without a book", () => {
    expect(makeSpeaker(null)("This project has no such turn.")).toBe("This project has no such turn.");
  });
});
