import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { APIRequestContext } from "@playwright/test";
import { ADMINISTRATOR, administratorContext, expect, signIn, test } from "@/e2e/people";
import { dialogues, makeReviewScene, type ReviewScene } from "@/e2e/review-project";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

test.describe.configure({ timeout: 180_000 });

let administrator: APIRequestContext;
let scene: ReviewScene;
let folder = "";

test.beforeAll(async () => {
  administrator = await administratorContext();
  scene = await makeReviewScene(administrator, {
    name: `Exports ${randomUUID().slice(0, 8)}`,
    lines: dialogues(20, 6),
    round: { reads: 20 },
  });
  folder = mkdtempSync(path.join(os.tmpdir(), "second-opinion-export-"));
});
test.afterAll(async () => {
  await administrator.dispose();
  rmSync(folder, { recursive: true, force: true });
});

test("a policy is looked at before it is built; the file is downloaded, verified and deleted", async ({ page }) => {
  await signIn(page, ADMINISTRATOR);
  await page.goto(`/projects/${scene.projectId}/exports`);
  const preview = page.getByRole("region", { name: "What would be in it" });
  const choose = async (label: string, option: string | RegExp) => {
    await page.getByRole("combobox", { name: label, exact: true }).click();
    await page.getByRole("option", { name: option }).click();
  };

  await test.step("all rows at first, with what is left out and how the rest lies", async () => {
    await expect(preview).toContainText("140of 140 responses stay (100%)");
    await expect(preview).toContainText("Nothing is left out.");
    await expect(preview.getByRole("row", { name: /^Stops/ })).toBeVisible();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    }
  });

  await test.step("what can't be done yet is said, with what to do", async () => {
    await page.getByRole("radio", { name: /^Leave out until audits pass/ }).click();
    await expect(preview).toContainText("This can’t be built yet");
    await expect(preview).toContainText(/audits/);
    await page.getByRole("textbox", { name: /^Wrong labels among what stays/ }).fill("many");
    await expect(page.getByRole("button", { name: "Mend a field first" })).toHaveAttribute("aria-disabled", "true");
    await page.getByRole("radio", { name: /^Correct, keep all/ }).click();
    await expect(preview).toContainText("140of 140 responses stay (100%)");
  });

  await test.step("a filter changes what would be in it", async () => {
    await page.getByText("Rows, rewards, split").click();
    await page.getByRole("switch", { name: "Only rows that a clinician has read" }).click();
    await expect(preview.getByRole("list", { name: "Left out, by reason" })).toHaveText("140not read by a clinician");
    await page.getByRole("switch", { name: "Only rows that a clinician has read" }).click();
    await expect(preview).toContainText("Nothing is left out.");
  });

  await test.step("split, built, downloaded whole, and verified by the command", async () => {
    await choose("Format", /^Parquet/);
    await page.getByRole("switch", { name: "Split into parts" }).click();
    await page.getByRole("textbox", { name: "Test" }).fill("20");
    await page.getByRole("button", { name: "Build a file" }).click();
    const files = page.getByRole("region", { name: "Files" });
    await expect(files).toContainText("Ready", { timeout: 60_000 });
    await expect(files).toContainText("10.0% validation, 20.0% test");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      files.getByRole("link", { name: "Download" }).click(),
    ]);
    const archive = path.join(folder, download.suggestedFilename());
    await download.saveAs(archive);
    execFileSync("tar", ["-xf", archive, "-C", folder]);
    const [name = ""] = readdirSync(folder).filter((one) => !one.endsWith(".tar"));
    const manifest = path.join(folder, name, "manifest.json");
    const verify = () =>
      execFileSync(process.execPath, ["bin/with-packages.mjs", "bin/cli.ts", "verify", manifest], { encoding: "utf8" });
    const said = verify();
    for (const part of ["train", "validation", "test"]) expect(said).toMatch(new RegExp(`^ok +${part}\\.parquet`, "m"));
    expect(said).toContain("Every file is the one that was built.");
    appendFileSync(path.join(folder, name, "test.parquet"), "x");
    expect(verify).toThrow();
  });

  await test.step("deleting is asked for, and leaves a line", async () => {
    const files = page.getByRole("region", { name: "Files" });
    await files.getByRole("button", { name: "Delete" }).click();
    await expect(page.getByRole("dialog")).toContainText("The history keeps a line of it.");
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await expect(files).toContainText("Deleted");
    await expect(files.getByRole("link", { name: "Download" })).toHaveCount(0);
  });
});
