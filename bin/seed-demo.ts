import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import path from "node:path";
import type { Role } from "@/lib/auth/can";
import { createAccount } from "@/lib/auth/create-account";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { database } from "@/lib/db/client";
import { findGradingRun } from "@/lib/db/grading-run-reads";
import { insertMember } from "@/lib/db/member-writes";
import { findProjectByName } from "@/lib/db/project-reads";
import { createProjectWithin } from "@/lib/workflows/create-project";
import { importSessions } from "@/lib/workflows/import-sessions";
import { runPendingJobs } from "@/lib/workflows/run-pending-jobs";
import { startGradingRun } from "@/lib/workflows/start-grading-run";
import { startRound } from "@/lib/workflows/start-round";

export const DEMO_PROJECT = "Demo consultations";
export const DEMO_PASSWORD = "second-opinion";
/** Reads of the demo's first round. */
const DEMO_READS = 60;

/** Made-up accounts, one a role and a second reader; they exist only in the demo. */
export const DEMO_ACCOUNTS: readonly { readonly email: string; readonly name: string; readonly role: Role }[] = [
  { email: "clinician@example.org", name: "Demo clinician", role: "clinician" },
  { email: "second@example.org", name: "Second demo clinician", role: "clinician" },
  { email: "researcher@example.org", name: "Demo researcher", role: "researcher" },
  { email: "administrator@example.org", name: "Demo administrator", role: "administrator" },
];

/**
 * Makes the demo: accounts, a project of fictional consultations, their grades and an open round. Each step looks first,
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
  if ((await database.round.count({ where: { projectId } })) > 0) return;
  const run = await startGradingRun({ projectId, actorId: OPERATOR_ACTOR });
  await runPendingJobs({ isDone: async () => (await findGradingRun(projectId, run.id))?.state !== "running" });
  await startRound({ projectId, actorId: OPERATOR_ACTOR, reads: DEMO_READS });
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
