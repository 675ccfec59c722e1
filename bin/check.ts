import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { readCatalogSnapshot } from "@/lib/db/catalog-snapshot";
import { joinEmbeddedDatabase } from "@/lib/db/embedded/embedded-database";
import { createSchemaSql, migrateDatabase } from "@/lib/db/migrate-database";

/** Past this a file has two jobs (HOUSE: docs/decisions/0001). */
const MOST_LINES = 500;

interface Outcome {
  readonly name: string;
  readonly problem: string | null;
}

function runProgram(script: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join("node_modules", script), ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1" },
    });
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        printed += text;
      });
    }
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code) => resolve(code === 0 ? null : printed.trim()));
  });
}

function sourceFiles(): string[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" });
  return listed.split("\n").filter((file) => /\.(tsx?|mjs|css|prisma)$/.test(file));
}

async function findLongFiles(): Promise<string | null> {
  const long: string[] = [];
  for (const file of sourceFiles()) {
    const text = await readFile(file, "utf8").catch(() => "");
    const lines = text.split("\n").length - 1;
    if (lines > MOST_LINES) long.push(`${file} has ${lines} lines; at most ${MOST_LINES}`);
  }
  return long.length === 0 ? null : long.join("\n");
}

/** The migrations must make the database that the schema files describe: both are made and compared. */
async function findDrift(): Promise<string | null> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "second-opinion-drift-"));
  const embedded = await joinEmbeddedDatabase(folder, false);
  try {
    const described = new URL(embedded.url);
    described.pathname = "/described";
    const server = new pg.Client({ connectionString: embedded.url });
    await server.connect();
    await server.query("CREATE DATABASE described");
    await server.end();
    await migrateDatabase(embedded.url);
    const client = new pg.Client({ connectionString: described.href });
    await client.connect();
    await client.query(await createSchemaSql(described.href));
    await client.end();
    const wanted = await readCatalogSnapshot(described.href);
    const made = await readCatalogSnapshot(embedded.url);
    const missing = wanted.filter((line) => !made.includes(line)).map((line) => `not in the migrations: ${line}`);
    const extra = made.filter((line) => !wanted.includes(line)).map((line) => `not in the schema: ${line}`);
    return missing.length + extra.length === 0 ? null : [...missing, ...extra].join("\n");
  } finally {
    await embedded.leave();
    await rm(folder, { recursive: true, force: true });
  }
}

const CHECKS: readonly (readonly [string, () => Promise<string | null>])[] = [
  ["types", () => runProgram("typescript/bin/tsc", ["--noEmit", "-p", "."])],
  ["lint and format", () => runProgram("@biomejs/biome/bin/biome", ["ci", "--colors=off", "--error-on-warnings", "."])],
  [
    "import boundaries and cycles",
    () =>
      runProgram("dependency-cruiser/bin/dependency-cruise.mjs", [
        ...["--config", ".dependency-cruiser.mjs", "--output-type", "err"],
        ...["app", "components", "lib", "bin", "bench", "e2e", "testkit"],
      ]),
  ],
  ["dead code", () => runProgram("knip/bin/knip.js", ["--no-progress"])],
  ["file length", findLongFiles],
  ["schema drift", findDrift],
];

const outcomes: Outcome[] = [];
for (const [name, check] of CHECKS) {
  const problem = await check().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  outcomes.push({ name, problem });
  process.stdout.write(`${problem === null ? "ok    " : "FAILED"} ${name}\n`);
  if (problem !== null) process.stdout.write(`${problem.replace(/^/gm, "       ")}\n`);
}
const failed = outcomes.filter((outcome) => outcome.problem !== null).length;
const reportAt = process.argv.indexOf("--report");
const reportFile = reportAt === -1 ? undefined : process.argv[reportAt + 1];
if (reportFile !== undefined) {
  await writeFile(reportFile, JSON.stringify({ passed: outcomes.length - failed, failed, skipped: 0 }));
}
process.stdout.write(`${outcomes.length - failed} of ${outcomes.length} checks passed\n`);
process.exit(failed === 0 ? 0 : 1);
