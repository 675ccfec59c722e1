import { defineConfig } from "prisma/config";

// Generation is WebAssembly, but the command line still looks for a native engine and fails where it can't be
// downloaded. Any executable satisfies the look-up; nothing here runs it (docs/decisions/0002).
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: "prisma/schema",
  migrations: { path: "prisma/migrations" },
  // Read by `prisma migrate deploy` where the native engine is at hand.
  datasource: { url: process.env.DATABASE_URL ?? "" },
});
