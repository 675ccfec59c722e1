import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verdictValueKey } from "@/lib/calibration/verdict-value-key";
import { median } from "@/lib/statistics/median";
import { rowId } from "@/lib/trajectory/row-head";
import { certifyRound } from "@/lib/workflows/certify-round";
import { endRound } from "@/lib/workflows/end-round";
import { loadRoundLive } from "@/lib/workflows/load-round-live";
import { startRound } from "@/lib/workflows/start-round";
import { type AnswerKey, keyOf, readValues, type UnitWithValue } from "@/testkit/closed-loop/answer-key";
import { exportRewards, gradedProject, RESEARCHER } from "@/testkit/closed-loop/keyed-projects";
import { countRandomReads } from "@/testkit/closed-loop/random-review";
import { repairGrader } from "@/testkit/closed-loop/repair-grader";
import { createScriptedClinician, type ScriptedClinician } from "@/testkit/closed-loop/scripted-clinician";
import { type EndpointProgram, spawnEndpoint } from "@/testkit/processes/spawn-endpoint";
import type { Program } from "@/testkit/processes/spawn-program";
import { spawnWorker } from "@/testkit/processes/spawn-worker";

const PRIMOCK = "../shared/data/trajectories/primock57.sessions.jsonl";
/**
 * Some two minutes each, and now and then a walk is given up: a measurement that is asked for, not a test of every change.
 * `CLOSED_LOOP_SEEDS=5` runs five.
 */
const SEEDS = Array.from({ length: Number(process.env.CLOSED_LOOP_SEEDS ?? 0) }, (_, at) => at + 1);

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
/** Of all units: every read of rounds, trial and certificate together. */
const MOST_READ = 0.1;
/** Share of wrong labels that the certificate is to exclude. */
const TARGET = 0.08;
const LEAST_GAIN = 3;
const LEAST_SAVING = 2;
const RANDOM_ORDERS = 20;

const wrongGiven = (key: AnswerKey) => (unit: UnitWithValue) => {
  const right = key.get(keyOf(unit));
  return right !== undefined && verdictValueKey(right) !== verdictValueKey(unit.value);
};

describe.skipIf(SEEDS.length === 0 || !existsSync(PRIMOCK))(
  `planted errors (skipped without CLOSED_LOOP_SEEDS or ${PRIMOCK})`,
  () => {
    let endpoint: EndpointProgram;
    let worker: Program;
    let folder: string;
    let key: AnswerKey;
    let keyRewards: ReadonlyMap<string, number>;
    const placeOfRow = new Map<string, { readonly sessionKey: string; readonly round: number }>();

    beforeAll(async () => {
      folder = await mkdtemp(path.join(os.tmpdir(), "second-opinion-loop-"));
      endpoint = await spawnEndpoint();
      worker = await spawnWorker(process.env.DATABASE_URL ?? "");
      // The same grader without mistakes, in a project of its own: from where it is looked for the key can't be seen.
      const keyed = await gradedProject(PRIMOCK, endpoint.url);
      const values = await readValues(keyed.projectId, keyed);
      key = new Map(values.map((unit) => [keyOf(unit), unit.value]));
      keyRewards = await exportRewards(keyed.projectId, folder);
      for (const { sessionKey, round } of values) placeOfRow.set(rowId(sessionKey, round), { sessionKey, round });
    }, 300_000);
    afterAll(async () => {
      await worker.end();
      await endpoint.end();
      await rm(folder, { recursive: true, force: true });
    });

    /** |R − key| by row; of a row that is missing, all that there is to lose. */
    const errorsOf = (rewards: ReadonlyMap<string, number>) =>
      [...keyRewards].map(([cid, right]) => {
        const reward = rewards.get(cid);
        const place = placeOfRow.get(cid);
        if (place === undefined) throw new Error(`There is no turn of row ${cid}.`);
        return { ...place, error: reward === undefined ? Math.max(right, 4 - right) : Math.abs(reward - right) };
      });
    const meanError = (rows: readonly { readonly error: number }[]) =>
      rows.reduce((sum, { error }) => sum + error, 0) / rows.length;

    async function readRound(projectId: string, clinician: ScriptedClinician, seed: bigint): Promise<void> {
      const settings = { criteria: [...CRITERIA], reads: FIRST_READS };
      const { id: roundId } = await startRound({ projectId, actorId: RESEARCHER, seed, ...settings });
      await clinician.read(FIRST_READS);
      if ((await loadRoundLive({ projectId, roundId })).round.state === "open") {
        await endRound({ projectId, actorId: RESEARCHER, roundId });
      }
    }

    /** With reads to spare: a walk that could not end within its budget would be given up. */
    async function certify(projectId: string, clinician: ScriptedClinician, seed: bigint, reads: number) {
      const settings = { criteria: [...CRITERIA], reads, targetError: TARGET };
      const { id: roundId } = await startRound({ projectId, actorId: RESEARCHER, seed, ...settings });
      await clinician.read(SECOND_READS);
      await certifyRound({ projectId, actorId: RESEARCHER, roundId });
      await clinician.read(reads);
      return (await loadRoundLive({ projectId, roundId })).certificate;
    }

    test.each(SEEDS)(
      "seed %i: a round, a repair, a certificate, and rewards that are close to the key",
      async (at) => {
        const seed = BigInt(at);
        await endpoint.set({ seed: at, planted: PLANTED, calmedBy: RULE });
        const { projectId, graderVersionId } = await gradedProject(PRIMOCK, endpoint.url);
        const units = (await readValues(projectId, { graderVersionId }))
          .filter(({ criterion }) => CRITERIA.some((one) => one === criterion))
          .map((unit) => ({ ...unit, isWrong: wrongGiven(key)(unit) }));
        const before = errorsOf(await exportRewards(projectId, folder));

        const clinician = createScriptedClinician({ projectId, readerId: "clinician" }, key);
        await readRound(projectId, clinician, seed);
        await repairGrader(projectId, RULE, clinician, seed);
        const certificate = await certify(projectId, clinician, seed, units.length);

        const after = meanError(errorsOf(await exportRewards(projectId, folder)));
        const { reads, flags } = clinician;
        const randomReads =
          median(countRandomReads(units, before, { goal: after, orders: RANDOM_ORDERS, seed: at })) ?? 0;
        const figures = {
          ...{ seed: at, units: units.length, planted: units.filter(({ isWrong }) => isWrong).length },
          ...{ distanceBefore: meanError(before), distanceAfter: after, reads, flags, randomReads },
          ...{ certificate: certificate?.state, bound: certificate?.bound, audits: certificate?.passed },
        };
        process.stdout.write(`${JSON.stringify(figures)}\n`);
        expect(figures.planted / units.length).toBeGreaterThanOrEqual(LEAST_PLANTED);
        expect(certificate).toMatchObject({ state: "issued", target: TARGET });
        expect(reads / units.length).toBeLessThanOrEqual(MOST_READ);
        expect(figures.distanceBefore / after).toBeGreaterThanOrEqual(LEAST_GAIN);
        expect(randomReads).toBeGreaterThanOrEqual(LEAST_SAVING * reads);
      },
      900_000,
    );
  },
);
