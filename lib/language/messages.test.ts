import { createTranslator } from "use-intl/core";
import { describe, expect, test } from "vitest";
import { chinese } from "@/lib/language/chinese";
import { english } from "@/lib/language/english";

interface Tree {
  readonly [key: string]: string | Tree;
}

function flatten(tree: Tree, path = ""): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const here = path === "" ? key : `${path}.${key}`;
    if (typeof value === "string") flat.set(here, value);
    else for (const [inner, text] of flatten(value, here)) flat.set(inner, text);
  }
  return flat;
}

/** The names that a message takes, such as `count` in `{count, plural, …}`, and the tags it marks words with. */
function placeholders(message: string): string[] {
  const found = new Set([...message.matchAll(/<(\w+)>/g)].map(([, name]) => `<${name}>`));
  let at = 0;
  const until = (pattern: RegExp): string => {
    const start = at;
    while (at < message.length && !pattern.test(message.charAt(at))) at += 1;
    return message.slice(start, at).trim();
  };
  const readText = (): void => {
    for (until(/[{}]/); message[at] === "{"; until(/[{}]/)) readArgument();
  };
  const readArgument = (): void => {
    at += 1;
    found.add(until(/[,}]/));
    if (message[at] === ",") {
      at += 1;
      until(/[,}]/);
      if (message[at] === ",") readBranches();
    }
    at += 1;
  };
  // `one {# turn} other {# turns}`: what stands in a branch is text again.
  const readBranches = (): void => {
    at += 1;
    for (until(/[{}]/); message[at] === "{"; until(/[{}]/)) {
      at += 1;
      readText();
      at += 1;
    }
  };
  readText();
  return [...found].sort();
}

const source = flatten(english);
const target = flatten(chinese);

describe("Simplified Chinese", () => {
  test("has every key of English and no other", () => {
    expect([...target.keys()].sort()).toEqual([...source.keys()].sort());
  });

  test("has the placeholders of English in every message", () => {
    const wrong = [...source].flatMap(([key, message]) => {
      // A choice's branches may read alike in one language, so only what is taken counts, not how often.
      const expected = placeholders(message);
      const found = placeholders(target.get(key) ?? "");
      return JSON.stringify(expected) === JSON.stringify(found) ? [] : [{ key, expected, found }];
    });
    expect(wrong).toEqual([]);
  });

  test("has no empty message, and none that was left in English by mistake", () => {
    const same = [...source].filter(([key, message]) => {
      const other = target.get(key) ?? "";
      // Only symbols, names and placeholders may read alike.
      return (
        other.trim() === "" ||
        (other === message && /[a-z]{4}/.test(message.replace(/\{[^}]*\}|https?:\S+|^\w+\/\S+$/g, "")))
      );
    });
    expect(same.map(([key]) => key)).toEqual([]);
  });

  test("is well-formed in both languages: every message can be formatted", () => {
    for (const [locale, messages] of [
      ["en", english],
      ["zh-CN", chinese],
    ] as const) {
      const problems: string[] = [];
      const t = createTranslator({
        locale,
        messages: messages as Tree,
        onError: (error) => problems.push(error.message),
      });
      for (const [key, message] of flatten(messages)) {
        const names = placeholders(message);
        const given = Object.fromEntries(
          names.map((name) =>
            name.startsWith("<") ? [name.slice(1, -1), (chunks: unknown) => String(chunks)] : [name, 2],
          ),
        );
        t.markup(key as never, given);
      }
      expect(problems).toEqual([]);
    }
  });
});
