"use client";

import { Languages } from "lucide-react";
import { useLocale, useTranslations } from "use-intl";
import { writeCookie } from "@/components/shell/write-cookie";
import { MenuChoice } from "@/components/ui/menu";
import { LOCALE_COOKIE, LOCALE_NAMES, LOCALES, type Locale } from "@/lib/language/locale";

/** The page is loaded again in the other language: everything on it, titles too, was made in one. */
function choose(locale: Locale): void {
  writeCookie(LOCALE_COOKIE, locale);
  window.location.reload();
}

/** English or Simplified Chinese, inside a menu. */
export function LanguageChoice() {
  const t = useTranslations("common");
  return (
    <MenuChoice
      label={t("language")}
      value={useLocale()}
      onChange={choose}
      options={LOCALES.map((value) => ({ value, label: LOCALE_NAMES[value], icon: Languages }))}
    />
  );
}

/** The same before signing in: each language by its own name. */
export function LanguageLinks() {
  const t = useTranslations("common");
  const current = useLocale();
  return (
    <fieldset className="flex gap-1">
      <legend className="sr-only">{t("language")}</legend>
      {LOCALES.map((locale) => (
        <button
          key={locale}
          type="button"
          lang={locale}
          aria-pressed={locale === current}
          onClick={() => choose(locale)}
          className="rounded-button px-2 py-1 text-label text-text-3 hover:text-text aria-pressed:font-[560] aria-pressed:text-text"
        >
          {LOCALE_NAMES[locale]}
        </button>
      ))}
    </fieldset>
  );
}
