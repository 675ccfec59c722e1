import type { CommandOutput } from "@/bin/cli-run";
import { requireProject } from "@/bin/require-project";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { exportTo } from "@/lib/workflows/export-to";

const count = (value: number): string => value.toLocaleString("en");

export async function exportFile(
  output: CommandOutput,
  projectName: string,
  options: { out: string; withRewards: boolean },
): Promise<void> {
  const { id: projectId } = await requireProject(projectName);
  const built = await exportTo({
    projectId,
    actorId: OPERATOR_ACTOR,
    kind: options.withRewards ? "reward" : "training",
    path: options.out,
    onProgress: ({ rowsWritten, rowsTotal }) =>
      output.progress(`Exporting: ${count(rowsWritten)} rows of ${count(rowsTotal)} turns`),
  });
  output.finish({ ...built, file: options.out, manifest: `${options.out}.manifest.json` }, [
    `Wrote ${count(built.rowsWritten)} rows to ${options.out}, its manifest to ${options.out}.manifest.json.`,
    ...Object.entries(built.leftOut).map(([reason, rows]) => `  ${count(rows)} left out: ${reason}`),
  ]);
}
