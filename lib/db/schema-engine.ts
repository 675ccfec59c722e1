import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type * as Engine from "@prisma/schema-engine-wasm";
import pg from "pg";

const NO_FILTER = { externalTables: [], externalEnums: [] };

interface EngineModule {
  SchemaEngine: {
    new: (
      options: { datamodels: [string, string][] },
      log: (message: string) => void,
      adapter: unknown,
    ) => Promise<Engine.SchemaEngine>;
  };
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
}

let loaded: Promise<EngineModule> | null = null;

/** Loads Prisma's own schema engine as WebAssembly: no native binary is downloaded (docs/decisions/0002). */
function loadEngine(): Promise<EngineModule> {
  loaded ??= (async () => {
    // The package's exports map hides the .wasm, so it is read by path, beside the entry point.
    const entry = createRequire(path.join(process.cwd(), "package.json")).resolve("@prisma/schema-engine-wasm");
    const folder = path.dirname(entry);
    const glue = (await import(path.join(folder, "schema_engine_bg.js"))) as EngineModule & WebAssembly.ModuleImports;
    const bytes = await readFile(path.join(folder, "schema_engine_bg.wasm"));
    const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": glue });
    glue.__wbg_set_wasm(instance.exports);
    (instance.exports.__wbindgen_start as () => void)();
    return glue;
  })();
  return loaded;
}

/** One use of the engine on one database. */
export async function withSchemaEngine<Value>(
  databaseUrl: string,
  schema: readonly Engine.SchemaContainer[],
  work: (engine: Engine.SchemaEngine, filter: Engine.SchemaFilter) => Promise<Value>,
): Promise<Value> {
  const { SchemaEngine } = await loadEngine();
  // The engine never closes what it opened, so the pool is ours to end.
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool));
  const engine = await SchemaEngine.new(
    { datamodels: schema.map((file) => [file.path, file.content]) },
    () => undefined,
    adapter,
  );
  try {
    return await work(engine, NO_FILTER);
  } finally {
    engine.free();
    await pool.end();
  }
}
