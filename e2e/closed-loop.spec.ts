import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import type { APIRequestContext, Page } from "@playwright/test";
import { type AnswerKey, keyOf, readValues } from "@/e2e/closed-loop/answer-key";
import {
  allTrajectories,
  exportRewards,
  gradedProject,
  type ProjectApi,
  projectApi,
} from "@/e2e/closed-loop/project-api";
import { createScriptedClinician, type ScriptedClinician } from "@/e2e/closed-loop/scripted-clinician";
import { expectAccessible } from "@/e2e/expect-accessible";
import { ADMINISTRATOR, addReader, administratorContext, expect, readerContext, signIn, test } from "@/e2e/people";
import { verdictValueKey } from "@/lib/calibration/verdict-value-key";
import type { CandidateView } from "@/lib/queries/candidate-contract";
import type { RoundLive } from "@/lib/queries/round-contract";
import { median } from "@/lib/statistics/median";
import { countRandomReads } from "@/testkit/closed-loop/random-review";
import { type EndpointProgram, spawnEndpoint } from "@/testkit/processes/spawn-endpoint";

const PRIMOCK = "../shared/data/trajectories/primock57.sessions.jsonl";
/** Some three minutes each; one in every run of the tests. */
const SEEDS = Array.from({ length: Number(process.env.CLOSED_LOOP_SEEDS ?? 1) }, (_, at) => at + 1);

/** What clinicians read: stop labels are structural and format is counted by rule. */
const CRITERIA = ["extraction", "content"] as const;
/** It puts the systematic mistake right: the endpoint looks for it in the instructions. */
const RULE = "A reply that asks nothing finds nothing out, and a question of few words counts like a long one.";
/** Two wrong rules, scores off for no reason, and items that are missed or misread. */
const PLANTED = { rules: 1, scores: 0.015, items: 0.05 };
const LEAST_PLANTED = 0.12;
/** Reads before the repair, and after it before the audits of the certificate. */
const FIRST_READS = 100;
const SECOND_READS = 40;
/** More than a trial may ever ask for. */
const TRIAL_READS = 60;
/** Of all units: every read of rounds, trial and certificate together. */
const MOST_READ = 0.1;
/** Share of wrong labels that the certificate is to exclude: low enough to mean something, and seldom a matter of luck. */
const TARGET = 0.1;
const LEAST_GAIN = 3;
const LEAST_SAVING = 2;
const RANDOM_ORDERS = 20;

test.describe("planted errors and a hidden key", () => {
  test.skip(!existsSync(PRIMOCK), `${PRIMOCK} is not here`);

  let administrator: APIRequestContext;
  let endpoint: EndpointProgram;
  let key: AnswerKey;
  let keyRewards: ReadonlyMap<string, number>;

  test.beforeAll(async () => {
    test.setTimeout(300_000);
    administrator = await administratorContext();
    endpoint = await spawnEndpoint();
    // The same grader without mistakes, in a project of its own: from where it is looked for the key can't be seen.
    const keyed = await gradedProject(administrator, {
      name: `Key ${randomUUID().slice(0, 8)}`,
      file: PRIMOCK,
      endpointUrl: endpoint.url,
    });
    key = new Map(readValues(await allTrajectories(keyed)).map((unit) => [keyOf(unit), unit.value]));
    keyRewards = await exportRewards(administrator, keyed);
  });
  test.afterAll(async () => {
    await endpoint.end();
    await administrator.dispose();
  });

  /** |R − key| by row; of a row that is missing, all that there is to lose. */
  const errorsOf = (rewards: ReadonlyMap<string, number>) =>
    [...keyRewards].map(([cid, right]) => {
      const reward = rewards.get(cid);
      const cut = cid.lastIndexOf("_");
      const error = reward === undefined ? Math.max(right, 4 - right) : Math.abs(reward - right);
      return { sessionKey: cid.slice(0, cut), round: Number(cid.slice(cut + 1)), error };
    });
  const meanError = (rows: readonly { readonly error: number }[]) =>
    rows.reduce((sum, { error }) => sum + error, 0) / rows.length;

  for (const seed of SEEDS) {
    test(`seed ${seed}: a round, a repair, a certificate, and rewards that are close to the key`, async ({ page }) => {
      test.setTimeout(900_000);
      await endpoint.set({ seed, planted: PLANTED, calmedBy: RULE });
      const name = `Planted ${randomUUID().slice(0, 8)}`;
      const api = await gradedProject(administrator, { name, file: PRIMOCK, endpointUrl: endpoint.url });
      const values = readValues(await allTrajectories(api));
      const units = values
        .filter(({ criterion }) => CRITERIA.some((one) => one === criterion))
        .map((unit) => {
          const right = key.get(keyOf(unit));
          return { ...unit, isWrong: right !== undefined && verdictValueKey(right) !== verdictValueKey(unit.value) };
        });
      const before = errorsOf(await exportRewards(administrator, api));

      const email = `loop-${randomUUID().slice(0, 8)}@example.org`;
      await addReader(administrator, api.projectId, email);
      const own = await readerContext(email);
      const clinician = createScriptedClinician(
        projectApi(own, api.projectId),
        key,
        new Map(values.map((unit) => [unit.turnId, unit])),
      );

      await api.post("/rounds", { criteria: CRITERIA, reads: FIRST_READS });
      expect(await clinician.read(FIRST_READS)).toBe(FIRST_READS);

      await signIn(page, ADMINISTRATOR);
      const candidate = await writeCandidate(page, api);
      await clinician.read(TRIAL_READS);
      await expect(page.getByText("Won its trial")).toBeVisible({ timeout: 30_000 });
      await expectAccessible(page);
      await page.getByRole("button", { name: "Promote" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Promote" }).click();
      await expect(page.getByText("Promoted", { exact: true })).toBeVisible();

      const certificate = await certify(page, api, clinician, { candidate, reads: units.length });
      await own.dispose();

      const after = meanError(errorsOf(await exportRewards(administrator, api)));
      const { reads, flags } = clinician;
      const randomReads = median(countRandomReads(units, before, { goal: after, orders: RANDOM_ORDERS, seed })) ?? 0;
      const figures = {
        ...{ seed, units: units.length, planted: units.filter(({ isWrong }) => isWrong).length },
        ...{ distanceBefore: meanError(before), distanceAfter: after, reads, flags, randomReads },
        ...{ certificate: certificate?.state, bound: certificate?.bound, audits: certificate?.passed },
      };
      process.stdout.write(`${JSON.stringify(figures)}\n`);
      expect(figures.planted / units.length).toBeGreaterThanOrEqual(LEAST_PLANTED);
      expect(certificate).toMatchObject({ state: "issued", target: TARGET });
      expect(reads / units.length).toBeLessThanOrEqual(MOST_READ);
      expect(figures.distanceBefore / after).toBeGreaterThanOrEqual(LEAST_GAIN);
      expect(randomReads).toBeGreaterThanOrEqual(LEAST_SAVING * reads);
    });
  }
});

/**
 * In the browser, from the largest cluster of content corrections to a trial that runs; where too few corrections are
 * alike, from the words of the current version. Returns the candidate.
 */
async function writeCandidate(page: Page, { projectId, get }: ProjectApi): Promise<CandidateView> {
  await page.goto(`/projects/${projectId}/rounds`);
  const clusters = page.getByRole("region", { name: "Clusters of corrections" });
  await expect(clusters).toContainText(/alone|none like another|of 8/);
  await expectAccessible(page);
  const ofContent = clusters
    .getByRole("listitem")
    .filter({ hasText: /^Content/ })
    .getByRole("button", { name: "Write a rule" });
  if ((await ofContent.count()) > 0) await ofContent.first().click();
  else {
    await page.getByRole("button", { name: "New candidate" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Begin candidate" }).click();
  }
  await expect(page).toHaveURL(/\/candidates\/[0-9a-f-]+$/);
  await page.getByRole("button", { name: "Add rule" }).first().click();
  await page.getByLabel("Rule 1").first().fill(RULE);
  // What is typed outlives a reload before it is saved.
  await expect(page.getByText("not saved", { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Rule 1").first()).toHaveValue(RULE);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save words" }).click();
  await expect(page.getByText("Nothing to save")).toBeVisible();
  await page.getByRole("button", { name: "Grade", exact: true }).click();
  await expect(page.getByRole("button", { name: "Start trial" })).toBeVisible({ timeout: 300_000 });
  await page.getByRole("button", { name: "Start trial" }).click();
  await expect(page.getByText("Trial running")).toBeVisible();
  const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  return get<CandidateView>(`/candidates/${id}`);
}

/** A round on the promoted version, with reads to spare, whose rest goes to audits. */
async function certify(
  page: Page,
  api: ProjectApi,
  clinician: ScriptedClinician,
  { candidate, reads }: { readonly candidate: CandidateView; readonly reads: number },
) {
  const graderVersionId = candidate.version?.id;
  const settings = { criteria: CRITERIA, reads, targetError: TARGET, graderVersionId };
  const { id } = await api.post<{ id: string }>("/rounds", settings);
  await page.goto(`/projects/${api.projectId}/rounds/${id}`);
  await clinician.read(SECOND_READS);
  await page.getByRole("button", { name: "Audits only from now" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Audits only from now" }).click();
  await expect(page.getByText("Audits only").first()).toBeVisible();
  await clinician.read(reads);
  await expect(page.getByRole("region", { name: "Certificate" })).toContainText("Issued", { timeout: 60_000 });
  return (await api.get<RoundLive>(`/rounds/${id}/live`)).certificate;
}
