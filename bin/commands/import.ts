import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import path from "node:path";
import type { CommandOutput } from "@/bin/cli-run";
import { requireFile } from "@/bin/commands/require-file";
import { requireProject } from "@/bin/require-project";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { importSessions } from "@/lib/workflows/import-sessions";

/** Refusals told on the terminal; `--json` and the page have up to a thousand. */
const MOST_LINES_TOLD = 20;

const count = (value: number): string => value.toLocaleString("en");

export async function importFile(output: CommandOutput, file: string, projectName: string): Promise<void> {
  const project = await requireProject(projectName);
  const bytesTotal = await requireFile(file);
  const result = await importSessions({
    projectId: project.id,
    importId: randomUUID(),
    fileName: path.basename(file),
    actorId: OPERATOR_ACTOR,
    bytesTotal,
    source: createReadStream(file),
    onProgress: ({ trajectories, unchanged, refusedCount }) =>
      output.progress(
        `Importing: ${count(trajectories)} trajectories new, ${count(unchanged)} unchanged, ${count(refusedCount)} lines refused`,
      ),
  });
  const { trajectories, messages, turns, unchanged, refused, refusedCount, leftOut } = result;
  const told = refused.slice(0, MOST_LINES_TOLD).map((entry) => `  line ${entry.line}: ${entry.reason}`);
  if (refusedCount > told.length) told.push(`  and ${count(refusedCount - told.length)} more`);
  output.finish({ trajectories, messages, turns, unchanged, refused, refusedCount, leftOut }, [
    trajectories === 0 && refusedCount === 0
      ? `Nothing new: all ${count(unchanged)} trajectories of ${file} are here already.`
      : `Imported ${count(trajectories)} trajectories: ${count(messages)} messages, ${count(turns)} turns. ${count(unchanged)} were here already.`,
    ...Object.entries(leftOut).map(([reason, rounds]) => `${count(rounds)} rounds are no decision point: ${reason}.`),
    ...(refusedCount === 0 ? [] : [`${count(refusedCount)} lines were refused:`, ...told]),
  ]);
}
