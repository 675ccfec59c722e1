import { createHash } from "node:crypto";
import path from "node:path";
import type { ManifestFile } from "@/lib/export/manifest";
import { AppError } from "@/lib/kernel/app-error";
import { answerFile } from "@/lib/workflows/answer-file";
import { MANIFEST_NAME } from "@/lib/workflows/export-place";
import type { OpenedExport } from "@/lib/workflows/open-export";
import { tarSegments } from "@/lib/workflows/tar-segments";

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".jsonl": "application/x-ndjson; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".parquet": "application/vnd.apache.parquet",
  ".yaml": "application/yaml; charset=utf-8",
  ".md": "text/markdown; charset=utf-8",
};

/**
 * The download of an export: the named file of it; without a name its only file, or all of them and the manifest as a
 * tar archive, which is put together as it is sent and can be resumed like a file.
 */
export function answerExport(request: Request, opened: OpenedExport, name: string | null): Response {
  const { files, baseName, path: folder, manifest } = opened;
  const [only] = files;
  if (name !== null || (files.length === 1 && only !== undefined)) {
    const file = name === null ? only : files.find((one) => one.name === name);
    if (file === undefined) throw new AppError("missing", "There is no file of this name in the export.");
    return answerFile(request, describeFile(opened, file));
  }
  const segments = tarSegments([
    ...files.map((file) => ({
      name: `${baseName}/${file.name}`,
      size: file.bytes,
      path: path.join(folder, file.name),
    })),
    { name: `${baseName}/${MANIFEST_NAME}`, size: Buffer.byteLength(manifest), bytes: Buffer.from(manifest) },
  ]);
  return answerFile(request, {
    segments,
    // The manifest has the hash of every file, and the archive nothing that is not in either.
    sha256: createHash("sha256").update(manifest).digest("hex"),
    fileName: `${baseName}.tar`,
    contentType: "application/x-tar",
  });
}

function describeFile({ files, baseName, path: folder }: OpenedExport, { name, bytes, sha256 }: ManifestFile) {
  const extension = path.extname(name);
  return {
    segments: [{ size: bytes, path: path.join(folder, name) }],
    sha256,
    // One file is named after its export; of several, each keeps its name, which the manifest knows it by.
    fileName: files.length === 1 ? `${baseName}${extension}` : path.basename(name),
    contentType: MEDIA_TYPES[extension] ?? "application/octet-stream",
  };
}
