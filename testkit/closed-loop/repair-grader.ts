import { expect } from "vitest";
import { createCandidate } from "@/lib/workflows/create-candidate";
import { promoteCandidate } from "@/lib/workflows/decide-candidate";
import { editCandidate } from "@/lib/workflows/edit-candidate";
import { gradeCandidate } from "@/lib/workflows/grade-candidate";
import { loadCandidate } from "@/lib/workflows/load-candidate";
import { loadCorrectionClusters } from "@/lib/workflows/load-correction-clusters";
import { startTrial } from "@/lib/workflows/start-trial";
import { RESEARCHER, untilGraded } from "@/testkit/closed-loop/keyed-projects";
import type { ScriptedClinician } from "@/testkit/closed-loop/scripted-clinician";

/** More than a trial may ever ask for. */
const TRIAL_READS = 60;

/** From the corrections so far to a promoted version with one rule more, by the way that a researcher goes. */
export async function repairGrader(
  projectId: string,
  rule: string,
  clinician: ScriptedClinician,
  seed: bigint,
): Promise<void> {
  const actorId = RESEARCHER;
  const { clusters } = await loadCorrectionClusters({ projectId });
  const cluster = clusters.find(({ confusion, isRepairable }) => isRepairable && confusion.criterion === "content");
  const draft = await createCandidate({
    projectId,
    actorId,
    input: { source: "by_hand", clusterKey: cluster?.key ?? null },
  });
  const of = { projectId, candidateId: draft.id };
  const { changes, editNumber } = draft;
  if (changes === null) throw new Error("A draft has words.");
  const { scoring } = changes;
  const edited = { ...changes, scoring: { ...scoring, rules: [...scoring.rules, rule] } };
  await editCandidate({ ...of, edit: { editNumber, changes: edited } });
  const { run } = await gradeCandidate({ ...of, actorId });
  if (run !== null) await untilGraded(projectId, run.id);
  expect(await loadCandidate(of)).toMatchObject({ state: "graded" });
  await startTrial({ ...of, actorId, seed });
  await clinician.read(TRIAL_READS);
  expect(await loadCandidate(of)).toMatchObject({ state: "won" });
  await promoteCandidate({ ...of, actorId });
}
