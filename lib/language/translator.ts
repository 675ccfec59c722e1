import { createTranslator, type NamespaceKeys, type NestedKeyOf } from "use-intl/core";
import type { Messages } from "@/lib/language/english";
import type { Locale } from "@/lib/language/locale";
import { messagesOf } from "@/lib/language/messages-of";

/** The words of one screen, for server components; client components read them with `useTranslations`. */
export function translator<Namespace extends NamespaceKeys<Messages, NestedKeyOf<Messages>>>(
  locale: Locale,
  namespace: Namespace,
) {
  return createTranslator({ locale, messages: messagesOf(locale), namespace });
}
