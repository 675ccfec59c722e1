import { detectContainer, openContainer } from "@/lib/intake/detect-container";
import type { IntakeFile } from "@/lib/intake/intake-item";
import { BrokenFileError } from "@/lib/intake/raw-record";
import { readRecords } from "@/lib/intake/read-records";
import { recordBytes } from "@/lib/intake/record-value";
import { AppError } from "@/lib/kernel/app-error";
import { importEvaluatedRows } from "@/lib/workflows/import-evaluated-rows";

interface EvaluatedFiles {
  readonly projectId: string;
  readonly importId: string;
  readonly actorId: string;
  readonly fileName: string;
  readonly files: readonly IntakeFile[];
  readonly scratchFolder: string;
  readonly signal?: AbortSignal | undefined;
}

/** Brings in stored files of training or evaluated rows, whatever their container; the import's row is there already. */
export async function importEvaluatedFiles(request: EvaluatedFiles): Promise<void> {
  const { files, signal, scratchFolder, ...rest } = request;
  const [file] = files;
  if (file === undefined || files.length !== 1) {
    throw new AppError("invalid", "Bring in one file of rows with grades at a time: each becomes a grader of its own.");
  }
  await importEvaluatedRows({
    ...rest,
    bytesTotal: null,
    graderName: null,
    isBegun: true,
    ...(signal === undefined ? {} : { signal }),
    source: linesOfFile(file, scratchFolder, signal),
  });
}

const LINE_BREAK = Buffer.from("\n");

/** The records as JSON Lines. A record that can't be read keeps its line: the reader of rows refuses it there. */
export async function* linesOfFile(
  file: IntakeFile,
  scratchFolder: string,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    const container = await detectContainer(file.path);
    // As they are: a grader made elsewhere is known by its file's bytes.
    if (container.kind === "json_lines") return yield* openContainer(file.path, container);
    let line = 1;
    for await (const record of readRecords({ filePath: file.path, container, scratchFolder })) {
      signal?.throwIfAborted();
      for (; line < record.line; line += 1) yield LINE_BREAK;
      yield record.kind === "problem" ? Buffer.from(`! ${record.reason}`) : recordBytes(record);
      yield LINE_BREAK;
      line += 1;
    }
  } catch (error) {
    if (!(error instanceof BrokenFileError)) throw error;
    yield Buffer.from(`! ${error.message}\n`);
  }
}
