import { randomUUID } from "node:crypto";
import type { APIRequestContext, Page } from "@playwright/test";
import { Client } from "pg";
import { announcement } from "@/e2e/item-in-view";
import { addReader, administratorContext, expect, signIn, test } from "@/e2e/people";
import { decisionsOf, dialogues, makeReviewScene, type ReviewScene } from "@/e2e/review-project";
import { findDatabaseUrl } from "@/e2e/server-processes";

let administrator: APIRequestContext;
let scene: ReviewScene;
const run = randomUUID().slice(0, 8);
const READERS = [`early-${run}@example.org`, `late-${run}@example.org`] as const;

test.beforeAll(async () => {
  administrator = await administratorContext();
  scene = await makeReviewScene(administrator, {
    name: `Leases that end ${run}`,
    lines: dialogues(1, 5),
    round: { reads: 6, criteria: ["decision"], auditProbability: 0.01 },
  });
  for (const email of READERS) await addReader(administrator, scene.projectId, email);
  // The first fit of a round's model puts its units in another order; until somebody answers, that order stays.
  const { rounds } = await (await administrator.get(`${scene.api}/rounds`)).json();
  const live = () => administrator.get(`${scene.api}/rounds/${rounds[0].id}/live`);
  await expect.poll(async () => (await (await live()).json()).model.refits, { timeout: 60_000 }).toBeGreaterThan(0);
});
test.afterAll(() => administrator.dispose());

/** Returns the unit that is handed out first, which is the one in view. */
async function open(page: Page, email: string): Promise<string> {
  await signIn(page, email);
  const [handedOut] = await Promise.all([
    page.waitForResponse((response) => response.url().endsWith("/review/hand-out")),
    page.goto(scene.path),
  ]);
  await expect(page.locator("#highlighted-unit")).toBeVisible();
  const { units } = (await handedOut.json()) as { units: { unitId: string }[] };
  return units[0]?.unitId ?? "";
}

async function agree(page: Page): Promise<void> {
  const before = await announcement(page);
  await page.keyboard.press("a");
  await expect.poll(() => announcement(page)).not.toBe(before);
  await expect(page.locator("[role=status][aria-busy=false]").filter({ hasText: "All saved" })).toBeVisible();
}

/** As if nobody had been at the page for as long as a lease runs. */
async function endLeases(): Promise<void> {
  const client = new Client({ connectionString: findDatabaseUrl() });
  await client.connect();
  try {
    await client.query(
      "UPDATE round_units SET lease_expires_at = now() - interval '1 second' WHERE project_id = $1 AND lease_id IS NOT NULL",
      [scene.projectId],
    );
    await client.query(
      "UPDATE hand_outs SET expires_at = now() - interval '1 second' WHERE project_id = $1 AND expires_at > now()",
      [scene.projectId],
    );
  } finally {
    await client.end();
  }
}

test("a lease that ran out goes to the next reader; both answers are kept, the later as a second read", async ({
  page,
  browser,
}) => {
  const held = await open(page, READERS[0]);
  await endLeases();

  const context = await browser.newContext();
  const other = await context.newPage();
  await open(other, READERS[1]);
  const readByOther = async () => (await decisionsOf(other.request, scene)).map(({ unitId }) => unitId);
  // First in line, unless an audit was drawn before it.
  await agree(other);
  for (let more = 0; more < 3 && !(await readByOther()).includes(held); more += 1) await agree(other);
  const before = await readByOther();
  expect(before).toContain(held);

  await agree(page);
  expect((await decisionsOf(page.request, scene)).map(({ unitId }) => unitId)).toEqual([held]);
  expect(await readByOther()).toEqual(before);
  const { rounds } = await (await administrator.get(`${scene.api}/rounds`)).json();
  expect(rounds[0].readsDone).toBe(before.length + 1);
  await context.close();
});
