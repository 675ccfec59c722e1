// node bin/bundled.mjs ENTRY.ts [ARGUMENT …]: as with-packages.mjs, but the entry is bundled first and runs without a
// compiler beside it, which takes 40 MiB. For processes of which there are many, or that run for long.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ensurePackages, root } from "./packages.mjs";

ensurePackages();
process.chdir(root);
const entry = process.argv[2] ?? "";
const { buildSync } = await import("esbuild");
const { outputFiles } = buildSync({
  entryPoints: [entry],
  outdir: ".",
  bundle: true,
  splitting: true,
  packages: "external",
  format: "esm",
  platform: "node",
  target: "node20",
  outExtension: { ".js": ".mjs" },
  keepNames: true,
  write: false,
});
const program = `${path.basename(entry, ".ts")}.mjs`;
const bundle = path.join(root, "node_modules", ".cache", "second-opinion", hashOf(outputFiles));
if (!existsSync(bundle)) writeWhole(bundle, outputFiles);
process.argv.splice(1, 2, path.join(bundle, program));
await import(pathToFileURL(path.join(bundle, program)).href);

function hashOf(files) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(path.basename(file.path)).update("\0").update(file.contents);
  return hash.digest("hex").slice(0, 20);
}

/** Several processes may do this at once: the folder is there whole or not at all, and whoever is second keeps it. */
function writeWhole(folder, files) {
  mkdirSync(path.dirname(folder), { recursive: true });
  const draft = mkdtempSync(`${folder}-`);
  for (const file of files) writeFileSync(path.join(draft, path.basename(file.path)), file.contents);
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}
