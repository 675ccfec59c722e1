import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSessionLine } from "@/lib/trajectory/parse-session-line";
import { MAX_LINE_BYTES } from "@/lib/trajectory/read-lines";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const parse = (text: string) => parseSessionLine(bytesOf(text));

function take(text: string) {
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(`refused: ${parsed.refusal.reason}`);
  return parsed.value;
}

function reasonOf(line: string | Uint8Array): string {
  const parsed = typeof line === "string" ? parse(line) : parseSessionLine(line);
  return parsed.ok ? "accepted" : parsed.refusal.reason;
}

const MESSAGES = '"messages":[{"role":"user","content":"hi"}]';
const OTHER = '{"role":"assistant","content":"Since when?"}';

describe("a good line", () => {
  it("gives the session", () => {
    const session = take(
      '{"session_id": 35310, "diagn": "URTI", "messages": [{"role": "user", "content": "嗓子疼😷"}]}',
    );
    expect(session).toMatchObject({
      sessionKey: "35310",
      sessionLabel: "35310",
      diagnosis: "URTI",
      hasDiagnosis: true,
      messages: [{ role: "user", content: "嗓子疼😷" }],
    });
    expect(session.contentHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ["35310", "35310", "35310"],
    ['"35310"', '"35310"', "35310"],
    ["1.0", "1.0", "1.0"],
    ["-0", "-0", "-0"],
    ["1e3", "1e3", "1e3"],
    ["1E+3", "1E+3", "1E+3"],
    ["12345678901234567890", "12345678901234567890", "12345678901234567890"],
    ["0.1000000000000000000001", "0.1000000000000000000001", "0.1000000000000000000001"],
    ['"\\u7cfb\\u7edf"', '"系统"', "系统"],
    ['"a\\/b"', '"a/b"', "a/b"],
    ['"multi\\nline"', '"multi\\nline"', "multi\nline"],
    ['" "', '" "', " "],
  ])("keeps the id %s wherever it stands", (written, sessionKey, sessionLabel) => {
    for (const line of [
      `{"session_id":${written},${MESSAGES}}`,
      `{ "session_id" : ${written} , ${MESSAGES} } `,
      `{${MESSAGES},"session_id":${written}}`,
      `{${MESSAGES} , "session_id"\t: ${written} }\r`,
      `{"diagn":"x","session_id":${written},${MESSAGES}}`,
      `{"extra":{"session_id":7},"session\\u005fid":${written},${MESSAGES}}`,
      `{"session_id":${written},${MESSAGES},"extra":{"session_id":7}}`,
      `{"note":"\\"session_id\\":7}",${MESSAGES},"session_id":${written},"more":"{\\"session_id\\":7}"}`,
    ]) {
      expect(take(line)).toMatchObject({ sessionKey, sessionLabel });
    }
  });

  it.each([
    ['"diagn":"",', "", true],
    ['"diagn":null,', "", false],
    ["", "", false],
    ['"diagn":"flu",', "flu", true],
  ])("reads the diagnosis %s", (field, diagnosis, hasDiagnosis) => {
    expect(take(`{"session_id":1,${field}${MESSAGES}}`)).toMatchObject({ diagnosis, hasDiagnosis });
  });

  it("takes a byte order mark, a carriage return and unknown fields", () => {
    expect(take(`\uFEFF{"session_id":1.0,${MESSAGES},"site":{"ward":[1,2]},"__proto__":{"x":1}}\r`).sessionKey).toBe(
      "1.0",
    );
  });

  it("keeps only role and content of a message, and empty content", () => {
    const line = '{"session_id":1,"messages":[{"time":3,"content":"","role":"assistant"}]}';
    expect(take(line).messages).toEqual([{ role: "assistant", content: "" }]);
  });

  it("hashes diagnosis and messages, and nothing else", () => {
    const hash = take(`{"session_id":1,"diagn":"x",${MESSAGES}}`).contentHash;
    expect(take(`{${MESSAGES},"extra":1,"diagn":"\\u0078","session_id":2}`).contentHash).toBe(hash);
    expect(take(`{"session_id":1,"diagn":"y",${MESSAGES}}`).contentHash).not.toBe(hash);
    expect(take(`{"session_id":1,"diagn":"x","messages":[${OTHER}]}`).contentHash).not.toBe(hash);
  });

  it("is taken at exactly the size limit", () => {
    const head = '{"session_id":1,"messages":[{"role":"user","content":"';
    const fits = `${head}${"x".repeat(MAX_LINE_BYTES - head.length - 4)}"}]}`;
    expect(fits.length).toBe(MAX_LINE_BYTES);
    expect(reasonOf(fits)).toBe("accepted");
    expect(reasonOf(`${fits} `)).toMatch(/^The line is over 4 MB/);
  });
});

describe("a bad line", () => {
  it.each([
    ["", /^Not JSON: .*reached end of input at character 1/],
    ["{", /^Not JSON: .*at character 2/],
    [`{"session_id":1,${MESSAGES}`, /^Not JSON: .*at character \d+/],
    [`{"session_id":1,${MESSAGES}} x`, /^Not JSON: expected end of input but got 'x' at character 62/],
    ['{"session_id":01}', /^Not JSON: .*at character 16/],
    ["{'session_id':1}", /^Not JSON: quoted object key expected but got ''' at character 2/],
    ["PK\u0003\u0004", /^Not JSON: .*at character 1\./],
    ["NaN", /^Not JSON/],
    ["[1]", /holds a list/],
    ["7", /holds a number/],
    ["null", /holds null/],
    [`{${MESSAGES}}`, /^session_id is missing/],
    [`{"session_id":null,${MESSAGES}}`, /^session_id is null; it must be a string or a number/],
    [`{"session_id":true,${MESSAGES}}`, /^session_id is true/],
    [`{"session_id":[1],${MESSAGES}}`, /^session_id is a list/],
    [`{"session_id":{},${MESSAGES}}`, /^session_id is an object/],
    [`{"session_id":"",${MESSAGES}}`, /^session_id is an empty string/],
    [`{"session_id":"${"x".repeat(2000)}",${MESSAGES}}`, /^session_id is over 2000 bytes/],
    [`{"session_id":${"1".repeat(2001)},${MESSAGES}}`, /^session_id is over 2000 bytes/],
    [`{"session_id":"a\\u0000",${MESSAGES}}`, /^session_id has a NUL character at character 2/],
    [`{"session_id":"\\ud800",${MESSAGES}}`, /^session_id has half of a surrogate pair at character 1/],
    [`{"session_id":1,"diagn":3,${MESSAGES}}`, /^diagn is a number/],
    [`{"session_id":1,"diagn":"\\udc00\\ud800",${MESSAGES}}`, /^diagn has half of a surrogate pair/],
    ['{"session_id":1}', /^messages is missing/],
    ['{"session_id":1,"messages":"hi"}', /^messages is a string; it must be a list/],
    ['{"session_id":1,"messages":[]}', /^The dialogue is empty/],
    [`{"session_id":1,"messages":[${OTHER},"hi"]}`, /^Message 2 is a string/],
    [`{"session_id":1,"messages":[${OTHER},null]}`, /^Message 2 is null/],
    [
      `{"session_id":1,"messages":[${OTHER},{"role":"system","content":"x"}]}`,
      /^Message 2 has the role "system"; use "user"/,
    ],
    [`{"session_id":1,"messages":[{"content":"x"}]}`, /^Message 1 has no role; use/],
    [
      `{"session_id":1,"messages":[{"role":"${"r".repeat(99)}","content":"x"}]}`,
      /^Message 1 has the role "r{38}…; use/,
    ],
    [`{"session_id":1,"messages":[{"role":"user"}]}`, /^Message 1 has no content; it must be a string/],
    [`{"session_id":1,"messages":[{"role":"user","content":["x"]}]}`, /^Message 1 has a list as content/],
    [`{"session_id":1,"messages":[{"role":"user","content":null}]}`, /^Message 1 has null as content/],
    [
      `{"session_id":1,"messages":[{"role":"user","content":"ab\\u0000"}]}`,
      /^Message 1 has a NUL character at character 3/,
    ],
    [
      `{"session_id":1,"messages":[{"role":"user","content":"a\\ud83d"}]}`,
      /^Message 1 has half of a surrogate pair at character 2/,
    ],
    [`{"session_id":1,"session_id":2,${MESSAGES}}`, /^The key "session_id" stands twice/],
    [`{"session_id":1,"session_id":1,${MESSAGES}}`, /^The key "session_id" stands twice/],
    [`{"session_id":1,"session\\u005fid":2,${MESSAGES}}`, /^The key "session_id" stands twice/],
    [`{"session_id":1,"messages":[{"role":"user","role":"assistant","content":"x"}]}`, /^The key "role" stands twice/],
    [`{"session_id":1,${MESSAGES},"extra":{"a":{"b":1},"a":2}}`, /^The key "a" stands twice/],
  ])("is refused with its reason: line %#", (line, reason) => {
    expect(reasonOf(line)).toMatch(reason);
  });

  it("names the first byte that is not UTF-8", () => {
    const line = bytesOf(`{"session_id":1,${MESSAGES}}`);
    const broken = line.slice();
    broken[5] = 0xff;
    expect(reasonOf(broken)).toMatch(/^Not UTF-8 from byte 6 on/);
    expect(reasonOf(bytesOf('{"é').slice(0, 3))).toMatch(/^Not UTF-8 from byte 3 on/);
    // U+D800 written as if UTF-8 could.
    expect(reasonOf(new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22]))).toMatch(/^Not UTF-8 from byte 3 on/);
  });

  it("names a raw NUL byte", () => {
    expect(reasonOf(`{"session_id":\0 1,${MESSAGES}}`)).toMatch(/^NUL byte at byte 15/);
  });

  it("survives nesting that fills the line", () => {
    const deep = 1_000_000;
    expect(reasonOf("[".repeat(deep))).toMatch(/^Not JSON/);
    const line = `{"session_id":1,${MESSAGES},"extra":${"[".repeat(deep)}${"]".repeat(deep)}}`;
    expect(reasonOf(line)).toBe("accepted");
  });
});

describe("laws", () => {
  const text = fc.string({ unit: "binary" }).filter((value) => !value.includes("\0"));
  const session = fc.record({
    session_id: fc.oneof(
      fc.string({ unit: "binary", minLength: 1, maxLength: 40 }).filter((id) => !id.includes("\0")),
      fc.integer(),
    ),
    diagn: text,
    messages: fc.array(fc.record({ role: fc.constantFrom("user", "assistant"), content: text }), { minLength: 1 }),
    // Fields that are ignored, with texts that look like structure.
    extra: fc.jsonValue(),
    note: fc.constantFrom('"session_id":9}', "\\", '\\"', "{:}", "a:b"),
  });

  it("gives back what was written, however it was written", () => {
    fc.assert(
      fc.property(session, fc.boolean(), (written, indented) => {
        const line = indented ? JSON.stringify(written, null, 1).replaceAll("\n", " ") : JSON.stringify(written);
        const read = take(line);
        expect(JSON.parse(read.sessionKey)).toBe(written.session_id);
        expect(read.sessionLabel).toBe(String(written.session_id));
        expect(read.diagnosis).toBe(written.diagn);
        expect(read.messages).toEqual(written.messages);
      }),
    );
  });

  it("never throws", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          session.map((value) => bytesOf(JSON.stringify(value))),
        ),
        fc.nat(),
        fc.nat(),
        (bytes, at, byte) => {
          const changed = bytes.slice();
          if (changed.length > 0) changed[at % changed.length] = byte % 256;
          expect(typeof parseSessionLine(changed).ok).toBe("boolean");
        },
      ),
      { numRuns: 1000 },
    );
  });
});
