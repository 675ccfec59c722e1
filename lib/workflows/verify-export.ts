import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { type ManifestFile, manifestSchema } from "@/lib/export/manifest";
import { AppError } from "@/lib/kernel/app-error";
import { MANIFEST_NAME } from "@/lib/workflows/export-place";

export interface VerifiedFile {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  /** What is wrong with it, in words; empty where it is the file that was built. */
  readonly problems: readonly string[];
}

export interface VerifiedExport {
  readonly ok: boolean;
  readonly files: readonly VerifiedFile[];
  /** Files in the folder that the manifest doesn't know. */
  readonly unknown: readonly string[];
}

/**
 * Checks files against their manifest: that each is there, its size, its hash, and which row groups differ. A manifest
 * named `X.manifest.json` that speaks of one file speaks of X beside it; any other of the files below its folder.
 * @throws AppError invalid where the manifest can't be read or contradicts itself.
 */
export async function verifyExport(manifestPath: string): Promise<VerifiedExport> {
  const manifest = await readManifest(manifestPath);
  const folder = path.dirname(manifestPath);
  const named = /^(.+)\.manifest\.json$/.exec(path.basename(manifestPath))?.[1];
  const placeOf = (name: string) =>
    path.join(folder, named !== undefined && manifest.files.length === 1 ? named : name);
  const files: VerifiedFile[] = [];
  for (const file of manifest.files) {
    const { name, rows, bytes } = file;
    files.push({ name, rows, bytes, problems: await findProblems(placeOf(name), file) });
  }
  const known = new Set([...manifest.files.map(({ name }) => name), MANIFEST_NAME]);
  const unknown =
    path.basename(manifestPath) === MANIFEST_NAME ? (await listFiles(folder)).filter((name) => !known.has(name)) : [];
  return { ok: files.every(({ problems }) => problems.length === 0), files, unknown };
}

async function readManifest(manifestPath: string) {
  let text: string;
  try {
    text = await readFile(manifestPath, "utf8");
  } catch {
    throw new AppError("invalid", `There is no manifest at ${manifestPath}, or it can't be read.`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new AppError(
      "invalid",
      `${manifestPath} is damaged: it is no JSON. Take it from where the export was built.`,
    );
  }
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const at = issue === undefined || issue.path.length === 0 ? "" : ` at ${issue.path.join(".")}`;
    throw new AppError(
      "invalid",
      `${manifestPath} is no manifest of an export that this release can check${at}: ${issue?.message ?? "unknown form"}.`,
    );
  }
  const { rows, files } = parsed.data;
  const leftOut = Object.values(rows.leftOut).reduce((sum, count) => sum + count, 0);
  const out = files.reduce((sum, file) => sum + file.rows, 0);
  if (rows.in !== rows.out + leftOut || out !== rows.out) {
    throw new AppError(
      "invalid",
      `${manifestPath} contradicts itself: ${rows.in} in, ${rows.out} out, ${leftOut} left out, ${out} in its files.`,
    );
  }
  for (const { name, bytes, rowGroups } of files) {
    if (path.isAbsolute(name) || name.split(/[/\\]/).includes("..")) {
      throw new AppError("invalid", `${manifestPath} names a file outside of its folder: ${name}.`);
    }
    if (rowGroups.reduce((sum, group) => sum + group.bytes, 0) > bytes) {
      throw new AppError(
        "invalid",
        `${manifestPath} contradicts itself: the row groups of ${name} are larger than it.`,
      );
    }
  }
  return parsed.data;
}

async function findProblems(filePath: string, file: ManifestFile): Promise<string[]> {
  const found = await stat(filePath).catch(() => null);
  if (found === null || !found.isFile()) return ["is missing"];
  const problems = found.size === file.bytes ? [] : [`has ${found.size} bytes, not ${file.bytes}`];
  const whole = createHash("sha256");
  let start = 0;
  for (const [at, group] of file.rowGroups.entries()) {
    const sha256 = await hashSpan(filePath, { start, bytes: group.bytes }, whole);
    if (sha256 !== group.sha256) {
      problems.push(
        `row group ${at + 1} of ${file.rowGroups.length} (bytes ${start} to ${start + group.bytes}) differs`,
      );
    }
    start += group.bytes;
  }
  await hashSpan(filePath, { start, bytes: Math.max(0, found.size - start) }, whole);
  if (whole.digest("hex") !== file.sha256) problems.push("is not the file that was built: its SHA-256 differs");
  return problems;
}

async function hashSpan(
  filePath: string,
  { start, bytes }: { readonly start: number; readonly bytes: number },
  whole: ReturnType<typeof createHash>,
): Promise<string> {
  const hash = createHash("sha256");
  if (bytes > 0) {
    for await (const chunk of createReadStream(filePath, { start, end: start + bytes - 1 })) {
      hash.update(chunk);
      whole.update(chunk);
    }
  }
  return hash.digest("hex");
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
    .sort();
}
