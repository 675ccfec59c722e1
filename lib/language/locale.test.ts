import { describe, expect, test } from "vitest";
import { pickLocale } from "@/lib/language/locale";

describe("the language of a page", () => {
  test.each([
    ["zh-CN", "en", "zh-CN", "the choice goes before what the browser asks for"],
    ["en", "zh-CN,zh;q=0.9", "en", "the same the other way round"],
    ["fr", "zh", "zh-CN", "a choice we don't have is none"],
    [undefined, "zh-CN,zh;q=0.9,en;q=0.8", "zh-CN", "the first we have"],
    [undefined, "fr;q=0.9, en;q=0.5, zh;q=0.7", "zh-CN", "by quality, not by order"],
    [undefined, "zh-TW,en;q=0.5", "en", "traditional characters are not ours"],
    [undefined, "zh-Hant-HK", "en", "nor here"],
    [undefined, "zh;q=0, en", "en", "a language that is ruled out"],
    [undefined, "de-CH", "en", "none of ours"],
    [undefined, null, "en", "no header"],
  ] as const)("chosen %s, asked %s: %s (%s)", (chosen, header, expected, _why) => {
    expect(pickLocale(chosen, header)).toBe(expected);
  });
});
