import { runMigrations } from "graphile-worker";

/** Makes or updates graphile-worker's own tables (schema `graphile_worker`); harmless when they are there. */
export async function migrateQueue(databaseUrl: string): Promise<void> {
  await runMigrations({ connectionString: databaseUrl });
}
