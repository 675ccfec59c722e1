import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { MigrationDirectory, SchemaContainer } from "@prisma/schema-engine-wasm";
import pg from "pg";
import { withSchemaEngine } from "@/lib/db/schema-engine";
import { AppError } from "@/lib/kernel/app-error";

/** Any number: names this application's migrations among the server's advisory locks. */
const MIGRATION_LOCK = 721_530_871;

/** The schema files of `prisma/schema`, in order of name. */
export async function readSchemaFiles(root = process.cwd()): Promise<SchemaContainer[]> {
  const folder = path.join(root, "prisma", "schema");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".prisma")).sort();
  return Promise.all(
    names.map(async (name) => ({
      path: path.join(folder, name),
      content: await readFile(path.join(folder, name), "utf8"),
    })),
  );
}

async function readMigrations(root: string): Promise<{ baseDir: string; directories: MigrationDirectory[] }> {
  const baseDir = path.join(root, "prisma", "migrations");
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const directories = await Promise.all(
    names.map(async (name): Promise<MigrationDirectory> => {
      const value = await readFile(path.join(baseDir, name, "migration.sql"), "utf8");
      return { path: name, migrationFile: { path: "migration.sql", content: { tag: "ok", value } } };
    }),
  );
  return { baseDir, directories };
}

/**
 * Applies the folders of `prisma/migrations` that a database does not have yet, as `prisma migrate deploy` would, and
 * returns their names. Two processes that start together take turns.
 */
export async function migrateDatabase(databaseUrl: string, root = process.cwd()): Promise<string[]> {
  const turn = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  try {
    await turn.connect();
  } catch (error) {
    const address = new URL(databaseUrl);
    throw new AppError(
      "unavailable",
      `PostgreSQL at ${address.hostname}:${address.port || "5432"} can't be reached as ${address.username} (${error instanceof Error ? error.message || error.name : String(error)}). Check DATABASE_URL and that the server runs.`,
      { cause: error },
    );
  }
  try {
    await turn.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
    const { baseDir, directories } = await readMigrations(root);
    const lockfile = await readFile(path.join(baseDir, "migration_lock.toml"), "utf8");
    return await withSchemaEngine(databaseUrl, await readSchemaFiles(root), async (engine, filters) => {
      const applied = await engine.applyMigrations({
        migrationsList: {
          baseDir,
          lockfile: { path: "migration_lock.toml", content: lockfile },
          shadowDbInitScript: "",
          migrationDirectories: directories,
        },
        filters,
      });
      return applied.appliedMigrationNames;
    });
  } finally {
    await turn.end();
  }
}

/** The SQL that makes an empty database into what the schema files say. */
export async function createSchemaSql(databaseUrl: string, root = process.cwd()): Promise<string> {
  const files = await readSchemaFiles(root);
  return withSchemaEngine(databaseUrl, files, async (engine, filters) => {
    const result = await engine.diff({
      from: { tag: "empty" },
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: null,
      filters,
    });
    return result.stdout ?? "";
  });
}
