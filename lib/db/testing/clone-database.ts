import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, inject } from "vitest";

const name = `test_${randomBytes(6).toString("hex")}`;

async function onServer(sql: string): Promise<void> {
  const server = new pg.Client({ connectionString: inject("serverUrl") });
  await server.connect();
  try {
    await server.query(sql);
  } finally {
    await server.end();
  }
}

// Before any module of the test file is imported: each file has a database of its own, named in DATABASE_URL.
await onServer(`CREATE DATABASE ${name} TEMPLATE ${inject("templateName")}`);
const url = new URL(inject("serverUrl"));
url.pathname = `/${name}`;
process.env.DATABASE_URL = url.href;
// Session cookies of the tests are signed like real ones.
process.env.SECOND_OPINION_SECRET = randomBytes(32).toString("base64url");
process.env.LOG_LEVEL = "silent";

afterAll(async () => {
  const { closeDatabase } = await import("@/lib/db/client");
  await closeDatabase();
  await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
});
