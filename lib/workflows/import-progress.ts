import { type ImportCounts, type NewImport, updateImportProgress } from "@/lib/db/import-writes";
import { ImportTally } from "@/lib/workflows/import-tally";

/** Least time between two updates of the progress, ms. */
const PROGRESS_INTERVAL_MS = 300;

/** Somebody has canceled the import while it ran. */
export class ImportCanceledError extends Error {}

export interface ImportRequest extends NewImport {
  /** The file's bytes; read once, never held as a whole. */
  readonly source: AsyncIterable<Uint8Array>;
  /** Called a few times a second at most. */
  readonly onProgress?: (counts: ImportCounts) => void;
}

/** Where an import stands, told at most every {@link PROGRESS_INTERVAL_MS}. */
export class ImportProgress {
  readonly tally = new ImportTally();
  readonly #request: ImportRequest;
  #bytesRead = 0;
  #lastReport = 0;
  /** A NUL byte or the mark of a compressed file: the file is no text, whatever its lines are refused for. */
  looksBinary = false;

  constructor(request: ImportRequest) {
    this.#request = request;
  }

  counts(): ImportCounts {
    return this.tally.counts(this.#bytesRead);
  }

  async *measure(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of source) {
      this.#bytesRead += chunk.length;
      if (chunk.includes(0)) this.looksBinary = true;
      yield chunk;
      await this.report();
    }
  }

  async report(): Promise<void> {
    if (performance.now() - this.#lastReport < PROGRESS_INTERVAL_MS) return;
    this.#lastReport = performance.now();
    const { projectId, importId, onProgress } = this.#request;
    if (!(await updateImportProgress(projectId, importId, this.counts()))) throw new ImportCanceledError();
    onProgress?.(this.counts());
  }
}
