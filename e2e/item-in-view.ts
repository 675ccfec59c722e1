import type { Page } from "@playwright/test";

/** What a screen reader was told last. Two items can read alike: wait for the next one by `announcement`. */
export function announcedText(page: Page): Promise<string | null> {
  return page.locator("p[aria-live=polite]").textContent();
}

/** Names the last announcement; each answer and each item in view makes another. */
export function announcement(page: Page): Promise<string | null> {
  return page.locator("[data-announcement]").getAttribute("data-announcement");
}
