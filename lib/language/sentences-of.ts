import type { Locale } from "@/lib/language/locale";
import type { SentenceBook } from "@/lib/language/speak-sentence";
import chinese from "@/lib/language/zh/sentences.json";

/** The book of a language for what the server says in English; null for English. */
export function sentencesOf(locale: Locale): SentenceBook | null {
  return locale === "zh-CN" ? chinese : null;
}
