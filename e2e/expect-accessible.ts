import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "@/e2e/people";

/** WCAG 2.2 AA and what it builds on. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Longer than any transition of the pages. */
const THEME_MS = 400;

/** What axe finds on the page as it stands: rule and element. */
export async function findViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

/** Axe finds nothing on the page as it stands, light and dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    // On its way from one theme to the other a colour is of neither.
    await page.waitForTimeout(THEME_MS);
    expect(await findViolations(page)).toEqual([]);
  }
}
