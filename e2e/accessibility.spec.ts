import AxeBuilder from "@axe-core/playwright";
import { expect, RESEARCHER, signIn, test } from "@/e2e/people";

const PAGES = ["", "/review", "/trajectories", "/graders", "/grading-runs", "/rounds", "/exports", "/members"];

/** WCAG 2.2 AA and what it builds on. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

for (const colorScheme of ["light", "dark"] as const) {
  test(`every screen passes axe, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto("/sign-in");
    const found: Record<string, string[]> = {};
    const examine = async (name: string): Promise<void> => {
      await page.locator("h1, h2").first().waitFor();
      await page.waitForLoadState("networkidle");
      const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
      if (violations.length > 0) found[name] = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    };
    await examine("sign-in");
    await signIn(page, RESEARCHER);
    await page.goto("/");
    await page.waitForURL(/\/projects\/.+/);
    const project = new URL(page.url()).pathname;
    for (const path of PAGES) {
      await page.goto(`${project}${path}`);
      await examine(path);
    }
    expect(found).toEqual({});
  });
}
