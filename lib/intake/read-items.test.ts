import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { IntakeItem } from "@/lib/intake/intake-item";
import { readText } from "@/lib/intake/testing/read-text";
import { defaultMapping, type ImportMapping } from "@/lib/trajectory/formats/import-options";
import type { Message } from "@/lib/trajectory/message";
import { formatSegmentedRow, segmentRows } from "@/lib/trajectory/segment-rows";

const SESSION = defaultMapping("session");
const MESSAGE_ROWS: ImportMapping = {
  ...defaultMapping("message_rows"),
  fields: { id: "id", diagnosis: "diagnosis", messages: null, role: "speaker", content: "text", order: null },
};
const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
const dialogues = (items: readonly IntakeItem[]) =>
  items.flatMap((item) =>
    item.kind === "dialogue" ? [[item.session.sessionKey, item.session.messages] as const] : [],
  );
const problems = (items: readonly IntakeItem[]) => items.filter((item) => item.kind === "problem");
const line = (id: unknown, messages: readonly Message[]) => JSON.stringify({ session_id: id, diagn: "cold", messages });
const PAIR: readonly Message[] = [
  { role: "user", content: "It hurts, doctor" },
  { role: "assistant", content: "Since when?" },
];

describe("containers", () => {
  const text = `${line(1, PAIR)}\n${line("b", PAIR)}\n`;
  test.each([
    ["lines", text],
    ["lines with CRLF and a mark", `\uFEFF${text.replaceAll("\n", "\r\n")}`],
    ["one list", `[\n${line(1, PAIR)},\n${line("b", PAIR)}\n]`],
    [
      "objects over several lines",
      `${JSON.stringify(JSON.parse(line(1, PAIR)), null, 2)}\n${JSON.stringify(JSON.parse(line("b", PAIR)), null, 2)}`,
    ],
    ["gzip", gzipSync(text)],
    ["UTF-16 with a mark", Buffer.from(`\uFEFF${text}`, "utf16le")],
    ["UTF-16 without one", Buffer.from(text, "utf16le")],
    ["UTF-16, most significant byte first", Buffer.from(`\uFEFF${text}`, "utf16le").swap16()],
  ])("%s", async (_name, content) => {
    const items = await readText(content, SESSION);
    expect(dialogues(items)).toEqual([
      ["1", PAIR],
      ['"b"', PAIR],
    ]);
    expect(problems(items)).toEqual([]);
  });

  test.each([
    [
      "Latin text",
      Buffer.from(
        '{"session_id":1,"messages":[{"role":"user","content":"J\u00e9r\u00f4me a mal au c\u0153ur, tr\u00e8s g\u00e9n\u00e9ral"}]}',
        "latin1",
      ),
      /not UTF-8; it looks like/,
    ],
    ["a binary file", new Uint8Array(200), /NUL/],
    ["a PDF", Buffer.from("%PDF-1.7 …"), /PDF document/],
    ["nothing", "", /empty/],
    ["a cut gzip", gzipSync(text.repeat(2000)).subarray(0, 300), /cut off|damaged/],
    ["a cut list", `[${line(1, PAIR)},`, /cut off/],
    ["what only claims to be Parquet", "PAR1 nothing of the kind PAR1", /Parquet file is damaged/],
  ])("%s is a problem with a line, not a crash", async (_name, content, reason) => {
    const items = await readText(content, SESSION);
    const last = items.at(-1);
    expect(last).toMatchObject({ kind: "problem", line: expect.any(Number), reason: expect.stringMatching(reason) });
  });
});

describe("one message a row", () => {
  test("rows of dialogues that are strewn over files come together, quotes and line breaks included", async () => {
    const first = `id,speaker,text,diagnosis\n1,Patient,${cell('He said "ow",\r\nthen\n\nnothing')},cold\n2,patient,b,\n`;
    const second = `id,speaker,text,diagnosis\r\n1,DOCTOR,c?,cold\r\n2,doctor,,\r\n`;
    const items = await readText({ "a.csv": first, "b.csv": second }, MESSAGE_ROWS);
    expect(items).toMatchObject([
      {
        file: "a.csv",
        line: 2,
        session: {
          sessionKey: '"1"',
          diagnosis: "cold",
          messages: [
            { role: "user", content: 'He said "ow",\r\nthen\n\nnothing' },
            { role: "assistant", content: "c?" },
          ],
        },
      },
      { line: 6, session: { messages: [{ content: "b" }, { role: "assistant", content: "" }] } },
    ]);
  });

  test("a row that can't be read costs its dialogue, or both beside it, and nothing else", async () => {
    const rows = ["1,user,a", "1,assistant,b", "2,nurse,c", "2,user,d", "3,user,e", "broken", "4,user,f", "5,user,g"];
    const text = `id,speaker,text\n${rows.join("\n")}\n`;
    const items = await readText(text, { ...MESSAGE_ROWS, fields: { ...MESSAGE_ROWS.fields, diagnosis: null } });
    expect(dialogues(items).map(([key]) => key)).toEqual(['"1"', '"5"']);
    expect(problems(items).map((problem) => problem.line)).toEqual([4, 7, 5, 6, 8]);
  });

  test("a quote that never closes costs its row; the rows after it are read", async () => {
    const text = `id,speaker,text\n1,user,"never\n2,user,b\n3,user,c\n`;
    const items = await readText(text, { ...MESSAGE_ROWS, fields: { ...MESSAGE_ROWS.fields, diagnosis: null } });
    expect(dialogues(items).map(([key]) => key)).toEqual(['"3"']);
    expect(problems(items)).toMatchObject([{ line: 2, column: 8 }, { line: 3 }]);
  });

  test("a column sorts the messages", async () => {
    const text = "id\tspeaker\ttext\tat\n1\tuser\tc\t10\n1\tuser\ta\t1\n1\tassistant\tb\t9\n";
    const items = await readText(text, {
      ...MESSAGE_ROWS,
      fields: { ...MESSAGE_ROWS.fields, diagnosis: null, order: "at" },
    });
    expect(dialogues(items)[0]?.[1].map(({ content }) => content)).toEqual(["a", "b", "c"]);
  });
});

test("one dialogue a row: lines with speakers, or JSON", async () => {
  const mapping: ImportMapping = {
    ...defaultMapping("dialogue_rows"),
    fields: { ...defaultMapping("dialogue_rows").fields, id: "id", messages: "dialogue" },
  };
  const speech = "Patient: It hurts.\nA lot.\nDoctor: Since when?\n";
  const text = `id;dialogue\n1;${cell(speech)}\n2;${cell(JSON.stringify(PAIR))}\n3;${cell("no speaker here")}\n`;
  const items = await readText(text, mapping);
  expect(dialogues(items)).toEqual([
    [
      '"1"',
      [
        { role: "user", content: "It hurts.\nA lot." },
        { role: "assistant", content: "Since when?" },
      ],
    ],
    ['"2"', PAIR],
  ]);
  expect(problems(items)).toMatchObject([{ line: 7, reason: expect.stringContaining("speaker") }]);
});

test("chat messages: what nobody of the dialogue said is left out and counted", async () => {
  const messages = [
    { role: "system", content: "Be brief." },
    {
      role: "user",
      content: [
        { type: "text", text: "Hello" },
        { type: "text", text: "there" },
      ],
    },
    { role: "assistant", content: null, tool_calls: [{}] },
    { role: "tool", content: "42" },
    { role: "assistant", content: "" },
  ];
  const items = await readText({ "logs/a.jsonl": JSON.stringify({ messages }) }, defaultMapping("chat"));
  expect(items).toMatchObject([
    {
      session: {
        sessionKey: '"logs/a:1"',
        messages: [{ content: "Hello\nthere" }, { role: "assistant", content: "" }],
      },
      leftOut: { "messages of the role system": 1, "calls of tools": 1, "messages of the role tool": 1 },
    },
  ]);
});

test("in a sensitive project neither reason nor excerpt tells what was said", async () => {
  const text = `{"session_id": 1, "messages": [{"role": "My secret", "content": "John Smith, 系统"}]}`;
  const [problem] = await readText(text, SESSION, { isSensitive: true });
  expect(problem).toMatchObject({ kind: "problem", line: 1 });
  expect(JSON.stringify(problem)).not.toMatch(/secret|John|Smith|系统/);
  const [open] = await readText(text, SESSION);
  expect(JSON.stringify(open)).toMatch(/John Smith/);
});

const anyText = fc.string({ unit: "grapheme", maxLength: 30 }).filter((text) => !/[\0\p{Surrogate}]/u.test(text));
const anyMessages = fc.array(
  fc.record({ role: fc.constantFrom("user" as const, "assistant" as const), content: anyText }),
  {
    minLength: 1,
    maxLength: 12,
  },
);
const anyDialogues = fc.array(anyMessages, { minLength: 1, maxLength: 6 });
const asKeys = (all: readonly (readonly Message[])[]) => all.map((messages, at) => [`"d${at}"`, messages] as const);

describe("no message is lost or made up", () => {
  const law = (name: string, write: (all: Message[][]) => string | Uint8Array, mapping: ImportMapping) =>
    test(`${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(anyDialogues, async (all) => {
          expect(dialogues(await readText(write(all), mapping))).toEqual(asKeys(all));
        }),
        { numRuns: 150 },
      );
    });
  law("session", (all) => all.map((messages, at) => line(`d${at}`, messages)).join("\n"), SESSION);
  law(
    "session in one list, gzip",
    (all) => gzipSync(JSON.stringify(all.map((messages, at) => ({ session_id: `d${at}`, messages })))),
    SESSION,
  );
  law(
    "session as UTF-16",
    (all) => Buffer.from(`\uFEFF${all.map((messages, at) => line(`d${at}`, messages)).join("\r\n")}`, "utf16le"),
    SESSION,
  );
  law(
    "ShareGPT",
    (all) =>
      JSON.stringify(
        all.map((messages, at) => ({
          id: `d${at}`,
          conversations: messages.map(({ role, content }) => ({
            from: role === "user" ? "human" : "gpt",
            value: content,
          })),
        })),
      ),
    { ...defaultMapping("sharegpt"), fields: { ...defaultMapping("sharegpt").fields, id: "id" } },
  );
  law(
    "CSV, one message a row, dialogues mixed",
    (all) => {
      const rows = all.flatMap((messages, at) =>
        messages.map(({ role, content }, position) => ({ at, role, content, position })),
      );
      // All first messages, then all second ones.
      rows.sort((one, other) => one.position - other.position || one.at - other.at);
      return `id,speaker,text,diagnosis\r\n${rows.map(({ at, role, content }) => `d${at},${role},${cell(content)},`).join("\r\n")}\r\n`;
    },
    MESSAGE_ROWS,
  );
  law(
    "segmented rows with the reference's last ones",
    (all) =>
      all
        .flatMap((messages, at) =>
          [...segmentRows({ sessionKey: `"d${at}"`, diagnosis: "cold", messages }, { referenceRows: true })].map(
            formatSegmentedRow,
          ),
        )
        .join("\n"),
    defaultMapping("segmented"),
  );
});
