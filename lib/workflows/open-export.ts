import { stat } from "node:fs/promises";
import path from "node:path";
import { findBuiltExport } from "@/lib/db/export-reads";
import { canonicalJson, type JsonValue } from "@/lib/export/canonical-json";
import { type ManifestFile, manifestFilesOf } from "@/lib/export/manifest";
import { AppError } from "@/lib/kernel/app-error";
import { exportFolder, MANIFEST_NAME } from "@/lib/workflows/export-place";

interface NamedProject {
  readonly id: string;
  readonly name: string;
}

export interface OpenedExport {
  /** For the person's disk: letters, digits and hyphens. */
  readonly baseName: string;
  /** Of its folder. */
  readonly path: string;
  readonly manifest: string;
  readonly files: readonly ManifestFile[];
}

/** The files of a finished export. @throws AppError missing where there are none to download, with the reason. */
export async function openExport(project: NamedProject, exportId: string): Promise<OpenedExport> {
  const { manifest, baseName } = await requireBuilt(project, exportId);
  const folder = exportFolder(project.id, exportId);
  const files = manifestFilesOf(manifest);
  for (const { name, bytes } of files) {
    const size = await stat(path.join(folder, name)).then(
      (file) => file.size,
      () => null,
    );
    if (size !== bytes) {
      throw new AppError(
        "missing",
        "The files of this export are not in the data folder: the command line wrote them elsewhere, or they were removed. Export again to download them.",
      );
    }
  }
  if (files.length === 0) throw new AppError("missing", "An older release built this export. Export again.");
  return { baseName, path: folder, manifest: canonicalJson(manifest), files };
}

/** The manifest of a finished export, byte for byte as it stands beside its files. */
export async function readExportManifest(
  project: NamedProject,
  exportId: string,
): Promise<{ readonly text: string; readonly fileName: string }> {
  const { manifest, baseName } = await requireBuilt(project, exportId);
  const files = manifestFilesOf(manifest);
  const [only] = files;
  // Beside its one file the manifest is named after it, so that a check finds the two together.
  const fileName =
    files.length === 1 && only !== undefined ? `${baseName}${path.extname(only.name)}.manifest.json` : MANIFEST_NAME;
  return { text: canonicalJson(manifest), fileName };
}

async function requireBuilt(
  { id, name }: NamedProject,
  exportId: string,
): Promise<{ readonly manifest: JsonValue; readonly baseName: string }> {
  const built = await findBuiltExport(id, exportId);
  if (built === null) throw new AppError("missing", "There is no finished export of this id in the project.");
  return { manifest: built.manifest, baseName: nameOf(name, built.format, exportId) };
}

function nameOf(projectName: string, format: string, exportId: string): string {
  const name = projectName
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  return [name, format, exportId.slice(0, 8)].filter((part) => part !== "").join("-");
}
