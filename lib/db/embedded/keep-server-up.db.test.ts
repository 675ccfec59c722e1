import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type EmbeddedDatabase, joinEmbeddedDatabase } from "@/lib/db/embedded/embedded-database";
import { keepServerUp } from "@/lib/db/embedded/keep-server-up";

let folder = "";
let database: EmbeddedDatabase;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "second-opinion-kept-"));
  // Durable: what was committed must outlive a kill.
  database = await joinEmbeddedDatabase(folder);
});
afterAll(async () => {
  await database.leave();
  await rm(folder, { recursive: true, force: true });
});

async function ask<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

const mainProcess = async (): Promise<number> =>
  Number.parseInt(await readFile(path.join(folder, "database", "cluster", "postmaster.pid"), "utf8"), 10);

/** Resolves once the watching connection stands: a server that dies before is found dead at the first connection. */
const untilWatched = () =>
  vi.waitFor(
    async () => {
      const rows = await ask("SELECT FROM pg_stat_activity WHERE application_name = 'second-opinion-watch'");
      expect(rows).toHaveLength(1);
    },
    { timeout: 20_000 },
  );

test("a server that is killed comes up again at the same address with what was committed", async () => {
  await ask("CREATE TABLE kept AS SELECT 7 AS value");
  const told: string[] = [];
  const kept = keepServerUp(
    database,
    (sentence) => told.push(sentence),
    (reason) => told.push(reason),
  );
  await untilWatched();
  const before = await mainProcess();
  process.kill(before, "SIGKILL");
  await vi.waitFor(() => expect(told).toContain("The database is up again."), { timeout: 30_000 });
  expect(await mainProcess()).not.toBe(before);
  expect(await ask("SELECT value FROM kept")).toEqual([{ value: 7 }]);

  // One of its processes killed: the server restarts itself, and nobody else starts a second one.
  await untilWatched();
  const again = await mainProcess();
  const [backend] = await ask<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE application_name = 'second-opinion-watch'",
  );
  process.kill(backend?.pid ?? 0, "SIGKILL");
  await vi.waitFor(() => expect(told.filter((line) => line.endsWith("up again."))).toHaveLength(2), {
    timeout: 30_000,
  });
  expect(await mainProcess()).toBe(again);
  expect(await ask("SELECT value FROM kept")).toEqual([{ value: 7 }]);

  await kept.stop();
  expect(told).toHaveLength(4);
}, 90_000);
