import { randomUUID } from "node:crypto";
import { database } from "@/lib/db/client";
import { createTestProject } from "@/lib/db/testing/create-test-project";
import { gradeTrajectory } from "@/lib/workflows/grade-trajectory";
import { importSessions } from "@/lib/workflows/import-sessions";
import { startGradingRun } from "@/lib/workflows/start-grading-run";

const say = (content: string, role: "user" | "assistant") => ({ role, content });

/** Three turns that go on and a last one that stops. */
const dialogue = (extra: string) => [
  say(`Doctor, I have a cough. ${extra}`, "user"),
  say("How long have you had the cough?", "assistant"),
  say("For three days.", "user"),
  say("Do you have a fever?", "assistant"),
  say("Yes, a fever since yesterday.", "user"),
  say("Any chest pain?", "assistant"),
  say("No, no chest pain.", "user"),
  say("Rest and drink a lot.", "assistant"),
];

/**
 * A project of dialogues 1, 2, 3 …, graded by the offline grader.
 * @param extras what the client adds in each
 * @param samples responses of a policy at every turn, beside the expert's
 */
export async function gradedProject(
  extras: readonly string[] = ["a", "b", "c"],
  samples: readonly string[] = [],
): Promise<string> {
  const projectId = await createTestProject();
  const lines = extras.map((extra, at) =>
    JSON.stringify({ session_id: at + 1, diagn: "cold", messages: dialogue(extra) }),
  );
  await importSessions({
    projectId,
    importId: randomUUID(),
    actorId: "operator",
    fileName: "some.jsonl",
    bytesTotal: null,
    source: (async function* () {
      yield Buffer.from(lines.join("\n"));
    })(),
  });
  for (const { id: turnId } of samples.length === 0 ? [] : await database.turn.findMany({ where: { projectId } })) {
    for (const [sampleIndex, content] of samples.entries()) {
      await database.response.create({
        data: { projectId, id: randomUUID(), turnId, source: "policy", sampleIndex, content },
      });
    }
  }
  const run = await startGradingRun({ projectId, actorId: "operator" });
  for (const { trajectoryId } of await database.gradingTask.findMany({ where: { projectId, runId: run.id } })) {
    await gradeTrajectory({ projectId, runId: run.id, trajectoryId, attempt: 1, isLastAttempt: true });
  }
  return projectId;
}
