// Runs before any package is installed: Node's own modules only, and syntax that an old Node can still read.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

const NEEDED_NODE = [20, 19];
const GENERATED_MARK = path.join(root, "lib", "db", "generated", ".schema-hash");

/** Ends the process with one sentence. */
export function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > NEEDED_NODE[0] || (major === NEEDED_NODE[0] && minor >= NEEDED_NODE[1])) return;
  fail(
    `Second Opinion needs Node.js ${NEEDED_NODE.join(".")} or newer; this is ${process.versions.node}. Install a newer one from https://nodejs.org and run the command again.`,
  );
}

/** True when node_modules holds exactly what the lock file says (npm keeps a copy of what it installed). */
function packagesAreInstalled() {
  const installedFile = path.join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installedFile)) return false;
  const wanted = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")).packages;
  const installed = JSON.parse(readFileSync(installedFile, "utf8")).packages;
  return Object.entries(wanted).every(([name, entry]) => {
    if (name === "") return true;
    const found = installed[name];
    return found === undefined ? entry.optional === true || entry.peer === true : found.version === entry.version;
  });
}

/** Installs the locked packages where they are missing or of another version. */
export function ensurePackages() {
  checkNode();
  if (!existsSync(path.join(root, "package-lock.json")))
    fail("package-lock.json is missing: clone the repository again.");
  if (!packagesAreInstalled()) {
    process.stderr.write("Installing the locked packages (about a minute; once)\n");
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    const done = spawnSync(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: root,
      // Progress and warnings are for people, and standard output may be read by a program.
      stdio: ["ignore", 2, 2],
      shell: process.platform === "win32",
    });
    if (done.status !== 0) {
      fail('The packages could not be installed. npm says why above; "npm ci" tries again.');
    }
  }
  generateClient();
}

/** Generates the Prisma client where the schema has changed since the last time. */
function generateClient() {
  const folder = path.join(root, "prisma", "schema");
  const hash = createHash("sha256");
  for (const name of readdirSync(folder).sort()) hash.update(readFileSync(path.join(folder, name)));
  hash.update(readFileSync(path.join(root, "node_modules", "prisma", "package.json")));
  const wanted = hash.digest("hex");
  if (existsSync(GENERATED_MARK) && readFileSync(GENERATED_MARK, "utf8") === wanted) return;
  const prisma = path.join(root, "node_modules", "prisma", "build", "index.js");
  const done = spawnSync(process.execPath, [prisma, "generate"], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, PRISMA_HIDE_UPDATE_MESSAGE: "1", CHECKPOINT_DISABLE: "1" },
  });
  if (done.status !== 0)
    fail(`The database client could not be generated from prisma/schema:\n${done.stdout}${done.stderr}`);
  writeFileSync(GENERATED_MARK, wanted);
}
