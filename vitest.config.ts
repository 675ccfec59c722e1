import path from "node:path";
import { defineConfig } from "vitest/config";

const alias = { "@": path.resolve(import.meta.dirname) };

export default defineConfig({
  resolve: { alias },
  test: {
    // Database tests share one server, and the smallest machine has two cores.
    maxWorkers: 2,
    // One odd time zone for all tests: an hour that isn't whole finds code that thinks in local time.
    env: { TZ: "Asia/Kathmandu" },
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["{lib,components,bin,bench,testkit}/**/*.test.ts"],
          exclude: ["**/*.db.test.ts", "**/node_modules/**"],
          // Laws try thousands of cases; how long that takes says more about the machine than about the code.
          testTimeout: 60_000,
          env: { TZ: "Asia/Kathmandu" },
        },
      },
      {
        resolve: { alias },
        test: {
          name: "database",
          include: ["{lib,bin,app,testkit}/**/*.db.test.ts"],
          globalSetup: ["./lib/db/testing/start-template.ts"],
          setupFiles: ["./lib/db/testing/clone-database.ts"],
          env: { TZ: "Asia/Kathmandu" },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
