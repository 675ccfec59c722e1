import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { CommandOutput } from "@/bin/cli-run";
import { type ListedFiles, listFiles } from "@/bin/commands/list-files";
import { readFormat, readMapping } from "@/bin/commands/read-mapping";
import { requireFile } from "@/bin/commands/require-file";
import { requireProject } from "@/bin/require-project";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { findGraderVersionView } from "@/lib/db/grader-version-reads";
import type { NewProblem } from "@/lib/db/import-problem-writes";
import type { ImportCounts, Refusal } from "@/lib/db/import-writes";
import { findProjectSensitivity } from "@/lib/db/project-reads";
import { AppError } from "@/lib/kernel/app-error";
import { hasGrades, type ImportOptions } from "@/lib/trajectory/formats/import-options";
import { checkFiles } from "@/lib/workflows/check-import";
import { nameFiles, refuseMisfits } from "@/lib/workflows/import-draft";
import { linesOfFile } from "@/lib/workflows/import-evaluated-files";
import { type EvaluatedOutcome, importEvaluatedRows } from "@/lib/workflows/import-evaluated-rows";
import { importPaths } from "@/lib/workflows/import-paths";
import { detectMapping } from "@/lib/workflows/preview-import";

/** Refusals told on the terminal; `--json` and the page have up to a thousand. */
const MOST_LINES_TOLD = 20;
const MOST_PROBLEMS = 1000;

const count = (value: number): string => value.toLocaleString("en");

export interface ImportFlags {
  readonly format?: string;
  readonly map?: readonly string[];
  readonly dryRun?: boolean;
  readonly skipDuplicates?: boolean;
  readonly pseudonymize?: boolean;
}

/** Files or folders of any format; what the first one looks like holds for all, unless flags say otherwise. */
export async function importFiles(
  output: CommandOutput,
  named: readonly string[],
  projectName: string,
  flags: ImportFlags,
): Promise<void> {
  const project = await requireProject(projectName);
  const listed = await listFiles(named);
  const scratchFolder = await mkdtemp(path.join(os.tmpdir(), "second-opinion-look-"));
  try {
    const detected = await detectMapping({ projectId: project.id, files: listed.files, scratchFolder });
    const format = flags.format === undefined ? null : readFormat(flags.format);
    const options: ImportOptions = {
      mapping: readMapping(detected, format, flags.map ?? []),
      duplicates: flags.skipDuplicates === true ? "skip" : "keep",
      pseudonymize: flags.pseudonymize === true,
    };
    refuseMisfits(options);
    if (flags.dryRun === true) return await dryRun(output, project.id, listed, options, scratchFolder);
    if (!hasGrades(options.mapping.format)) return await bringIn(output, project.id, listed, options);
    const [file] = listed.files;
    if (file === undefined || listed.files.length > 1) {
      throw new AppError("invalid", "Import one file of rows with grades at a time: each becomes a grader of its own.");
    }
    await finishEvaluated(
      output,
      project.id,
      await importEvaluatedRows({
        ...requestFor(output, project.id, file.name, listed.bytes),
        source: linesOfFile(file, scratchFolder),
        graderName: null,
      }),
    );
  } finally {
    await rm(scratchFolder, { recursive: true, force: true });
  }
}

function requestFor(output: CommandOutput, projectId: string, fileName: string, bytesTotal: number | null) {
  return {
    projectId,
    importId: randomUUID(),
    fileName,
    actorId: OPERATOR_ACTOR,
    bytesTotal,
    onProgress: ({ trajectories, unchanged, refusedCount, bytesRead }: ImportCounts) => {
      const share = bytesTotal !== null && bytesTotal > 0 ? ` (${Math.floor((100 * bytesRead) / bytesTotal)}%)` : "";
      output.progress(
        `Importing${share}: ${count(trajectories)} trajectories new, ${count(unchanged)} unchanged, ${count(refusedCount)} lines refused`,
      );
    },
  };
}

async function bringIn(
  output: CommandOutput,
  projectId: string,
  { files, bytes }: ListedFiles,
  options: ImportOptions,
): Promise<void> {
  const fileName = nameFiles(files);
  const counts = await importPaths({ ...requestFor(output, projectId, fileName, bytes), files, options });
  const { trajectories, messages, turns, unchanged, duplicates, refusedCount, leftOut, replaced } = counts;
  const refused = files.length > 1 ? counts.refused : counts.refused.map(({ line, reason }) => ({ line, reason }));
  output.finish(
    {
      trajectories,
      messages,
      turns,
      unchanged,
      duplicates,
      refused,
      refusedCount,
      leftOut,
      replaced,
      format: options.mapping.format,
    },
    [
      trajectories === 0 && refusedCount === 0 && duplicates === 0
        ? `Nothing new: all ${count(unchanged)} trajectories of ${fileName} are here already.`
        : `Imported ${count(trajectories)} trajectories: ${count(messages)} messages, ${count(turns)} turns. ${count(unchanged)} were here already.`,
      ...(duplicates === 0 ? [] : [`${count(duplicates)} were here under another id and were skipped.`]),
      ...tellReplaced(replaced),
      ...tellRest({ ...counts, refused }),
    ],
  );
}

async function dryRun(
  output: CommandOutput,
  projectId: string,
  { files }: ListedFiles,
  options: ImportOptions,
  scratchFolder: string,
): Promise<void> {
  const problems: NewProblem[] = [];
  const report = await checkFiles({
    projectId,
    draftId: null,
    files,
    options,
    isSensitive: await findProjectSensitivity(projectId),
    scratchFolder,
    onProblem: (problem) => {
      if (problems.length < MOST_PROBLEMS) problems.push(problem);
    },
    onReport: async ({ dialogues, problems: wrong }) =>
      output.progress(`Checking: ${count(dialogues)} dialogues, ${count(wrong)} problems`),
  });
  const { dialogues, messages, turns, unchanged, duplicates, leftOut, replaced } = report;
  output.finish({ ...report, problemCount: report.problems, problems, mapping: options.mapping, dryRun: true }, [
    `Nothing was written. An import as ${options.mapping.format} would add ${count(dialogues)} trajectories: ${count(messages)} messages, ${count(turns)} turns. ${count(unchanged)} are here already.`,
    ...(duplicates === 0
      ? []
      : [
          `${count(duplicates)} are the same as another under another id${options.duplicates === "skip" ? " and would be skipped" : "; --skip-duplicates leaves them out"}.`,
        ]),
    ...tellReplaced(replaced),
    ...tellRest({ refused: problems, refusedCount: report.problems, leftOut }),
  ]);
}

/** Grades made elsewhere, under a grader of that name. */
export async function importGrades(
  output: CommandOutput,
  file: string,
  projectName: string,
  graderName: string | null,
): Promise<void> {
  const project = await requireProject(projectName);
  const request = requestFor(output, project.id, path.basename(file), await requireFile(file));
  const outcome = await importEvaluatedRows({ ...request, source: createReadStream(file), graderName });
  await finishEvaluated(output, project.id, outcome);
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

function tellReplaced(replaced: Readonly<Record<string, number>> | null): string[] {
  if (replaced === null) return [];
  const kinds = Object.entries(replaced).map(([kind, pieces]) => `${count(pieces)} × ${kind}`);
  return [`Pseudonyms: ${kinds.length === 0 ? "nothing was found to replace" : kinds.join(", ")}.`];
}

function tellRest({
  refused,
  refusedCount,
  leftOut,
}: Pick<ImportCounts, "refusedCount" | "leftOut"> & { readonly refused: readonly Refusal[] }): string[] {
  const told = refused
    .slice(0, MOST_LINES_TOLD)
    .map(({ file, line, reason }) => `  ${file === undefined ? "" : `${file}, `}line ${line}: ${reason}`);
  if (refusedCount > told.length) told.push(`  and ${count(refusedCount - told.length)} more`);
  return [
    ...Object.entries(leftOut).map(([reason, rounds]) =>
      reason === "ends with the expert"
        ? `${count(rounds)} rounds are no decision point: ${reason}.`
        : `${count(rounds)} left out: ${reason}.`,
    ),
    ...(refusedCount === 0 ? [] : [`${count(refusedCount)} lines were refused:`, ...told]),
  ];
}
