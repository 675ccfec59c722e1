import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { APIRequestContext, Page } from "@playwright/test";
import { expectAccessible } from "@/e2e/expect-accessible";
import { announcement } from "@/e2e/item-in-view";
import { ADMINISTRATOR, addReader, administratorContext, expect, signIn, test } from "@/e2e/people";
import { dialogues, makeReviewScene, type ReviewScene } from "@/e2e/review-project";

const BUDGET = 60;
const COLLECTED = 20;
/** Every so-manyth of the reads that collect is a correction. */
const WRONG_EVERY = 5;

let administrator: APIRequestContext;
let scene: ReviewScene;
const reader = `round-${randomUUID().slice(0, 8)}@example.org`;

test.beforeAll(async () => {
  administrator = await administratorContext();
  scene = await makeReviewScene(administrator, { name: `Whole round ${reader}`, lines: dialogues(8, 12), round: null });
  await addReader(administrator, scene.projectId, reader);
});
test.afterAll(() => administrator.dispose());

/** Answers the item in view; false where there is none any more. */
async function answer(page: Page, isWrong: boolean): Promise<boolean> {
  const highlighted = page.locator("#highlighted-unit");
  const ended = page.getByRole("button", { name: "Look again" });
  await expect(highlighted.or(ended).first()).toBeVisible({ timeout: 30_000 });
  if (!(await highlighted.isVisible())) return false;
  const before = await announcement(page);
  if (isWrong) {
    await page.keyboard.press("x");
    await expect(page.getByText("Which score is right?")).toBeVisible();
    // One of the two keys is the grader's own score, and dead.
    for (const key of ["1", "2"]) await page.keyboard.press(key);
  } else await page.keyboard.press("a");
  await expect.poll(() => announcement(page), { timeout: 30_000 }).not.toBe(before);
  return true;
}

test("a round from its launch to its certificate and the export that carries it, two people in two browsers", async ({
  page,
  browser,
}) => {
  test.setTimeout(300_000);
  await signIn(page, ADMINISTRATOR);
  const other = await browser.newContext();
  const clinician = await other.newPage();

  await test.step("launched in the dialog, with content alone to read", async () => {
    await page.goto(`/projects/${scene.projectId}/rounds`);
    await page.getByRole("button", { name: "Launch a round" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: /^Budget/ }).fill(`${BUDGET}`);
    for (const name of ["Decision", "Extraction"]) await dialog.getByRole("button", { name, exact: true }).click();
    await dialog.getByRole("textbox", { name: /^Target/ }).fill("40");
    // A hidden grade takes an answer of its own, which other journeys give.
    await dialog.getByText("Readers, audits, hidden grades").click();
    await dialog.getByRole("textbox", { name: /^Hidden grades/ }).fill("0");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Launch round" }).click();
    await expect(page).toHaveURL(/\/rounds\/[0-9a-f-]+$/);
    await expect(page.getByText("Nothing is measured yet")).toBeVisible();
  });

  await test.step("a clinician reads; the open page follows", async () => {
    await signIn(clinician, reader);
    await clinician.goto(scene.path);
    for (let read = 0; read < COLLECTED; read += 1) {
      expect(await answer(clinician, read % WRONG_EVERY === 1)).toBe(true);
    }
    await expect(page.getByRole("main")).toContainText(`${COLLECTED} of ${BUDGET} reads`, { timeout: 30_000 });
    await expect(page.getByRole("main")).toContainText(/model of \d+ reads/, { timeout: 60_000 });
    await expectAccessible(page);
  });

  await test.step("the rest goes to audits, until the certificate is issued", async () => {
    await page.getByRole("button", { name: "Audits only from now" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("dialog").getByRole("button", { name: "Audits only from now" }).click();
    await expect(page.getByText("Audits only").first()).toBeVisible();
    const certificate = page.getByRole("region", { name: "Certificate" });
    await expect(certificate).toContainText("Not yet");
    for (let audit = 0; audit < BUDGET - COLLECTED; audit += 1) {
      if (!(await answer(clinician, false))) break;
      if (await certificate.getByText("Issued").isVisible()) break;
    }
    await expect(certificate).toContainText("Issued", { timeout: 60_000 });
    await expect(certificate).toContainText(/at most \d+(\.\d)?% are wrong \(95%\), from \d+ fresh audits/);
    await expect(page.getByText("The round has ended.")).toBeVisible();
  });

  await test.step("the log tells all of it, and replays", async () => {
    await expect(page.getByRole("region", { name: "Log" })).toContainText("Certificate issued");
  });

  await test.step("the export carries corrections and certificate", async () => {
    await page.goto(`/projects/${scene.projectId}/exports`);
    await page.getByRole("button", { name: "Build a file" }).click();
    const files = page.getByRole("region", { name: "Files" });
    await expect(files).toContainText("Ready", { timeout: 60_000 });
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      files.getByRole("link", { name: "Manifest" }).click(),
    ]);
    const manifest = JSON.parse(await readFile(await download.path(), "utf8"));
    // The reader agrees with grades: where the model had turned one, that counts as wrong.
    expect(manifest.certificate).toMatchObject({ confidence: 0.95, wrong: expect.any(Number) });
    expect(manifest.certificate.bound).toBeLessThanOrEqual(0.4);
    expect(manifest.round.number).toBe(1);
  });
  await other.close();
});
