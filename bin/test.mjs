// npm test: everything, from a fresh clone too. The last line is `N passed, N failed`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ensurePackages, root } from "./packages.mjs";

ensurePackages();
process.chdir(root);
const { ensureBrowser } = await import("./find-browser.mjs");
ensureBrowser();

const scratch = mkdtempSync(path.join(os.tmpdir(), "second-opinion-results-"));
const environment = { ...process.env, TZ: "Asia/Kathmandu", NEXT_TELEMETRY_DISABLED: "1", CI: process.env.CI ?? "1" };
let passed = 0;
let failed = 0;
let skipped = 0;
/** Names of failed tests: told again at the end, where a reader of a cut log still finds them. */
const failures = [];

function run(title, args, extra = {}) {
  process.stdout.write(`\n# ${title}\n`);
  const done = spawnSync(process.execPath, args, { stdio: ["ignore", 1, 2], env: { ...environment, ...extra } });
  return done.status === 0;
}

/** A benchmark at a hundredth of its size; its object is the last line it prints. */
function runBenchmark(name) {
  process.stdout.write(`\n# Benchmark: ${name}, small\n`);
  const args = ["bin/with-packages.mjs", "bench/main.ts", name, "--scale", "0.01", "--json"];
  const done = spawnSync(process.execPath, args, { stdio: ["ignore", "pipe", 2], env: environment, encoding: "utf8" });
  process.stdout.write(done.stdout);
  try {
    return { ok: done.status === 0, object: JSON.parse(done.stdout.trim().split("\n").at(-1)) };
  } catch {
    return { ok: false, object: {} };
  }
}

/** Adds one suite's counts; a suite that fails without a failing test (it crashed) counts as one failure. */
function count(ok, read) {
  let counts = null;
  try {
    counts = read();
  } catch {
    // No report: it ended before it could write one.
  }
  if (counts !== null) {
    passed += counts.passed;
    failed += counts.failed;
    skipped += counts.skipped;
    failures.push(...(counts.failures ?? []));
  }
  if (!ok && (counts === null || counts.failed === 0)) failed += 1;
}

function failedSpecs(suites) {
  return suites.flatMap((suite) => [
    ...failedSpecs(suite.suites ?? []),
    ...suite.specs.filter(({ ok }) => !ok).map(({ file, title }) => `${file} › ${title}`),
  ]);
}

const checksFile = path.join(scratch, "checks.json");
count(run("Checks", ["bin/with-packages.mjs", "bin/check.ts", "--report", checksFile]), () =>
  JSON.parse(readFileSync(checksFile, "utf8")),
);

const vitestFile = path.join(scratch, "vitest.json");
count(
  run("Unit and database tests", [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--reporter=dot",
    "--reporter=json",
    `--outputFile.json=${vitestFile}`,
  ]),
  () => {
    const report = JSON.parse(readFileSync(vitestFile, "utf8"));
    const failures = report.testResults.flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(({ status }) => status === "failed")
        .map(({ fullName }) => `${path.relative(root, name)} › ${fullName}`),
    );
    return { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests, failures };
  },
);

const playwrightFile = path.join(scratch, "playwright.json");
count(
  run("End-to-end and access tests", ["node_modules/@playwright/test/cli.js", "test", "--reporter=line,json"], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: playwrightFile,
  }),
  () => {
    const { stats, suites } = JSON.parse(readFileSync(playwrightFile, "utf8"));
    const unexpected = stats.unexpected + stats.flaky;
    return { passed: stats.expected, failed: unexpected, skipped: stats.skipped, failures: failedSpecs(suites) };
  },
);

// Whether they end and lose nothing; how fast they are is not for a shared machine to judge.
for (const [name, holds] of [
  ["lists", ({ worstPage }) => typeof worstPage === "string"],
  ["review", ({ items }) => items > 0],
  ["queue", ({ lost, duplicates }) => lost === 0 && duplicates === 0],
]) {
  const { ok, object } = runBenchmark(name);
  if (ok && holds(object)) passed += 1;
  else {
    failed += 1;
    failures.push(`bench -- ${name} --scale 0.01`);
  }
}

rmSync(scratch, { recursive: true, force: true });
if (skipped > 0) process.stdout.write(`\n${skipped} skipped: they read ../shared/data, which is not here\n`);
for (const failure of failures) process.stdout.write(`failed: ${failure}\n`);
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
