"use client";

import { useSyncExternalStore } from "react";
import { parseTheme, THEME_COOKIE, type Theme } from "@/components/shell/theme";

const CHANGED = "second-opinion-theme";
const ONE_YEAR_SECONDS = 365 * 86_400;

function subscribe(onChange: () => void): () => void {
  window.addEventListener(CHANGED, onChange);
  return () => window.removeEventListener(CHANGED, onChange);
}

const current = (): Theme => parseTheme(document.documentElement.dataset.theme);

function choose(theme: Theme): void {
  if (theme === "system") {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme;
  }
  // Written through Reflect: the Cookie Store API is not in every browser this must run in.
  const path = `path=/; max-age=${ONE_YEAR_SECONDS}; samesite=lax`;
  Reflect.set(document, "cookie", `${THEME_COOKIE}=${theme}; ${path}`);
  window.dispatchEvent(new Event(CHANGED));
}

/** The theme as chosen, and how to choose another; it is kept in a cookie for the next first paint. */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore(subscribe, current, () => "system" as const);
  return [theme, choose];
}
