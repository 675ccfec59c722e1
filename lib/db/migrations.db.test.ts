import pg from "pg";
import { expect, test } from "vitest";
import { readCatalogSnapshot } from "@/lib/db/catalog-snapshot";
import { createSchemaSql, migrateDatabase } from "@/lib/db/migrate-database";

async function scratchDatabase(name: string): Promise<string> {
  const url = new URL(process.env.DATABASE_URL ?? "");
  const server = new pg.Client({ connectionString: url.href });
  await server.connect();
  await server.query(`CREATE DATABASE ${name}`);
  await server.end();
  url.pathname = `/${name}`;
  return url.href;
}

test("the migrations make exactly the database that the schema files describe", async () => {
  const migrated = await scratchDatabase("drift_migrated");
  await migrateDatabase(migrated);
  const described = await scratchDatabase("drift_described");
  const client = new pg.Client({ connectionString: described });
  await client.connect();
  await client.query(await createSchemaSql(described));
  await client.end();

  const expected = await readCatalogSnapshot(described);
  expect(expected.length).toBeGreaterThan(200);
  expect(await readCatalogSnapshot(migrated)).toEqual(expected);
});

test("a second migration of the same database has nothing to do", async () => {
  expect(await migrateDatabase(process.env.DATABASE_URL ?? "")).toEqual([]);
});

test("a server that can't be reached is named, without the password", async () => {
  const failure = migrateDatabase("postgresql://someone:secret@127.0.0.1:1/nothing");
  await expect(failure).rejects.toThrow(/PostgreSQL at 127\.0\.0\.1:1 can't be reached as someone/);
  await expect(failure).rejects.not.toThrow(/secret/);
});
