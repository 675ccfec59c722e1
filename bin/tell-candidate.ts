import type { CandidateView, ConfusionView, CorrectionClusterView, TrialView } from "@/lib/queries/candidate-contract";

const count = (value: number): string => value.toLocaleString("en");
const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;

function tellConfusion(confusion: ConfusionView): string {
  const { criterion } = confusion;
  if (confusion.kind === "level") return `${criterion} ${confusion.from} → ${confusion.to}`;
  return `${criterion} ${confusion.kind.replaceAll("_", " ")}`;
}

export function tellCluster(cluster: CorrectionClusterView): string {
  const notes = [
    ...(cluster.isSuggested ? ["enough for a candidate"] : []),
    ...(cluster.isRepairable ? [] : ["no words of the grader decide it"]),
    ...(cluster.candidate === null ? [] : [`candidate ${cluster.candidate.number}`]),
  ];
  const told = notes.length === 0 ? "" : ` (${notes.join(", ")})`;
  return `${tellConfusion(cluster.confusion)}: ${count(cluster.count)} corrections, “${cluster.example}”${told}`;
}

/** One candidate in a few lines. */
export function tellCandidate(candidate: CandidateView): string[] {
  const { number, state, parent, version, proposal, run, trial, isCurrent } = candidate;
  const lines = [
    `Candidate ${number}${version === null ? "" : ` (${version.label})`} against ${parent.label}: ${state.replaceAll("_", " ")}${isCurrent ? ", the current version" : ""}.`,
  ];
  if (proposal.state === "asking") lines.push(`  A model is asked (${proposal.endpoint ?? "unknown endpoint"}).`);
  if (proposal.failure !== null) {
    lines.push(`  The model's proposal failed (${proposal.failure.failureClass}): ${proposal.failure.message}`);
  }
  if (state === "grading" && run !== null) {
    lines.push(`  Grading is ${run.state}: ${count(run.tasksDone)} of ${count(run.tasks)} trajectories.`);
  }
  if (trial !== null) lines.push(`  ${tellTrial(trial)}`);
  return lines;
}

function tellTrial({ labels, maxLabels, wins, losses, share, evidence, threshold, scope }: TrialView): string {
  const interval =
    share.estimate === null
      ? ""
      : `, right on ${percent(share.estimate)} (${percent(share.lower)} to ${percent(share.upper)}, 95%)`;
  const now = evidence.at(-1) ?? 1;
  return `Trial: ${count(labels)} of at most ${count(maxLabels)} labels, ${count(wins)} for it and ${count(losses)} against${interval}; evidence ${now.toFixed(2)} to 1, it wins at ${threshold.toFixed(2)}; ${count(scope.fresh)} fresh of ${count(scope.disagreements)} units on which the two differ.`;
}
