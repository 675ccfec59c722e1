export const LOCALES = ["en", "zh-CN"] as const;
export type Locale = (typeof LOCALES)[number];

export const LOCALE_COOKIE = "language";

/** What each language calls itself: whoever can't read the page still finds theirs. */
export const LOCALE_NAMES: Readonly<Record<Locale, string>> = { en: "English", "zh-CN": "简体中文" };

/**
 * The language of a page: the one chosen in this browser, else the first that the browser asks for and we have, else
 * English.
 * @param acceptLanguage the request header, e.g. `zh-CN,zh;q=0.9,en;q=0.8`
 */
export function pickLocale(chosen: string | undefined, acceptLanguage: string | null): Locale {
  const known = LOCALES.find((locale) => locale === chosen);
  if (known !== undefined) return known;
  const wanted = (acceptLanguage ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().split(";");
      const quality = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean);
      return { tag: tag.toLowerCase(), quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { tag } of wanted) {
    if (tag === "en" || tag.startsWith("en-")) return "en";
    // Traditional characters are another script: those readers get English rather than the wrong one.
    if (tag === "zh" || (tag.startsWith("zh-") && !/hant|tw|hk|mo/.test(tag))) return "zh-CN";
  }
  return "en";
}
