import { rm } from "node:fs/promises";
import { listImportMappings } from "@/lib/db/import-mapping-reads";
import { findProjectSensitivity } from "@/lib/db/project-reads";
import { type Container, detectContainer } from "@/lib/intake/detect-container";
import type { IntakeFile } from "@/lib/intake/intake-item";
import { BrokenFileError } from "@/lib/intake/raw-record";
import { readItems } from "@/lib/intake/read-items";
import { readRecords } from "@/lib/intake/read-records";
import { recordFields } from "@/lib/intake/record-value";
import { AppError } from "@/lib/kernel/app-error";
import type { ImportPreview } from "@/lib/queries/import-draft-contract";
import { type DetectedFormat, detectFormat, listRoles, unmappedRoles } from "@/lib/trajectory/formats/detect-format";
import { type ImportMapping, missingFields } from "@/lib/trajectory/formats/import-options";
import type { Fields } from "@/lib/trajectory/formats/read-dialogue";

/** As many records are looked at to guess the format; message rows of some dialogues among them. */
const LOOKED_AT = 200;
const SHOWN_DIALOGUES = 3;
const SHOWN_MESSAGES = 12;
const SHOWN_PROBLEMS = 5;

export interface FilesToPreview {
  readonly projectId: string;
  readonly files: readonly IntakeFile[];
  readonly scratchFolder: string;
  /** How to read them; null: as they look, or as the project read such files last. */
  readonly mapping: ImportMapping | null;
}

/** The first dialogues of files as they would come in, and what there is to choose from. */
export async function previewImport(request: FilesToPreview): Promise<ImportPreview> {
  const { projectId, files, scratchFolder } = request;
  try {
    const [records, isTable] = await readFirstRecords(request);
    const detected = detectFormat(records, isTable);
    const kept = (await listImportMappings(projectId)).filter((mapping) => fits(mapping, detected));
    // Columns of other names than usual look like another format than the person said they are.
    const known = kept.find(({ format }) => format === detected.mapping.format) ?? kept.find(namesSeveral);
    const isFromProject = known !== undefined;
    const suggested = known ?? detected.mapping;
    const mapping = request.mapping ?? suggested;
    const roles = listRoles(records, mapping);
    return {
      suggested,
      isFromProject,
      mapping,
      columns: [...detected.columns],
      messageFields: [...detected.messageFields],
      roles,
      unmappedRoles: unmappedRoles(mapping, roles),
      missing: missingFields(mapping),
      ...(await readFirstDialogues(files, mapping, scratchFolder, await findProjectSensitivity(projectId))),
    };
  } finally {
    await rm(scratchFolder, { recursive: true, force: true });
  }
}

/**
 * The mapping by which files are read where nobody chooses one.
 * @throws AppError invalid where a field can't be guessed, or the file can't be read at all
 */
export async function detectMapping(request: Omit<FilesToPreview, "mapping">): Promise<ImportMapping> {
  const [records, isTable] = await readFirstRecords(request, true);
  return detectFormat(records, isTable).mapping;
}

async function readFirstRecords(
  { files, scratchFolder }: Omit<FilesToPreview, "mapping">,
  isStrict = false,
): Promise<[Fields[], boolean]> {
  const [file] = files;
  if (file === undefined) throw new AppError("invalid", "There is no file.");
  const records: Fields[] = [];
  let container: Container | null = null;
  let looked = 0;
  try {
    container = await detectContainer(file.path);
    for await (const record of readRecords({ filePath: file.path, container, scratchFolder })) {
      const fields = record.kind === "problem" ? null : recordFields(record);
      if (fields?.ok === true) records.push(fields.value);
      looked += 1;
      if (looked >= LOOKED_AT) break;
    }
  } catch (error) {
    if (!(error instanceof BrokenFileError)) throw error;
    if (isStrict && records.length === 0) throw new AppError("invalid", `${file.name}: ${error.message}`);
  }
  return [records, container !== null && container.kind !== "json_lines" && container.kind !== "json_values"];
}

/** A mapping of the project holds where all it names is there. */
function fits({ fields }: ImportMapping, { columns, messageFields }: DetectedFormat): boolean {
  const there = new Set([...columns, ...messageFields]);
  return Object.values(fields).every((name) => name === null || there.has(name));
}

const namesSeveral = ({ fields }: ImportMapping) => Object.values(fields).filter((name) => name !== null).length > 1;

async function readFirstDialogues(
  files: readonly IntakeFile[],
  mapping: ImportMapping,
  scratchFolder: string,
  isSensitive: boolean,
): Promise<Pick<ImportPreview, "dialogues" | "problems">> {
  const dialogues: ImportPreview["dialogues"] = [];
  const problems: ImportPreview["problems"] = [];
  for await (const item of readItems({ files, mapping, isSensitive, scratchFolder, mostRecords: LOOKED_AT })) {
    if (item.kind === "problem") {
      const { file, line, column, reason } = item;
      if (problems.length < SHOWN_PROBLEMS) problems.push({ file, line, column, reason });
    } else if (dialogues.length < SHOWN_DIALOGUES) {
      const { sessionLabel, diagnosis, messages } = item.session;
      dialogues.push({
        label: sessionLabel,
        diagnosis,
        messageCount: messages.length,
        messages: messages.slice(0, SHOWN_MESSAGES).map(({ role, content }) => ({ role, content })),
      });
    }
    if (dialogues.length >= SHOWN_DIALOGUES && problems.length >= SHOWN_PROBLEMS) break;
  }
  return { dialogues, problems };
}
