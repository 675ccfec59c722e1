import { mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { defineConfig } from "@playwright/test";
import { findBrowser } from "./bin/find-browser.mjs";

// Workers load this file too: the folder is made once, by the first.
process.env.SECOND_OPINION_E2E_DATA ??= mkdtempSync(path.join(os.tmpdir(), "second-opinion-e2e-"));
const port = Number(process.env.SECOND_OPINION_E2E_PORT ?? 3917);
const browser = findBrowser();

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 1,
  forbidOnly: true,
  use: {
    actionTimeout: 15_000,
    baseURL: `http://localhost:${port}`,
    launchOptions: browser ?? {},
    timezoneId: "Asia/Kathmandu",
    locale: "en-GB",
    trace: "retain-on-failure",
  },
  webServer: {
    command: "node bin/demo.mjs",
    url: `http://localhost:${port}/sign-in`,
    timeout: 300_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: "SIGTERM", timeout: 20_000 },
    stdout: "pipe",
    env: {
      PORT: `${port}`,
      SECOND_OPINION_DATA_DIR: process.env.SECOND_OPINION_E2E_DATA,
      DATABASE_URL: "",
      SECOND_OPINION_SECRET: "",
      LOG_LEVEL: "warn",
    },
  },
});
