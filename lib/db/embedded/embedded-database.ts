import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, statfs, writeFile } from "node:fs/promises";
import { totalmem } from "node:os";
import path from "node:path";
import { type Folders, freePort, reviveServer, serverUrl, startServer } from "@/lib/db/embedded/embedded-server";
import { withFolderLock } from "@/lib/db/embedded/folder-lock";
import { findPostgresBinaries, type PostgresBinaries } from "@/lib/db/embedded/postgres-binaries";
import { processIdentity } from "@/lib/db/embedded/process-identity";
import { PostgresProgramError, runAsPostgres } from "@/lib/db/embedded/run-as-postgres";
import { AppError } from "@/lib/kernel/app-error";

/** A new cluster takes about 40 MiB and its log of changes grows to 80 MiB at once; below this it would soon stop, bytes. */
const NEEDED_FREE_BYTES = 300 * 1024 * 1024;

export interface EmbeddedDatabase {
  /** `postgresql://…`, of the server's socket or on 127.0.0.1. */
  readonly url: string;
  /**
   * Starts the server again where it has died, at the same address: those who use it hold that. Does nothing while it
   * answers, and waits where it recovers by itself.
   */
  revive(): Promise<void>;
  /** Leaves; the last to leave stops the server. Harmless when called twice. */
  leave(): Promise<void>;
}

/**
 * Joins the PostgreSQL server of a data folder, starting it (and first making it) where none runs. Every process that
 * uses it holds a file in `holders/`; whoever leaves last stops the server. A holder that was killed no longer counts.
 *
 * @param durable false only for scratch databases of tests and benchmarks: faster, unsafe on power loss
 */
export async function joinEmbeddedDatabase(dataFolder: string, durable = true): Promise<EmbeddedDatabase> {
  const root = path.resolve(dataFolder, "database");
  const folders: Folders = {
    root,
    cluster: path.join(root, "cluster"),
    holders: path.join(root, "holders"),
    settings: path.join(root, "settings.json"),
    log: path.join(root, "postgres.log"),
  };
  const binaries = await findPostgresBinaries();
  const holder = path.join(folders.holders, `${process.pid}-${randomBytes(4).toString("hex")}`);
  try {
    await mkdir(folders.holders, { recursive: true, mode: 0o700 });
    const settings = await withFolderLock(root, async () => {
      await makeCluster(folders, binaries, durable);
      const running = await startServer(folders, binaries);
      await writeFile(holder, processIdentity(process.pid) ?? "");
      return running;
    });
    let left = false;
    return {
      url: serverUrl(folders, settings),
      revive: async () => {
        if (left) return;
        await withFolderLock(root, () => reviveServer(folders, binaries, settings)).catch((error: unknown) => {
          throw explainFailure(error, folders);
        });
      },
      leave: async () => {
        if (left) return;
        left = true;
        await withFolderLock(root, async () => {
          await rm(holder, { force: true });
          if ((await liveHolders(folders)) > 0) return;
          await runAsPostgres(binaries.pgCtl, ["stop", "-w", "-m", "fast", "-D", folders.cluster], []).catch(
            (error: unknown) => {
              // Somebody else stopped it: what was wanted has happened.
              if (!(error instanceof PostgresProgramError && /is not running|does not exist/.test(error.printed))) {
                throw error;
              }
            },
          );
        });
      },
    };
  } catch (error) {
    throw explainFailure(error, folders);
  }
}

async function makeCluster(folders: Folders, binaries: PostgresBinaries, durable: boolean): Promise<void> {
  if (existsSync(folders.settings)) return;
  const disk = await statfs(folders.root);
  const freeBytes = disk.bavail * disk.bsize;
  if (freeBytes < NEEDED_FREE_BYTES) {
    throw new AppError(
      "unavailable",
      `The disk that holds ${folders.root} has ${Math.floor(freeBytes / 1024 / 1024)} MiB free; a new database needs ${NEEDED_FREE_BYTES / 1024 / 1024} MiB. Free some space, or set SECOND_OPINION_DATA_DIR to a folder on another disk.`,
    );
  }
  // A crash in the middle of initdb leaves a half-made cluster, which has no settings file yet: begin again.
  await rm(folders.cluster, { recursive: true, force: true });
  await mkdir(folders.cluster, { mode: 0o700 });
  const password = randomBytes(24).toString("base64url");
  const passwordFile = path.join(folders.cluster, "..", "password");
  await writeFile(passwordFile, password, { mode: 0o600 });
  try {
    await runAsPostgres(
      binaries.initdb,
      [
        ...["-D", folders.cluster, "-U", "postgres", `--pwfile=${passwordFile}`, "--auth=scram-sha-256"],
        // One collation on every machine, so that orders (and so exports) never differ between them.
        ...["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"],
        ...(durable ? [] : ["--no-sync"]),
      ],
      [folders.cluster],
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
  const settings = [
    "listen_addresses = '127.0.0.1'",
    "max_connections = 200",
    `shared_buffers = ${sharedBuffersMiB()}MB`,
    "max_wal_size = 2GB",
    // Plans of prepared statements follow a table that grows from nothing only once it was analyzed.
    "autovacuum_naptime = 15s",
    "log_min_messages = warning",
    "log_line_prefix = '%m [%p] '",
    "timezone = 'UTC'",
    ...(durable ? [] : ["fsync = off", "synchronous_commit = off", "full_page_writes = off"]),
  ];
  await writeFile(path.join(folders.cluster, "postgresql.auto.conf"), `${settings.join("\n")}\n`);
  await writeFile(folders.settings, JSON.stringify({ password, port: await freePort() }), { mode: 0o600 });
}

/** An eighth of the memory, 128 MiB to 1 GiB: the rest is the system's page cache. */
function sharedBuffersMiB(): number {
  return Math.min(1024, Math.max(128, Math.floor(totalmem() / 8 / 1024 / 1024)));
}

async function liveHolders(folders: Folders): Promise<number> {
  let live = 0;
  for (const name of await readdir(folders.holders)) {
    const file = path.join(folders.holders, name);
    const identity = await readFile(file, "utf8").catch(() => "");
    if (identity !== "" && processIdentity(Number.parseInt(identity, 10)) === identity) live += 1;
    else await rm(file, { force: true });
  }
  return live;
}

function explainFailure(error: unknown, folders: Folders): unknown {
  if (error instanceof AppError) return error;
  const code = (error as NodeJS.ErrnoException).code;
  const text = error instanceof Error ? error.message : String(error);
  if (code === "ENOSPC" || /No space left on device|ENOSPC/.test(text)) {
    return new AppError(
      "unavailable",
      `The disk that holds ${folders.root} is full. Free some space and start again; what was saved is kept.`,
      { cause: error },
    );
  }
  if (code === "EACCES" || code === "EROFS") {
    return new AppError(
      "unavailable",
      `${folders.root} can't be written. Give this user the right to write there, or set SECOND_OPINION_DATA_DIR to another folder.`,
      { cause: error },
    );
  }
  if (error instanceof PostgresProgramError) {
    return new AppError(
      "unavailable",
      `PostgreSQL did not start from ${folders.cluster}. Its last words are in ${folders.log}. (${error.printed.split("\n").at(-1) ?? ""})`,
      { cause: error },
    );
  }
  return error;
}
