import type { CommandOutput } from "@/bin/cli-run";
import { requireProject } from "@/bin/require-project";
import { tellRun, waitForRun } from "@/bin/tell-run";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { AppError } from "@/lib/kernel/app-error";
import { newRunSchema } from "@/lib/queries/run-contract";
import { startGradingRun } from "@/lib/workflows/start-grading-run";

export interface GradeOptions {
  readonly grader: string;
  readonly votes?: string;
  readonly sample?: string;
  readonly seed?: string;
  readonly search?: string;
  readonly only?: string;
  readonly ceiling?: string;
  readonly wait?: boolean;
}

/** What was typed as a number; what isn't one is named with its option. */
function numberOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) throw new AppError("invalid", `--${option} needs a number, not “${text}”.`);
  return value;
}

export async function grade(output: CommandOutput, projectName: string, options: GradeOptions): Promise<void> {
  const wanted = newRunSchema.safeParse({
    grader: options.grader,
    votes: numberOf("votes", options.votes),
    costCeilingUsd: numberOf("ceiling", options.ceiling),
    scope: {
      only: options.only,
      search: options.search,
      sample: numberOf("sample", options.sample),
      seed: numberOf("seed", options.seed),
    },
  });
  if (!wanted.success) {
    const faults = wanted.error.issues.map(
      ({ path, message }) => `${path.at(-1)?.toString() ?? "options"}: ${message}.`,
    );
    throw new AppError("invalid", faults.join(" "));
  }
  const { id: projectId } = await requireProject(projectName);
  const run = await startGradingRun({ projectId, actorId: OPERATOR_ACTOR, ...wanted.data });
  const ended = options.wait === true ? await waitForRun(output, projectId, run) : run;
  output.finish(ended, tellRun(ended));
}
