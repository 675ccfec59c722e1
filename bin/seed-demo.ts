import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import path from "node:path";
import { seedDemoReads } from "@/bin/seed-demo-reads";
import type { Role } from "@/lib/auth/can";
import { createAccount } from "@/lib/auth/create-account";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { database } from "@/lib/db/client";
import { findGradingRun } from "@/lib/db/grading-run-reads";
import { insertMember } from "@/lib/db/member-writes";
import { findProjectByName } from "@/lib/db/project-reads";
import { advanceRound } from "@/lib/workflows/advance-round";
import { certifyRound } from "@/lib/workflows/certify-round";
import { createProjectWithin } from "@/lib/workflows/create-project";
import { endRound } from "@/lib/workflows/end-round";
import { importSessions } from "@/lib/workflows/import-sessions";
import { runPendingJobs } from "@/lib/workflows/run-pending-jobs";
import { startGradingRun } from "@/lib/workflows/start-grading-run";
import { startRound } from "@/lib/workflows/start-round";

export const DEMO_PROJECT = "Demo consultations";
export const DEMO_PASSWORD = "second-opinion";
/** The demo's first round: read by made-up clinicians, then audited for a certificate. */
const FIRST_ROUND = {
  ...{ reads: 150, before: 96, readsPerUnit: 2, blindShare: 0.12, targetError: 0.15, seed: 20_261n },
  criteria: ["extraction" as const, "content" as const],
};
/** Its second waits for a person. */
const SECOND_ROUND = { reads: 60 };

/** Made-up accounts, one a role and a second reader; they exist only in the demo. */
export const DEMO_ACCOUNTS: readonly { readonly email: string; readonly name: string; readonly role: Role }[] = [
  { email: "clinician@example.org", name: "Demo clinician", role: "clinician" },
  { email: "second@example.org", name: "Second demo clinician", role: "clinician" },
  { email: "researcher@example.org", name: "Demo researcher", role: "researcher" },
  { email: "administrator@example.org", name: "Demo administrator", role: "administrator" },
];

/**
 * Makes the demo: accounts, a project of fictional consultations, their grades, a round that its made-up
 * clinicians have read, and an open one. Each step looks first,
 * so that a start that was cut off goes on where it stopped.
 */
export async function seedDemo(): Promise<void> {
  const projectId = (await findProjectByName(DEMO_PROJECT))?.id ?? (await seedPeople());
  if ((await database.trajectory.count({ where: { projectId } })) === 0) {
    await importSessions({
      projectId,
      importId: randomUUID(),
      actorId: OPERATOR_ACTOR,
      fileName: "demo.sessions.jsonl",
      bytesTotal: null,
      source: createReadStream(path.join(process.cwd(), "prisma", "seed", "demo.sessions.jsonl")),
    });
  }
  const rounds = await database.round.findMany({ where: { projectId }, orderBy: { number: "asc" } });
  if (rounds.length === 0) {
    const run = await startGradingRun({ projectId, actorId: OPERATOR_ACTOR });
    await runPendingJobs({ isDone: async () => (await findGradingRun(projectId, run.id))?.state !== "running" });
  }
  if (rounds.length < 2) {
    await readFirstRound(projectId, rounds[0]?.id ?? null);
    await startRound({ projectId, actorId: OPERATOR_ACTOR, ...SECOND_ROUND });
  }
}

/** A round from its launch to its certificate, by accounts that are made up. One that was cut off goes on. */
async function readFirstRound(projectId: string, begunId: string | null): Promise<void> {
  const { before, ...settings } = FIRST_ROUND;
  const roundId = begunId ?? (await startRound({ projectId, actorId: OPERATOR_ACTOR, ...settings })).id;
  const readers = await database.membership.findMany({
    where: { projectId, role: "clinician" },
    orderBy: { userId: "asc" },
  });
  const readerIds = readers.map(({ userId }) => userId);
  const afterEach = async () => void (await advanceRound({ projectId, roundId }));
  const readTo = async (reads: number) => {
    const round = await database.round.findFirstOrThrow({ where: { projectId, id: roundId } });
    const { _sum } = await database.roundReader.aggregate({ where: { projectId, roundId }, _sum: { reads: true } });
    const done = _sum.reads ?? 0;
    if (round.state === "open") await seedDemoReads({ projectId, readerIds, reads: reads - done, afterEach });
    return round;
  };
  const { phase, state } = await readTo(before);
  if (phase === "collecting" && state === "open") await certifyRound({ projectId, actorId: OPERATOR_ACTOR, roundId });
  await readTo(settings.reads);
  if ((await database.round.findFirst({ where: { projectId, id: roundId } }))?.state === "open") {
    await endRound({ projectId, actorId: OPERATOR_ACTOR, roundId });
  }
  await afterEach();
}

/** Four passwords are hashed, which takes seconds on a machine that is busy building the pages, ms. */
const PEOPLE_TIMEOUT_MS = 60_000;

async function seedPeople(): Promise<string> {
  return database.$transaction(
    async (transaction) => {
      const project = await createProjectWithin(transaction, {
        name: DEMO_PROJECT,
        actorId: OPERATOR_ACTOR,
        administratorId: null,
      });
      for (const { email, name, role } of DEMO_ACCOUNTS) {
        const account = { email, name, password: DEMO_PASSWORD, isOperator: role === "administrator" };
        const userId = await createAccount(transaction, account);
        await insertMember(transaction, { projectId: project.id, userId, role });
      }
      return project.id;
    },
    { timeout: PEOPLE_TIMEOUT_MS },
  );
}
