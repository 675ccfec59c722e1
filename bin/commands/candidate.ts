import { readFile } from "node:fs/promises";
import type { CommandOutput } from "@/bin/cli-run";
import { requireFile } from "@/bin/commands/require-file";
import { requireProject } from "@/bin/require-project";
import { tellCandidate, tellCluster } from "@/bin/tell-candidate";
import { waitForRun } from "@/bin/tell-run";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { findCandidateId } from "@/lib/db/candidate-reads";
import { findEndpointByName } from "@/lib/db/endpoint-reads";
import { findVersionCalled } from "@/lib/db/grader-version-reads";
import { findGradingRun } from "@/lib/db/grading-run-reads";
import { type GraderChanges, graderChangesSchema } from "@/lib/grading/llm/grader-changes";
import { AppError } from "@/lib/kernel/app-error";
import type { CandidateView, NewCandidate } from "@/lib/queries/candidate-contract";
import { askForProposal } from "@/lib/workflows/ask-for-proposal";
import { createCandidate } from "@/lib/workflows/create-candidate";
import { promoteCandidate, rejectCandidate, rollBackCandidate } from "@/lib/workflows/decide-candidate";
import { editCandidate } from "@/lib/workflows/edit-candidate";
import { gradeCandidate } from "@/lib/workflows/grade-candidate";
import { loadCandidate, loadCandidates } from "@/lib/workflows/load-candidate";
import { loadCorrectionClusters } from "@/lib/workflows/load-correction-clusters";
import { runPendingJobs } from "@/lib/workflows/run-pending-jobs";
import { startTrial } from "@/lib/workflows/start-trial";

export interface ProposeOptions {
  readonly cluster?: string;
  readonly endpoint?: string;
  readonly candidate?: string;
  readonly wait?: boolean;
}

export interface CreateCandidateOptions {
  readonly from?: string;
  readonly cluster?: string;
  readonly version?: string;
}

const actorId = OPERATOR_ACTOR;

export async function listClusters(output: CommandOutput, projectName: string): Promise<void> {
  const { id: projectId } = await requireProject(projectName);
  const found = await loadCorrectionClusters({ projectId });
  output.finish(
    found,
    found.clusters.length === 0
      ? ["No corrections of the current version are alike yet."]
      : [
          ...found.clusters.map((cluster, index) => `${index + 1}. ${tellCluster(cluster)}`),
          `${found.alone.toLocaleString("en")} of ${found.corrections.toLocaleString("en")} corrections stand alone.`,
        ],
  );
}

export async function listCandidates(output: CommandOutput, projectName: string): Promise<void> {
  const { id: projectId } = await requireProject(projectName);
  const candidates = await loadCandidates({ projectId });
  output.finish(
    { candidates },
    candidates.length === 0 ? ["No candidate yet."] : candidates.flatMap((candidate) => tellCandidate(candidate)),
  );
}

export async function showCandidate(output: CommandOutput, projectName: string, reference: string): Promise<void> {
  const candidate = await loadCandidate(await requireCandidate(projectName, reference));
  output.finish(candidate, tellCandidate(candidate));
}

export async function propose(output: CommandOutput, projectName: string, options: ProposeOptions): Promise<void> {
  const { id: projectId } = await requireProject(projectName);
  const endpointId = options.endpoint === undefined ? null : await requireEndpoint(projectId, options.endpoint);
  let candidate: CandidateView;
  if (options.candidate === undefined) {
    const clusterKey = await requireCluster(projectId, options.cluster);
    candidate = await createCandidate({ projectId, actorId, input: { source: "proposed", clusterKey, endpointId } });
  } else {
    const subject = await requireCandidate(projectName, options.candidate);
    candidate = await askForProposal({ ...subject, actorId, endpointId });
  }
  const subject = { projectId, candidateId: candidate.id };
  if (options.wait === true) {
    await runPendingJobs({ isDone: async () => (await loadCandidate(subject)).proposal.state !== "asking" });
    candidate = await loadCandidate(subject);
  }
  output.finish(candidate, tellCandidate(candidate));
}

export async function create(
  output: CommandOutput,
  projectName: string,
  options: CreateCandidateOptions,
): Promise<void> {
  if ((options.from === undefined) === (options.version === undefined)) {
    throw new AppError("invalid", "Give --from FILE.json or --version LABEL, one of the two.");
  }
  const { id: projectId } = await requireProject(projectName);
  const changes = options.from === undefined ? null : await readChanges(options.from);
  const input: NewCandidate =
    options.version === undefined
      ? {
          source: "by_hand",
          clusterKey: options.cluster === undefined ? null : await requireCluster(projectId, options.cluster),
        }
      : { source: "existing_version", versionId: await requireVersion(projectId, options.version) };
  let candidate = await createCandidate({ projectId, actorId, input });
  if (changes !== null) {
    const { id: candidateId, editNumber } = candidate;
    candidate = await editCandidate({ projectId, candidateId, edit: { editNumber, changes } });
  }
  output.finish(candidate, tellCandidate(candidate));
}

export async function edit(output: CommandOutput, projectName: string, reference: string, file: string): Promise<void> {
  const subject = await requireCandidate(projectName, reference);
  const changes = await readChanges(file);
  const { editNumber } = await loadCandidate(subject);
  const candidate = await editCandidate({ ...subject, edit: { editNumber, changes } });
  output.finish(candidate, tellCandidate(candidate));
}

export async function grade(
  output: CommandOutput,
  projectName: string,
  reference: string,
  wait: boolean,
): Promise<void> {
  const subject = await requireCandidate(projectName, reference);
  const candidate = await gradeCandidate({ ...subject, actorId });
  if (wait && candidate.run !== null) {
    const run = await findGradingRun(subject.projectId, candidate.run.id);
    if (run !== null) await waitForRun(output, subject.projectId, run);
  }
  const now = await loadCandidate(subject);
  output.finish(now, tellCandidate(now));
}

const STEPS = {
  trial: startTrial,
  promote: promoteCandidate,
  reject: rejectCandidate,
  rollback: rollBackCandidate,
} as const;

export async function decide(
  output: CommandOutput,
  projectName: string,
  verb: keyof typeof STEPS,
  reference: string,
): Promise<void> {
  const candidate = await STEPS[verb]({ ...(await requireCandidate(projectName, reference)), actorId });
  output.finish(candidate, tellCandidate(candidate));
}

async function requireCandidate(projectName: string, reference: string) {
  const { id: projectId } = await requireProject(projectName);
  const candidateId = await findCandidateId(projectId, reference);
  if (candidateId === null) {
    throw new AppError(
      "invalid",
      `There is no candidate “${reference}” in this project. \`candidate list\` shows them.`,
    );
  }
  return { projectId, candidateId };
}

async function requireEndpoint(projectId: string, name: string): Promise<string> {
  const endpoint = await findEndpointByName(projectId, name);
  if (endpoint === null) {
    throw new AppError(
      "invalid",
      `There is no endpoint called “${name}” in this project. \`endpoint list\` shows them.`,
    );
  }
  return endpoint.id;
}

async function requireVersion(projectId: string, reference: string): Promise<string> {
  const version = await findVersionCalled(projectId, reference);
  if (version === null) {
    throw new AppError(
      "invalid",
      `There is no grader version “${reference}” in this project. \`grader list\` shows them.`,
    );
  }
  return version.id;
}

/** A cluster by its place in the list or its key; the largest that rules can repair where none is named. */
async function requireCluster(projectId: string, reference: string | undefined): Promise<string> {
  const { clusters } = await loadCorrectionClusters({ projectId });
  const cluster =
    reference === undefined
      ? clusters.find(({ isRepairable }) => isRepairable)
      : (clusters.find(({ key }) => key === reference) ??
        (/^\d{1,6}$/.test(reference) ? clusters[Number(reference) - 1] : undefined));
  if (cluster === undefined) {
    throw new AppError(
      "invalid",
      reference === undefined
        ? "No corrections are alike that rules could repair. `candidate clusters` shows what there is."
        : `There is no cluster “${reference}”. \`candidate clusters\` shows them.`,
    );
  }
  return cluster.key;
}

async function readChanges(file: string): Promise<GraderChanges> {
  await requireFile(file);
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new AppError("invalid", `${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = graderChangesSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `  ${path.join(".")}: ${message}`);
  throw new AppError("invalid", [`${file} holds no words of a grader:`, ...faults].join("\n"));
}
