"use client";

import { useSyncExternalStore } from "react";
import { parseTheme, THEME_COOKIE, type Theme } from "@/components/shell/theme";
import { writeCookie } from "@/components/shell/write-cookie";

const CHANGED = "second-opinion-theme";

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
  writeCookie(THEME_COOKIE, theme);
  window.dispatchEvent(new Event(CHANGED));
}

/** The theme as chosen, and how to choose another; it is kept in a cookie for the next first paint. */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore(subscribe, current, () => "system" as const);
  return [theme, choose];
}
