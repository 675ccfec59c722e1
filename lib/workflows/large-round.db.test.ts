import { expect, test } from "vitest";
import { database } from "@/lib/db/client";
import { findRoundModel, readRoundLog } from "@/lib/db/round-live-reads";
import { advanceRound } from "@/lib/workflows/advance-round";
import { handOutUnits } from "@/lib/workflows/hand-out-units";
import { prepareRound } from "@/lib/workflows/prepare-round";
import { recordVerdict } from "@/lib/workflows/record-verdict";
import { startRound } from "@/lib/workflows/start-round";
import { DIALOGUE_QUEUED_UNITS, makeGradedProject } from "@/testkit/dialogues/graded-project";

/** More units than a refit scores whole. */
const DIALOGUES = 1_300;
const UNITS = DIALOGUES * DIALOGUE_QUEUED_UNITS;

async function agreeWithNext(projectId: string): Promise<void> {
  const { units } = await handOutUnits({ projectId, readerId: "a", count: 1 });
  const [lent] = units;
  if (lent === undefined) throw new Error("Nothing was served.");
  const { unitId, handOutId } = lent;
  const common = { idempotencyKey: crypto.randomUUID(), gradeRevision: 0, activeMs: 5_000, comment: null };
  await recordVerdict({ projectId, readerId: "a", input: { kind: "agree", unitId, handOutId, ...common } });
}

/** How often the table was analyzed by a statement, not by the server's own accord. */
async function analyses(): Promise<number> {
  const [row] = await database.$queryRaw<{ count: number }[]>`
    SELECT analyze_count::int AS count FROM pg_stat_user_tables WHERE relname = 'unit_beliefs'`;
  return row?.count ?? 0;
}

test("the figures of a round of which refits score a part speak of all of its units", async () => {
  const { projectId, graderVersionId } = await makeGradedProject(DIALOGUES, () => undefined);
  const { id: roundId } = await startRound({ projectId, actorId: "operator", graderVersionId, reads: 1_000, seed: 5n });
  await prepareRound({ projectId, roundId });
  for (let read = 0; read < 5; read += 1) await agreeWithNext(projectId);
  const before = await analyses();
  await advanceRound({ projectId, roundId });
  expect(await analyses()).toBeGreaterThan(before);

  const beliefs = await database.unitBelief.findMany({ where: { projectId, roundId } });
  expect(beliefs.length).toBeGreaterThan(2_000);
  expect(beliefs.length).toBeLessThan(UNITS / 2);
  const model = await findRoundModel(projectId, roundId);
  expect(model?.figures?.labels).toMatchObject({ unread: UNITS - 5, settled: 5, waiting: 0, ambiguous: 0 });

  const risks = beliefs.filter(({ heldBy }) => heldBy === "machine" || heldBy === "model").map(({ risk }) => risk);
  const [least, most] = [Math.min(...risks), Math.max(...risks)];
  const [entry] = (await readRoundLog(projectId, roundId)).filter(({ event }) => event === "refitted");
  if (entry?.event !== "refitted") throw new Error("The refit is not in the log.");
  // A share of all units: not of the scored ones alone, which would be an eighth of it.
  expect(entry.detail.expected).toBeGreaterThanOrEqual(least * ((UNITS - 5) / UNITS));
  expect(entry.detail.expected).toBeLessThanOrEqual(most);
  expect(model?.figures?.forecast.path[0]?.expected).toBeCloseTo(entry.detail.expected, 9);
}, 60_000);
