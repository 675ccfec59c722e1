import type { Page } from "@playwright/test";
import { findViolations } from "@/e2e/expect-accessible";
import { ADMINISTRATOR, expect, RESEARCHER, signIn, test } from "@/e2e/people";

const PAGES = [
  "",
  "/review",
  "/trajectories",
  "/graders",
  "/graders/new",
  "/graders/compare",
  "/grading-runs",
  "/grading-runs?start=run",
  "/rounds",
  "/exports",
  "/endpoints",
  "/members",
];

type Found = Record<string, string[]>;

async function examine(page: Page, name: string, found: Found): Promise<void> {
  await page.locator("h1, h2").first().waitFor();
  await page.waitForLoadState("networkidle");
  const violations = await findViolations(page);
  if (violations.length > 0) found[name] = violations;
}

async function post(page: Page, path: string, data: unknown): Promise<{ id: string }> {
  const answer = await page.request.post(path, { data });
  expect(answer.status(), await answer.text()).toBeLessThan(300);
  return (await answer.json()) as { id: string };
}

/** A project with an endpoint that nobody calls and two versions of a grader on it; returns its path and the newest. */
async function makeGraders(page: Page, name: string): Promise<{ project: string; versionId: string }> {
  const { id } = await post(page, "/api/projects", { name });
  const api = `/api/projects/${id}`;
  const endpoint = await post(page, `${api}/endpoints`, {
    name: "Nobody",
    baseUrl: "http://127.0.0.1:9/v1",
    model: "none",
    key: { source: "none" },
  });
  const draft = (instructions: string) => ({
    name: "ward",
    extraction: { kind: "llm", endpointId: endpoint.id },
    scoring: {
      instructions,
      rules: ["One question is better than two."],
      workedCases: [{ title: "A case", text: "Its text." }],
      votes: [
        { name: "plain", endpointId: endpoint.id },
        { name: "reversed", endpointId: endpoint.id, itemOrder: "reversed" },
      ],
    },
  });
  await post(page, `${api}/graders`, draft("Judge the question."));
  const { id: versionId } = await post(page, `${api}/graders`, draft("Judge the question with care."));
  return { project: `/projects/${id}`, versionId };
}

// Axe takes seconds a page on a small machine.
test.describe.configure({ timeout: 240_000 });

for (const colorScheme of ["light", "dark"] as const) {
  test(`every screen passes axe, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto("/sign-in");
    const found: Found = {};
    await examine(page, "sign-in", found);
    await signIn(page, RESEARCHER);
    await page.goto("/");
    await page.waitForURL(/\/projects\/.+/);
    const project = new URL(page.url()).pathname;
    for (const path of PAGES) {
      await page.goto(`${project}${path}`);
      await examine(page, path, found);
    }
    expect(found).toEqual({});
  });

  test(`endpoints and LLM graders pass axe, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await signIn(page, ADMINISTRATOR);
    const { project, versionId } = await makeGraders(page, `Screens, ${colorScheme}`);
    const found: Found = {};
    for (const path of ["/graders", `/graders/${versionId}`, `/graders/new?from=${versionId}`, "/graders/compare"]) {
      await page.goto(`${project}${path}`);
      await examine(page, path, found);
    }
    await page.goto(`${project}/endpoints`);
    await page.getByRole("button", { name: "Test this endpoint" }).click();
    await expect(page.getByText(/^It failed:/)).toBeVisible({ timeout: 30_000 });
    await examine(page, "/endpoints", found);
    await page.getByRole("button", { name: "Edit" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await examine(page, "edit an endpoint", found);
    expect(found).toEqual({});
  });
}
