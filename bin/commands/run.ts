import type { CommandOutput } from "@/bin/cli-run";
import { requireProject } from "@/bin/require-project";
import { tellRun, waitForRun } from "@/bin/tell-run";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { listGradingRuns } from "@/lib/db/grading-run-reads";
import { AppError } from "@/lib/kernel/app-error";
import { newRunSchema } from "@/lib/queries/run-contract";
import {
  cancelGradingRun,
  pauseGradingRun,
  resumeGradingRun,
  retryFailedGrading,
} from "@/lib/workflows/change-grading-run";

/** The least of an id that is taken for it. */
const ID_PREFIX = 4;

/** A run by its id, the beginning of its id, or "latest". */
async function requireRun(projectName: string, reference: string): Promise<{ projectId: string; runId: string }> {
  const { id: projectId } = await requireProject(projectName);
  const runs = await listGradingRuns(projectId);
  const found =
    reference === "latest"
      ? runs.slice(0, 1)
      : runs.filter(({ id }) => reference.length >= ID_PREFIX && id.startsWith(reference.toLowerCase()));
  const [run] = found;
  if (run === undefined || found.length > 1) {
    throw new AppError(
      "invalid",
      `${found.length > 1 ? "Several runs begin" : "No run begins"} with “${reference}”. \`run list\` shows them; “latest” is the newest.`,
    );
  }
  return { projectId, runId: run.id };
}

export async function listRuns(output: CommandOutput, projectName: string): Promise<void> {
  const { id: projectId } = await requireProject(projectName);
  const runs = await listGradingRuns(projectId);
  output.finish({ runs }, runs.length === 0 ? ["No grading run yet."] : runs.map((run) => tellRun(run).join("\n")));
}

const VERBS = { pause: pauseGradingRun, cancel: cancelGradingRun, retry: retryFailedGrading } as const;

export async function changeRun(
  output: CommandOutput,
  verb: keyof typeof VERBS,
  projectName: string,
  reference: string,
  wait: boolean,
): Promise<void> {
  const subject = await requireRun(projectName, reference);
  const run = await VERBS[verb]({ ...subject, actorId: OPERATOR_ACTOR });
  const ended = wait ? await waitForRun(output, subject.projectId, run) : run;
  output.finish(ended, tellRun(ended));
}

export async function resumeRun(
  output: CommandOutput,
  projectName: string,
  reference: string,
  options: { readonly ceiling?: string; readonly wait?: boolean },
): Promise<void> {
  const ceiling = newRunSchema.shape.costCeilingUsd
    .removeDefault()
    .optional()
    .safeParse(options.ceiling === "none" ? null : options.ceiling === undefined ? undefined : Number(options.ceiling));
  if (!ceiling.success) {
    throw new AppError("invalid", `--ceiling needs US dollars above 0 or “none”, not “${options.ceiling}”.`);
  }
  const subject = await requireRun(projectName, reference);
  const run = await resumeGradingRun({ ...subject, actorId: OPERATOR_ACTOR, costCeilingUsd: ceiling.data });
  const ended = options.wait === true ? await waitForRun(output, subject.projectId, run) : run;
  output.finish(ended, tellRun(ended));
}
