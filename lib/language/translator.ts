import { createTranslator, type NamespaceKeys, type NestedKeyOf } from "use-intl/core";
import { english, type Messages } from "@/lib/language/english";

/** The words of one screen, for server components; client components read them with `useTranslations`. */
export function translator<Namespace extends NamespaceKeys<Messages, NestedKeyOf<Messages>>>(namespace: Namespace) {
  return createTranslator({ locale: "en", messages: english, namespace });
}
