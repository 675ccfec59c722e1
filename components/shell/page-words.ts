import type { Metadata } from "next";
import { cookies, headers } from "next/headers";
import type { NamespaceKeys, NestedKeyOf } from "use-intl/core";
import type { Messages } from "@/lib/language/english";
import { LOCALE_COOKIE, type Locale, pickLocale } from "@/lib/language/locale";
import { translator } from "@/lib/language/translator";

/** The language of the request: the person's choice, else the browser's. */
export async function pageLocale(): Promise<Locale> {
  return pickLocale((await cookies()).get(LOCALE_COOKIE)?.value, (await headers()).get("accept-language"));
}

/** The words of a page that is made on the server, in the request's language. */
export async function pageWords<Namespace extends NamespaceKeys<Messages, NestedKeyOf<Messages>>>(
  namespace: Namespace,
) {
  return translator(await pageLocale(), namespace);
}

/** What a page's `generateMetadata` is: the title of a namespace, in the request's language. */
export function titleFrom(
  namespace:
    | "candidates"
    | "endpoints"
    | "exports"
    | "graders"
    | "members"
    | "review"
    | "rounds"
    | "runs"
    | "signin"
    | "trajectories",
): () => Promise<Metadata> {
  return async () => ({ title: (await pageWords(namespace))("title") });
}
