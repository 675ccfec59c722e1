import { readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { env } from "@/lib/env";
import { AppError } from "@/lib/kernel/app-error";

/**
 * Where a finished export goes.
 * - folder: its files and `manifest.json` in a folder of their own
 * - file: its one data file exactly there, the manifest at `<path>.manifest.json`
 */
export interface ExportPlace {
  readonly layout: "folder" | "file";
  readonly path: string;
}

export const MANIFEST_NAME = "manifest.json";

/** The folder of a built export in the data folder. */
export function exportFolder(projectId: string, exportId: string): string {
  return path.join(env().dataDirectory, "exports", projectId, exportId);
}

/** Where it is put together: beside its place, so that it can be moved there in one step. */
export function workFolder(place: ExportPlace): string {
  return `${place.path}.part`;
}

export function manifestPath(place: ExportPlace): string {
  return place.layout === "file" ? `${place.path}.manifest.json` : path.join(place.path, MANIFEST_NAME);
}

/** Refuses a folder that holds something else: publishing would take its place. */
export async function checkPlace({ layout, path: place }: ExportPlace): Promise<void> {
  if (layout === "file") return;
  const names: string[] = await readdir(place).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  if (names.length > 0 && !names.includes(MANIFEST_NAME)) {
    throw new AppError(
      "invalid",
      `The folder ${place} holds other things. Name an empty or a new one; an export in it is replaced.`,
    );
  }
}

/** Moves a whole export from its work folder to its place; what was there before is replaced. */
export async function publishExport(place: ExportPlace, dataFile: string): Promise<void> {
  const work = workFolder(place);
  if (place.layout === "folder") {
    await rm(place.path, { recursive: true, force: true });
    await rename(work, place.path);
    return;
  }
  // The manifest last: where it stands, its file does.
  await rm(manifestPath(place), { force: true });
  await rename(path.join(work, dataFile), place.path);
  await rename(path.join(work, MANIFEST_NAME), manifestPath(place));
  await rm(work, { recursive: true, force: true });
}
