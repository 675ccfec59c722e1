import { chinese } from "@/lib/language/chinese";
import { english, type Messages } from "@/lib/language/english";
import type { Locale } from "@/lib/language/locale";

/** Every string of one language. */
export function messagesOf(locale: Locale): Messages {
  return locale === "zh-CN" ? chinese : english;
}
