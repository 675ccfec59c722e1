import { randomUUID } from "node:crypto";
import type { APIRequestContext } from "@playwright/test";
import { announcement } from "@/e2e/item-in-view";
import { addReader, administratorContext, expect, signIn, test } from "@/e2e/people";
import { decisionsOf, dialogues, makeReviewScene } from "@/e2e/review-project";
import { findWebProcess } from "@/e2e/server-processes";

const VERDICTS = 100;
/** Before so many verdicts the web server is killed; the starter starts it again within seconds. */
const KILLED_AT: ReadonlySet<number> = new Set([10, 35, 80]);
/** Before so many it is halted, answers are given, and the page is left before it goes on. */
const LEFT_AT = 60;
const GIVEN_WHILE_HALTED = 4;

let administrator: APIRequestContext;
test.beforeAll(async () => {
  administrator = await administratorContext();
});
test.afterAll(() => administrator.dispose());

test("a hundred verdicts while the server is killed, started again, halted and left: each arrives once, in order", async ({
  page,
  consoleErrors,
}) => {
  test.skip(process.platform !== "linux", "the process to kill is found in /proc");
  test.setTimeout(420_000);
  const run = randomUUID().slice(0, 8);
  const scene = await makeReviewScene(administrator, {
    name: `Killed under a reader ${run}`,
    lines: dialogues(8, 12),
    round: { reads: 200 },
  });
  await addReader(administrator, scene.projectId, `${run}@example.org`);

  /** Units in the order in which they were sent first. */
  const sent = new Map<string, string>();
  page.on("request", (request) => {
    if (request.method() !== "POST" || !request.url().endsWith("/review/verdicts")) return;
    const { idempotencyKey, unitId } = request.postDataJSON() as { idempotencyKey: string; unitId: string };
    if (!sent.has(idempotencyKey)) sent.set(idempotencyKey, unitId);
  });
  const highlighted = page.locator("#highlighted-unit");
  const agree = async () => {
    // While nobody answers, what was handed out before may run out: the next item comes when the server does.
    await expect(highlighted).toBeVisible({ timeout: 90_000 });
    const before = await announcement(page);
    await page.keyboard.press("a");
    await expect.poll(() => announcement(page), { timeout: 90_000 }).not.toBe(before);
  };
  const open = async () => {
    await page.goto(scene.path);
    await expect(highlighted).toBeVisible({ timeout: 90_000 });
  };

  await signIn(page, `${run}@example.org`);
  await open();
  for (let given = 0; given < VERDICTS; given += 1) {
    if (KILLED_AT.has(given)) process.kill(findWebProcess(), "SIGKILL");
    if (given === LEFT_AT) {
      const web = findWebProcess();
      process.kill(web, "SIGSTOP");
      for (let halted = 0; halted < GIVEN_WHILE_HALTED; halted += 1, given += 1) await agree();
      await page.goto("about:blank");
      process.kill(web, "SIGCONT");
      await open();
    }
    await agree();
  }
  await expect(page.locator("[role=status][aria-busy=false]").filter({ hasText: "All saved" })).toBeVisible({
    timeout: 60_000,
  });

  expect(sent.size).toBe(VERDICTS);
  const { rounds } = await (await administrator.get(`${scene.api}/rounds`)).json();
  expect(rounds[0].readsDone).toBe(VERDICTS);
  const kept = (await decisionsOf(page.request, scene)).map(({ unitId }) => unitId);
  const units = [...sent.values()];
  expect(new Set(units).size).toBe(VERDICTS);
  expect(kept).toEqual(units.reverse().slice(0, kept.length));
  expect(kept.length).toBe(50);
  // While nobody answered, the page's own requests failed: that is what was tested.
  const other = consoleErrors.splice(0).filter((text) => !/Failed to load resource|net::ERR_/.test(text));
  expect(other).toEqual([]);
});
