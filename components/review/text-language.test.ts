import { expect, it } from "vitest";
import { textLanguage } from "@/components/review/text-language";

it.each([
  ["爬楼梯时，您觉得胸口疼吗？", "zh-CN"],
  ["做过 CT 吗？", "zh-CN"],
  ["Have you noticed any pain?", undefined],
  ["They call it 上火 in Mandarin, don't they?", undefined],
  ["", undefined],
  ["<stop />", undefined],
])("%s", (text, language) => {
  expect(textLanguage(text)).toBe(language);
});
