import { stat } from "node:fs/promises";
import { findBuiltExport } from "@/lib/db/export-reads";
import { canonicalJson } from "@/lib/export/canonical-json";
import { AppError } from "@/lib/kernel/app-error";
import { exportPath } from "@/lib/workflows/build-export";

interface NamedProject {
  readonly id: string;
  readonly name: string;
}

export interface OpenedExport {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  /** For the person's disk: letters, digits and hyphens. */
  readonly fileName: string;
}

/** The file of a finished export. @throws AppError missing where there is none to download, with the reason. */
export async function openExport(project: NamedProject, exportId: string): Promise<OpenedExport> {
  const built = await requireBuilt(project.id, exportId);
  const path = exportPath(project.id, exportId);
  const size = await stat(path).then(
    (file) => file.size,
    () => null,
  );
  if (size === null || size !== built.bytes) {
    throw new AppError(
      "missing",
      "The file of this export is not in the data folder: the command line wrote it elsewhere, or it was removed. Export again to download it.",
    );
  }
  return { path, size, sha256: built.sha256, fileName: `${nameOf(project.name, built.kind, exportId)}.jsonl` };
}

/** The manifest of a finished export, byte for byte as it stands beside the file. */
export async function readExportManifest(
  project: NamedProject,
  exportId: string,
): Promise<{ readonly text: string; readonly fileName: string }> {
  const { manifest, kind } = await requireBuilt(project.id, exportId);
  return { text: canonicalJson(manifest), fileName: `${nameOf(project.name, kind, exportId)}.manifest.json` };
}

async function requireBuilt(projectId: string, exportId: string) {
  const built = await findBuiltExport(projectId, exportId);
  if (built === null) throw new AppError("missing", "There is no finished export of this id in the project.");
  return built;
}

function nameOf(projectName: string, kind: string, exportId: string): string {
  const name = projectName
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  return [name, kind, exportId.slice(0, 8)].filter((part) => part !== "").join("-");
}
