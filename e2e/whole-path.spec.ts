import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { expectedRewards, type TrajectoryAnswer } from "@/e2e/expected-rewards";
import { ADMINISTRATOR, expect, signIn, test } from "@/e2e/people";

const PRIMOCK = "../shared/data/trajectories/primock57.sessions.jsonl";
const READS = 20;

test.describe("the whole path with real consultations", () => {
  test.skip(!existsSync(PRIMOCK), `${PRIMOCK} is not here`);
  test.setTimeout(300_000);

  test("upload, grade, review 20 reads with a flag undone and given again, export and check every reward", async ({
    page,
    baseURL,
  }) => {
    await signIn(page, ADMINISTRATOR);
    const made = await page.request.post("/api/projects", {
      data: { name: "Fifty-seven consultations" },
      headers: { origin: baseURL ?? "" },
    });
    expect(made.status(), await made.text()).toBeLessThan(300);
    const project = `/projects/${((await made.json()) as { id: string }).id}`;
    const api = `/api${project}`;

    await test.step("upload", async () => {
      await page.goto(`${project}/trajectories`);
      await page.locator('input[type="file"]').first().setInputFiles(PRIMOCK);
      await page.getByRole("button", { name: "Import 57 dialogues" }).click({ timeout: 60_000 });
      await expect(page.getByText(/57 consultations added/).first()).toBeVisible({ timeout: 60_000 });
      const { imports } = await (await page.request.get(`${api}/imports`)).json();
      expect(imports[0]).toMatchObject({
        state: "finished",
        trajectories: 57,
        messages: 5347,
        turns: 2666,
        refusedCount: 0,
      });
      expect(imports[0].leftOut).toEqual({ "ends with the expert": 32 });
    });

    await test.step("grade", async () => {
      await page.goto(`${project}/grading-runs`);
      await page.getByRole("button", { name: "Start grading run" }).first().click();
      await page.getByRole("dialog").getByRole("button", { name: "Start run" }).click();
      await expect(page.getByRole("main").getByText("Finished").first()).toBeVisible({ timeout: 180_000 });
      const { runs } = await (await page.request.get(`${api}/grading-runs`)).json();
      expect(runs[0]).toMatchObject({ tasksTotal: 57, tasksDone: 57, tasksFailed: 0, gradesFailed: 0 });
      expect(runs[0].gradesOk + runs[0].gradesNotApplicable).toBe(4 * 2666);
    });

    await test.step("launch a round", async () => {
      await page.goto(`${project}/rounds`);
      await page.getByRole("button", { name: "Launch a round" }).first().click();
      await page
        .getByRole("dialog")
        .getByRole("textbox", { name: "Budget" })
        .or(page.getByRole("dialog").getByRole("spinbutton", { name: "Budget" }))
        .first()
        .fill(`${READS}`);
      // A hidden grade takes an answer of its own, which other journeys give.
      await page.getByRole("dialog").getByText("Readers, audits, hidden grades").click();
      await page
        .getByRole("dialog")
        .getByRole("textbox", { name: /^Hidden grades/ })
        .fill("0");
      await page.getByRole("dialog").getByRole("button", { name: "Launch round" }).click();
      await expect(page.getByText(/Round 1/).first()).toBeVisible();
    });

    await test.step("flag, undo, flag again", async () => {
      await page.goto(`${project}/review`);
      await expect(page.getByRole("button", { name: /^Grade is right/ })).toBeVisible();
      await flagHighlighted(page, 0);
      await expectReads(page, 1);
      await page.keyboard.press("z");
      await expectReads(page, 0);
      await expect(page.getByRole("button", { name: /^Grade is right/ })).toBeEnabled();
      await flagHighlighted(page, 0);
      await expectReads(page, 1);
    });

    await test.step("read to the end of the budget", async () => {
      for (let read = 1; read < READS; read += 1) {
        await expect(page.getByRole("button", { name: /^Grade is right/ })).toBeEnabled();
        await page.keyboard.press("a");
        if (read + 1 < READS) await expectReads(page, read + 1);
      }
      await expect(page.getByText(/20 reads in/)).toBeVisible({ timeout: 20_000 });
      const { decisions } = await (await page.request.get(`${api}/review/decisions`)).json();
      expect(decisions).toHaveLength(READS);
      expect(decisions.filter((decision: { kind: string }) => decision.kind === "wrong")).toHaveLength(1);
    });

    await test.step("the round tells accuracy with intervals", async () => {
      await page.goto(`${project}/rounds`);
      await page
        .getByRole("main")
        .getByRole("link", { name: /Round 1/ })
        .first()
        .click();
      await expect(page.getByText("Ended").first()).toBeVisible();
      const { rounds } = await (await page.request.get(`${api}/rounds`)).json();
      expect(rounds[0]).toMatchObject({ state: "finished", readsDone: READS, budgetReads: READS });
      for (const { share } of rounds[0].accuracy) {
        expect(share.lower).toBeLessThanOrEqual(share.estimate ?? 1);
        expect(share.upper).toBeGreaterThanOrEqual(share.estimate ?? 0);
        expect(share.upper - share.lower).toBeGreaterThan(0);
      }
    });

    await test.step("export, read back and checked row by row", async () => {
      await page.goto(`${project}/exports`);
      await page.getByRole("button", { name: "Build a file" }).click();
      await expect(page.getByRole("link", { name: "Download" }).first()).toBeVisible({ timeout: 60_000 });
      const downloading = page.waitForEvent("download");
      await page.getByRole("link", { name: "Download" }).first().click();
      const text = await readFile(await (await downloading).path(), "utf8");
      const rows = text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));

      const expected = await expectedRewards(await allTrajectories(page, api), await allDecisions(page, api));
      expect(rows.length).toBe(expected.size);
      expect(rows.length).toBeGreaterThan(2000);
      const read = new Map(
        rows.map((row) => [
          row.cid,
          {
            decision_truth: row.decision_truth,
            response: row.response,
            reward: row.reward,
            scores: [row.decision_score, row.content_score, row.format_score],
          },
        ]),
      );
      expect(
        [...expected.keys()].filter((cid) => !read.has(cid)),
        "rows the file lacks",
      ).toEqual([]);
      for (const [cid, row] of read) {
        // One comparison a row as text: two thousand assertions would each be a step of the report.
        if (JSON.stringify(row) !== JSON.stringify(expected.get(cid))) expect(row, cid).toEqual(expected.get(cid));
      }
      expect(rows.some((row) => row.provenance === "human")).toBe(true);
    });
  });
});

/** Gives the highlighted unit a corrected value as the page asks for it: a stop label has one other value only. */
async function flagHighlighted(page: Page, readsBefore: number): Promise<void> {
  const scores = page.getByText("Which score is right?");
  const items = page.getByText("Which items were asked?");
  await page.keyboard.press("x");
  await expect(
    scores
      .or(items)
      .or(readsShown(page, readsBefore + 1))
      .first(),
  ).toBeVisible();
  if (await scores.isVisible()) {
    // The grader's own score is dead, so of two other keys one acts and the first that does ends the picking.
    const own = page.getByRole("button", { name: /Direct/ }).filter({ hasText: "The grader’s score" });
    await page.keyboard.press((await own.count()) > 0 ? "1" : "3");
  } else if (await items.isVisible()) {
    // Where the grader found nothing the field is open already; else `i` opens it.
    const asked = page.getByLabel("What was asked");
    if ((await asked.count()) === 0) await page.keyboard.press("i");
    await asked.fill("leg swelling");
    await page.getByLabel("What was answered").fill("present");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: /^Save items/ }).click();
  }
}

function expectReads(page: Page, reads: number): Promise<void> {
  return expect(readsShown(page, reads)).toBeVisible();
}

function readsShown(page: Page, reads: number): Locator {
  return page.getByText(new RegExp(`^${reads} of ${READS}`)).first();
}

async function allTrajectories(page: Page, api: string): Promise<TrajectoryAnswer[]> {
  const found: TrajectoryAnswer[] = [];
  let after: string | null = null;
  do {
    const query: string = after === null ? "" : `&after=${after}`;
    const list = await (await page.request.get(`${api}/trajectories?search=${query}`)).json();
    for (const { id } of list.rows) {
      found.push((await (await page.request.get(`${api}/trajectories/${id}`)).json()) as TrajectoryAnswer);
    }
    after = list.next as string | null;
  } while (after !== null);
  return found;
}

async function allDecisions(page: Page, api: string) {
  return (await (await page.request.get(`${api}/review/decisions`)).json()).decisions;
}
