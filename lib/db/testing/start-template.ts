import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { joinEmbeddedDatabase } from "@/lib/db/embedded/embedded-database";
import { migrateDatabase } from "@/lib/db/migrate-database";
import { migrateQueue } from "@/lib/queue/migrate-queue";

declare module "vitest" {
  interface ProvidedContext {
    serverUrl: string;
    templateName: string;
  }
}

const TEMPLATE = "second_opinion_template";

/** Real PostgreSQL for the database tests: one migrated template, from which each test file clones its own database. */
export default async function startTemplate(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "second-opinion-test-"));
  const embedded = await joinEmbeddedDatabase(folder, false);
  const server = new pg.Client({ connectionString: embedded.url });
  await server.connect();
  await server.query(`CREATE DATABASE ${TEMPLATE}`);
  await server.end();
  const templateUrl = new URL(embedded.url);
  templateUrl.pathname = `/${TEMPLATE}`;
  await migrateDatabase(templateUrl.href);
  await migrateQueue(templateUrl.href);
  project.provide("serverUrl", embedded.url);
  project.provide("templateName", TEMPLATE);
  return async () => {
    await embedded.leave();
    await rm(folder, { recursive: true, force: true });
  };
}
