import type pg from "pg";
import type { ImportCounts } from "@/lib/db/import-writes";
import type { IntakeFile } from "@/lib/intake/intake-item";
import { readItems } from "@/lib/intake/read-items";
import type { ImportOptions } from "@/lib/trajectory/formats/import-options";
import { ImportTally } from "@/lib/workflows/import-tally";
import { pseudonymizerFor } from "@/lib/workflows/pseudonymizer-for";
import { writeItems } from "@/lib/workflows/write-items";

export interface FilesToWrite {
  readonly projectId: string;
  readonly importId: string;
  readonly files: readonly IntakeFile[];
  readonly options: ImportOptions;
  readonly isSensitive: boolean;
  readonly scratchFolder: string;
  /** How far an import that goes on had come; null: from the start. */
  readonly begun: { readonly settled: number; readonly counts: ImportCounts } | null;
  readonly signal?: AbortSignal | undefined;
  readonly onBatch?: (counts: ImportCounts) => void;
}

/**
 * Brings files into a project. They are read from their beginning even where much is settled, since there is no other
 * way to the middle of a compressed file; what is settled is only counted.
 */
export async function writeFiles(client: pg.PoolClient, request: FilesToWrite): Promise<ImportCounts> {
  const { projectId, importId, files, options, isSensitive, scratchFolder, begun, signal, onBatch } = request;
  const tally = new ImportTally(begun?.counts);
  let bytesRead = 0;
  await writeItems(client, {
    projectId,
    importId,
    items: readItems({
      files,
      mapping: options.mapping,
      isSensitive,
      scratchFolder,
      onRead: (bytes) => {
        bytesRead += bytes;
      },
    }),
    settled: begun?.settled ?? 0,
    skipDuplicates: options.duplicates === "skip",
    pseudonymize: options.pseudonymize ? await pseudonymizerFor(projectId) : null,
    tally,
    bytesRead: () => bytesRead,
    signal,
    onBatch,
  });
  return tally.counts(bytesRead);
}
