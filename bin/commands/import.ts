import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import path from "node:path";
import type { CommandOutput } from "@/bin/cli-run";
import { requireFile } from "@/bin/commands/require-file";
import { requireProject } from "@/bin/require-project";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { findGraderVersionView } from "@/lib/db/grader-version-reads";
import type { ImportCounts } from "@/lib/db/import-writes";
import { type EvaluatedOutcome, importEvaluatedRows } from "@/lib/workflows/import-evaluated-rows";
import { importFile as bringIn } from "@/lib/workflows/import-file";

/** Refusals told on the terminal; `--json` and the page have up to a thousand. */
const MOST_LINES_TOLD = 20;

const count = (value: number): string => value.toLocaleString("en");

async function requestFor(output: CommandOutput, file: string, projectName: string) {
  const project = await requireProject(projectName);
  const bytesTotal = await requireFile(file);
  return {
    projectId: project.id,
    importId: randomUUID(),
    fileName: path.basename(file),
    actorId: OPERATOR_ACTOR,
    bytesTotal,
    source: createReadStream(file),
    onProgress: ({ trajectories, unchanged, refusedCount }: ImportCounts) =>
      output.progress(
        `Importing: ${count(trajectories)} trajectories new, ${count(unchanged)} unchanged, ${count(refusedCount)} lines refused`,
      ),
  };
}

/** Dialogues or evaluated rows, as the file's first line says. */
export async function importFile(output: CommandOutput, file: string, projectName: string): Promise<void> {
  const request = await requestFor(output, file, projectName);
  const result = await bringIn(request);
  if (result.kind === "evaluated") return finishEvaluated(output, request.projectId, result);
  const { trajectories, messages, turns, unchanged, refused, refusedCount, leftOut } = result.counts;
  output.finish({ trajectories, messages, turns, unchanged, refused, refusedCount, leftOut }, [
    trajectories === 0 && refusedCount === 0
      ? `Nothing new: all ${count(unchanged)} trajectories of ${file} are here already.`
      : `Imported ${count(trajectories)} trajectories: ${count(messages)} messages, ${count(turns)} turns. ${count(unchanged)} were here already.`,
    ...tellRest(result.counts),
  ]);
}

/** Grades made elsewhere, under a grader of that name. */
export async function importGrades(
  output: CommandOutput,
  file: string,
  projectName: string,
  graderName: string | null,
): Promise<void> {
  const request = await requestFor(output, file, projectName);
  await finishEvaluated(output, request.projectId, await importEvaluatedRows({ ...request, graderName }));
}

async function finishEvaluated(output: CommandOutput, projectId: string, outcome: EvaluatedOutcome): Promise<void> {
  const { counts, graderVersionId, responses, gradesOk, gradesFailed, gradesNotApplicable } = outcome;
  const { trajectories, unchanged, refused, refusedCount, leftOut } = counts;
  const version = await findGraderVersionView(projectId, graderVersionId);
  const graderLabel = version?.label ?? graderVersionId;
  const sums = { responses, gradesOk, gradesFailed, gradesNotApplicable };
  const isNew = responses + gradesOk + gradesFailed + gradesNotApplicable > 0;
  output.finish({ graderVersionId, graderLabel, ...sums, trajectories, unchanged, refused, refusedCount, leftOut }, [
    isNew
      ? `Imported as ${graderLabel}: ${count(responses)} responses; ${count(gradesOk)} grades, ${count(gradesNotApplicable)} not applicable, ${count(gradesFailed)} failed. ${count(trajectories)} trajectories are new, ${count(unchanged)} were here already.`
      : `Nothing new: everything in the file is here already as ${graderLabel}.`,
    ...tellRest(counts),
  ]);
}

function tellRest({ refused, refusedCount, leftOut }: ImportCounts): string[] {
  const told = refused.slice(0, MOST_LINES_TOLD).map((entry) => `  line ${entry.line}: ${entry.reason}`);
  if (refusedCount > told.length) told.push(`  and ${count(refusedCount - told.length)} more`);
  return [
    ...Object.entries(leftOut).map(([reason, rounds]) => `${count(rounds)} rounds are no decision point: ${reason}.`),
    ...(refusedCount === 0 ? [] : [`${count(refusedCount)} lines were refused:`, ...told]),
  ];
}
