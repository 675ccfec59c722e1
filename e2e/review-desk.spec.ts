import { randomUUID } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import type { APIRequestContext, Page } from "@playwright/test";
import { announcedText, announcement } from "@/e2e/item-in-view";
import { addReader, administratorContext, expect, signIn, test } from "@/e2e/people";
import { decisionsOf, dialogues, makeReviewScene, type ReviewScene } from "@/e2e/review-project";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** A worker that starts again after a failure makes its own people and projects. */
const run = randomUUID().slice(0, 8);
const READERS = [`first-${run}@example.org`, `second-${run}@example.org`, `third-${run}@example.org`] as const;

test.describe.configure({ timeout: 120_000 });

let administrator: APIRequestContext;
let scene: ReviewScene;

test.beforeAll(async () => {
  administrator = await administratorContext();
  scene = await makeReviewScene(administrator, {
    name: `Reading room ${run}`,
    lines: dialogues(6, 12),
    round: { reads: 200 },
  });
  for (const email of READERS) await addReader(administrator, scene.projectId, email);
});
test.afterAll(() => administrator.dispose());

async function openAs(page: Page, email: string, where: ReviewScene = scene): Promise<void> {
  await signIn(page, email);
  await page.goto(where.path);
  await expect(page.locator("#highlighted-unit")).toBeVisible();
}

async function savedAll(page: Page): Promise<void> {
  await expect(page.locator("[role=status][aria-busy=false]").filter({ hasText: "All saved" })).toBeVisible();
}

test("thirty verdicts by keyboard alone, each announced, and axe finds nothing on the way", async ({ page }) => {
  await openAs(page, READERS[0]);
  const wrong = new Set([3, 9, 17]);
  for (let read = 0; read < 30; read += 1) {
    const before = await announcement(page);
    if (wrong.has(read)) {
      await page.keyboard.press("x");
      // A label flips at once; a score is picked, and one of two keys is never the grader's own; items are saved.
      if (await page.getByText("Which score is right?").isVisible()) {
        await page.keyboard.press("4");
        const own = page.getByRole("button", { name: /Direct/ }).filter({ hasText: "The grader’s score" });
        await page.keyboard.press((await own.count()) > 0 ? "1" : "3");
      } else if (await page.getByText("Which items were asked?").isVisible()) {
        if (!(await page.getByLabel("What was asked").isVisible())) await page.keyboard.press("i");
        await page.keyboard.type("leg swelling");
        await page.keyboard.press("Tab");
        await page.keyboard.type("present");
        await page.keyboard.press("Enter");
        await page.keyboard.press("Enter");
      }
    } else {
      await page.keyboard.press("a");
    }
    await expect.poll(() => announcement(page)).not.toBe(before);
  }
  await savedAll(page);
  const decisions = await decisionsOf(page.request, scene);
  expect(decisions).toHaveLength(30);
  expect(decisions.filter(({ kind }) => kind === "wrong").length).toBe(3);
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
});

test("items that read alike are announced each", async ({ page }) => {
  const alike = await makeReviewScene(administrator, {
    name: `Read alike ${run}`,
    lines: dialogues(5, 0),
    round: { reads: 5, criteria: ["decision"], blindShare: 0 },
  });
  await addReader(administrator, alike.projectId, `alike-${run}@example.org`);
  await openAs(page, `alike-${run}@example.org`, alike);
  const spoken = page.locator("p[aria-live=polite] > *");
  for (let read = 0; read < 4; read += 1) {
    const element = await spoken.elementHandle();
    await page.keyboard.press("a");
    await expect(page.locator("footer ol li")).toHaveCount(read + 1);
    await expect(spoken).toHaveText("Decision, turn 1: agreed. Next, in another consultation: Decision, turn 1 of 1.");
    // Assistive technology speaks what is new in a live region: the words are the same, the element is another.
    expect(await element?.evaluate((node) => node.isConnected)).toBe(false);
  }
  await savedAll(page);
});

test("undo goes on across a reload, to the bottom", async ({ page }) => {
  await openAs(page, READERS[1]);
  for (let read = 1; read <= 4; read += 1) {
    const before = await announcement(page);
    await page.keyboard.press("a");
    await expect.poll(() => announcement(page)).not.toBe(before);
  }
  await savedAll(page);
  expect(await decisionsOf(page.request, scene)).toHaveLength(4);
  await page.reload();
  await expect(page.locator("#highlighted-unit")).toBeVisible();
  await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
  await expect(page.locator("footer ol li")).toHaveCount(4);
  for (let left = 3; left >= 0; left -= 1) {
    await page.keyboard.press("z");
    await expect(page.locator("footer ol li")).toHaveCount(left);
  }
  await savedAll(page);
  await expect.poll(async () => (await decisionsOf(page.request, scene)).length).toBe(0);
});

test("two readers never hold the same unit", async ({ page, browser }) => {
  await openAs(page, READERS[0]);
  const other = await browser.newContext();
  const second = await other.newPage();
  await openAs(second, READERS[1]);
  const held = async (request: APIRequestContext) => {
    const answer = await request.post(`${scene.api}/review/hand-out`, { data: { count: 20 } });
    return ((await answer.json()) as { units: { unitId: string }[] }).units.map(({ unitId }) => unitId);
  };
  const [one, two] = [await held(page.request), await held(second.request)];
  expect(one.length).toBeGreaterThan(0);
  expect(two.length).toBeGreaterThan(0);
  expect(one.filter((unitId) => two.includes(unitId))).toEqual([]);
  await other.close();
});

test("a key is given to another command, kept, and taken back; text fields are left alone", async ({ page }) => {
  await openAs(page, READERS[2]);
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: /^Grade is right:/ }).click();
  await page.keyboard.press("x");
  await expect(dialog.getByText("x is “Grade is wrong”.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await page.keyboard.press("?");
  await dialog.getByRole("button", { name: /^Grade is right:/ }).click();
  await page.keyboard.press("g");
  await expect(dialog.getByRole("button", { name: "Grade is right: g. Change its key" })).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.reload();
  await expect(page.getByRole("button", { name: /^Grade is right g|^Grade is right/ })).toContainText("g");
  const before = await announcement(page);
  await page.keyboard.press("c");
  await page.keyboard.type("ag");
  expect(await announcement(page)).toBe(before);
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await expect.poll(() => announcement(page)).not.toBe(before);
  await expect(dialog).toBeHidden();
  await page.keyboard.press("?");
  await dialog.getByRole("button", { name: "Back to the usual keys" }).click();
  await expect(dialog.getByRole("button", { name: "Grade is right: a, Enter. Change its key" })).toBeVisible();
  await page.keyboard.press("Escape");
  await savedAll(page);
});

test("what was seen and not judged is fine as one act, told apart, undone as one; bookmarks are listed", async ({
  page,
}) => {
  await openAs(page, READERS[2]);
  // Most of what a reader is lent lies close together: farther off there is more that nobody was asked about. Of thirteen
  // turns one way has six.
  const [, place = "1"] = /turn (\d+) of 13/.exec((await announcedText(page)) ?? "") ?? [];
  const away = Number(place) > 7 ? "ArrowLeft" : "ArrowRight";
  const turn = page.locator("[aria-labelledby=expert-turn]");
  for (let seen = 0; seen < 6; seen += 1) {
    const before = await turn.textContent();
    await page.keyboard.press(away);
    await expect(turn).not.toHaveText(before ?? "");
  }
  await page.keyboard.press("f");
  await expect(page.getByRole("button", { name: /^Bookmarked/ })).toBeVisible();
  const weak = async () => {
    const answer = await page.request.get(`${scene.api}/review/decisions`);
    return ((await answer.json()) as { weakAgreements: { unitIds: string[] }[] }).weakAgreements;
  };
  const before = (await decisionsOf(page.request, scene)).length;
  await page.keyboard.press("Shift+A");
  await expect(page.locator("footer ol li").first()).toContainText("Rest is fine");
  await savedAll(page);
  const acts = await weak();
  expect(acts).toHaveLength(1);
  expect(acts[0]?.unitIds.length).toBeGreaterThan(1);
  expect(await decisionsOf(page.request, scene)).toHaveLength(before);
  await page.keyboard.press("z");
  await savedAll(page);
  await expect.poll(async () => (await weak()).length).toBe(0);
  await page.getByRole("button", { name: "Last decisions" }).click();
  await expect(
    page
      .getByRole("dialog")
      .getByText(/^turn \d+$/)
      .first(),
  ).toBeVisible();
});

test("a hidden grade is shown after the answer; a changed mind is a second answer", async ({ page }) => {
  const blind = await makeReviewScene(administrator, {
    name: `Hidden grades ${run}`,
    lines: dialogues(2, 8),
    round: { reads: 12, blindShare: 1, criteria: ["content"] },
  });
  await addReader(administrator, blind.projectId, `blind-${run}@example.org`);
  await openAs(page, `blind-${run}@example.org`, blind);
  await expect(page.getByText("How well does this question aim?")).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  await page.keyboard.press("a");
  await expect(page.getByText("How well does this question aim?")).toBeVisible();
  // Three different answers on three items: the grader can't have said all of them.
  let changed = 0;
  for (const key of ["1", "2", "3"]) {
    await page.keyboard.press(key);
    await expect(page.getByText(/^The grader says (the same|otherwise)\.$/)).toBeVisible();
    if (changed === 0 && (await page.getByText("The grader says otherwise.").isVisible())) {
      changed += 1;
      await page.keyboard.press("a");
    } else {
      await page.keyboard.press("Enter");
    }
    await expect(page.getByText("How well does this question aim?")).toBeVisible();
  }
  await savedAll(page);
  const decisions = await decisionsOf(page.request, blind);
  expect(decisions).toHaveLength(3);
  expect(decisions.map(({ visibility }) => visibility).sort()).toEqual(["blind", "blind", "shown"]);
});

test("two readers disagree, a third settles it and is told what they said", async ({ page, browser }) => {
  const settle = await makeReviewScene(administrator, {
    name: `Disagreement ${run}`,
    lines: dialogues(1, 6),
    round: { reads: 12, readsPerUnit: 2, criteria: ["decision"] },
  });
  const readers = [`settle-1-${run}@example.org`, `settle-2-${run}@example.org`] as const;
  const third = `settle-3-${run}@example.org`;
  for (const email of [...readers, third]) await addReader(administrator, settle.projectId, email);
  for (const [at, email] of readers.entries()) {
    const context = await browser.newContext();
    const reader = await context.newPage();
    await signIn(reader, email);
    const hand = await reader.request.post(`${settle.api}/review/hand-out`, { data: { count: 20 } });
    const { units } = (await hand.json()) as { units: { unitId: string; handOutId: string; turnId: string }[] };
    for (const unit of units) {
      const turn = await (await reader.request.get(`${settle.api}/review/turns/${unit.turnId}`)).json();
      const { grade } = turn.units.find((other: { unitId: string }) => other.unitId === unit.unitId);
      const stopLabel = grade.value.stopLabel === "stop" ? "continue" : "stop";
      const base = {
        idempotencyKey: `settle-${email}-${unit.unitId}`.slice(0, 100),
        unitId: unit.unitId,
        activeMs: 1_000,
        gradeRevision: grade.revision,
        handOutId: unit.handOutId,
        comment: null,
      };
      const verdict =
        at === 0
          ? { ...base, kind: "agree" }
          : { ...base, kind: "wrong", value: { criterion: "decision", stopLabel }, reasonCode: null };
      const given = await reader.request.post(`${settle.api}/review/verdicts`, { data: verdict });
      expect(given.status(), await given.text()).toBe(200);
    }
    await context.close();
  }
  await signIn(page, third);
  await page.goto(settle.path);
  await page
    .getByRole("button", { name: /disagreements? to settle/ })
    .first()
    .click();
  await expect(page.locator("#highlighted-unit")).toBeVisible();
  await page.keyboard.press("a");
  await expect(page.getByText("What the others said")).toBeVisible();
  await expect(page.getByText("1 reader said this")).toHaveCount(2);
  await page.keyboard.press("Enter");
  await savedAll(page);
  expect(await decisionsOf(page.request, settle)).toHaveLength(1);
});

for (const language of ["zh-CN", "en"]) {
  test(`in ${language}, on a phone and at 320 pixels nothing runs over and axe finds nothing`, async ({
    page,
    context,
  }) => {
    const url = new URL(test.info().project.use.baseURL ?? "");
    await signIn(page, READERS[0]);
    await context.addCookies([{ name: "language", value: language, domain: url.hostname, path: "/" }]);
    for (const size of [
      { width: 320, height: 640 },
      { width: 390, height: 844 },
      { width: 768, height: 1024 },
      { width: 1024, height: 768 },
    ]) {
      await page.setViewportSize(size);
      await page.goto(scene.path);
      await expect(page.getByRole("button", { name: /^(评分正确|正确|Grade is right|Right)/ })).toBeVisible();
      // Also where the screen cuts off what runs over: then nothing scrolls, and a button has lost its end.
      const over = await page.evaluate(() => {
        const shown = [...document.querySelectorAll("body *")].filter((element) => !element.closest(".sr-only"));
        const ends = shown.map((element) => element.getBoundingClientRect().right);
        return Math.max(document.documentElement.scrollWidth, ...ends) - window.innerWidth;
      });
      expect(over, `${size.width} px`).toBeLessThanOrEqual(0);
      const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
      expect(violations.map(({ id, nodes }) => `${size.width} ${id}: ${nodes[0]?.html}`)).toEqual([]);
    }
  });
}

test("a consultation of two thousand messages opens at its turn and moves at once", async ({ page }) => {
  const long = await makeReviewScene(administrator, {
    name: `Two thousand messages ${run}`,
    lines: dialogues(1, 1000),
    round: { reads: 40 },
  });
  await addReader(administrator, long.projectId, `patient-${run}@example.org`);
  await openAs(page, `patient-${run}@example.org`, long);
  await expect(page.locator("#expert-turn")).toBeInViewport();
  for (let step = 0; step < 10; step += 1) await page.keyboard.press("ArrowRight");
  const elapsed = await page.evaluate(async () => {
    const frame = () => new Promise<void>((resolve) => requestAnimationFrame(() => resolve()));
    const start = performance.now();
    for (let step = 0; step < 10; step += 1) {
      window.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true }));
      await frame();
    }
    return (performance.now() - start) / 10;
  });
  expect(elapsed).toBeLessThan(250);
  const fold = page.getByRole("button", { name: /messages? to the end/ });
  const folded = Number(((await fold.textContent()) ?? "").replace(/\D/g, ""));
  const before = await page.locator("[data-position]").count();
  await fold.click();
  // Found by the browser's own search and by a screen reader: every opened message is in the document.
  await expect(page.locator("[data-position]")).toHaveCount(before + folded);
  await expect(page.locator("#expert-turn")).toBeInViewport();
});
