// node bin/screenshots.mjs [FOLDER] [PAGE …]: pictures of every screen of a running demo, light and dark, at four sizes.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";
import { ensureBrowser } from "./find-browser.mjs";

const base = process.env.SECOND_OPINION_URL ?? `http://localhost:${process.env.PORT ?? 3000}`;
const [folder = "screenshots", ...only] = process.argv.slice(2);
const password = "second-opinion";
const sizes = { wide: [1440, 900], tablet: [834, 1112], phone: [390, 844], narrow: [320, 640] };
/** Page by name: who looks at it (null: somebody signed out) and where it is within the project, or else outside of one. */
const pages = {
  "sign-in": [null, "/sign-in"],
  review: ["clinician@example.org", "/review"],
  "home-clinician": ["clinician@example.org", ""],
  home: ["researcher@example.org", ""],
  trajectories: ["researcher@example.org", "/trajectories"],
  trajectory: ["researcher@example.org", "/trajectories/first"],
  graders: ["researcher@example.org", "/graders"],
  grader: ["researcher@example.org", "/graders/first"],
  "grader-new": ["researcher@example.org", "/graders/new"],
  "graders-compare": ["researcher@example.org", "/graders/compare"],
  runs: ["researcher@example.org", "/grading-runs"],
  "run-start": ["researcher@example.org", "/grading-runs?start=run"],
  endpoints: ["researcher@example.org", "/endpoints"],
  rounds: ["researcher@example.org", "/rounds"],
  round: ["researcher@example.org", "/rounds/first"],
  "project-new": ["administrator@example.org", null, "/projects/new"],
  exports: ["researcher@example.org", "/exports"],
  members: ["administrator@example.org", "/members"],
};

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch(ensureBrowser());
const states = new Map();

async function stateOf(email) {
  if (email === null) return undefined;
  if (!states.has(email)) {
    const context = await browser.newContext({ baseURL: base });
    const page = await context.newPage();
    await page.goto("/sign-in");
    await page.getByLabel(/e-?mail/i).fill(email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(/\/projects\//);
    const [, project] = page.url().match(/(\/projects\/[^/]+)/) ?? [];
    states.set(email, { storage: await context.storageState(), project });
    await context.close();
  }
  return states.get(email);
}

for (const [name, [email, within, outside = ""]] of Object.entries(pages)) {
  if (only.length > 0 && !only.includes(name)) continue;
  const state = await stateOf(email);
  for (const [size, [width, height]] of Object.entries(sizes)) {
    for (const colorScheme of ["light", "dark"]) {
      const context = await browser.newContext({
        baseURL: base,
        storageState: state?.storage,
        viewport: { width, height },
        colorScheme,
      });
      const page = await context.newPage();
      const where = within ?? outside;
      const first = where.endsWith("/first");
      const project = within === null ? "" : (state?.project ?? "");
      await page.goto(`${project}${first ? where.replace("/first", "") : where}` || "/");
      await page.waitForLoadState("networkidle");
      if (first) {
        const list = where.split("/")[1];
        // A link to a thing by its id, not to a form or a comparison beside it.
        await page.locator(`main td a[href*="/${list}/"]`).first().click();
        await page.waitForURL(new RegExp(`/${list}/.+`));
        await page.waitForLoadState("networkidle");
      }
      await page.locator("h1, h2").first().waitFor();
      await page.screenshot({
        path: path.join(folder, `${name}-${size}-${colorScheme}.png`),
        fullPage: name !== "review",
      });
      await context.close();
    }
  }
  process.stdout.write(`${name}\n`);
}
await browser.close();
