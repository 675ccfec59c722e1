import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import type { PostgresBinaries } from "@/lib/db/embedded/postgres-binaries";
import { processIdentity } from "@/lib/db/embedded/process-identity";
import { PostgresProgramError, runAsPostgres } from "@/lib/db/embedded/run-as-postgres";

export const DATABASE = "second_opinion";
/** How long a server that died may take to be up again: its log of changes has to be read, ms. */
const REVIVE_MS = 60_000;
/** Pause between two looks at a server that is not up yet, ms. */
const LOOK_MS = 100;

export interface ServerSettings {
  readonly port: number;
  readonly password: string;
}

export interface Folders {
  readonly root: string;
  readonly cluster: string;
  readonly holders: string;
  readonly settings: string;
  readonly log: string;
}

/** Starts the server of a folder where none answers. */
export async function startServer(folders: Folders, binaries: PostgresBinaries): Promise<ServerSettings> {
  const settings = JSON.parse(await readFile(folders.settings, "utf8")) as ServerSettings;
  if (await answersSoon(folders, settings)) {
    await makeDatabase(settings);
    return settings;
  }
  // The port of last time may be taken by now.
  const port = (await isFree(settings.port)) ? settings.port : await freePort();
  const current = { ...settings, port };
  if (port !== settings.port) await writeFile(folders.settings, JSON.stringify(current), { mode: 0o600 });
  await launchServer(folders, binaries, port);
  await makeDatabase(current);
  return current;
}

async function makeDatabase(settings: ServerSettings): Promise<void> {
  const server = new pg.Client(connection(settings));
  await server.connect();
  try {
    const known = await server.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE]);
    if (known.rowCount === 0) await server.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await server.end();
  }
}

async function launchServer(folders: Folders, binaries: PostgresBinaries, port: number): Promise<void> {
  // "." is the cluster's folder, whatever characters its path has.
  const socketFolder = (await canHoldSocket(folders)) ? "." : "";
  await runAsPostgres(
    binaries.pgCtl,
    ["start", "-w", "-t", "60", "-D", folders.cluster, "-l", folders.log, "-o", `-p ${port} -k "${socketFolder}"`],
    [folders.cluster],
  );
}

/** Addresses of sockets are short: 104 bytes on macOS with the ending zero, 108 on Linux. */
const LONGEST_SOCKET_BYTES = 103;

const socketFile = (folders: Folders, port: number) => path.join(folders.cluster, `.s.PGSQL.${port}`);

/** Tried rather than asked: some file systems (folders that a virtual machine shares) can't hold sockets. */
function canHoldSocket(folders: Folders): Promise<boolean> {
  const longest = socketFile(folders, 65_535);
  if (process.platform === "win32" || Buffer.byteLength(longest) > LONGEST_SOCKET_BYTES) return Promise.resolve(false);
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(path.join(folders.cluster, `.probe.${process.pid % 100_000}`), () => probe.close(() => resolve(true)));
  });
}

/**
 * Where a running server is reached: by its socket where it has one, which costs a fifth less processor time for each
 * statement than the loopback address.
 */
export function serverUrl(folders: Folders, { port, password }: ServerSettings): string {
  const url = `postgresql://postgres:${password}@127.0.0.1:${port}/${DATABASE}`;
  return existsSync(socketFile(folders, port)) ? `${url}?host=${encodeURIComponent(folders.cluster)}` : url;
}

/**
 * Starts the server again at its address. After a kill of its main process the others hold the shared memory for a
 * moment, and none may start meanwhile.
 */
export async function reviveServer(
  folders: Folders,
  binaries: PostgresBinaries,
  settings: ServerSettings,
): Promise<void> {
  const until = Date.now() + REVIVE_MS;
  for (;;) {
    if (await answersSoon(folders, settings)) return;
    try {
      await launchServer(folders, binaries, settings.port);
      return;
    } catch (error) {
      if (!(error instanceof PostgresProgramError) || Date.now() > until) throw error;
    }
    await wait(LOOK_MS);
  }
}

/** True when the server answers, at once or, where its main process lives (it starts, or recovers), after a while. */
async function answersSoon(folders: Folders, settings: ServerSettings): Promise<boolean> {
  const until = Date.now() + REVIVE_MS;
  for (;;) {
    if (await answers(settings)) return true;
    if (!(await mainProcessLives(folders)) || Date.now() > until) return false;
    await wait(LOOK_MS);
  }
}

async function mainProcessLives(folders: Folders): Promise<boolean> {
  const file = await readFile(path.join(folders.cluster, "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number.parseInt(file, 10);
  if (Number.isNaN(pid) || processIdentity(pid) === null) return false;
  if (process.platform !== "linux") return true;
  // After a crash of the machine another program may have the number.
  return (await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "")).startsWith("postgres");
}

function connection(settings: ServerSettings) {
  const { port, password } = settings;
  return { host: "127.0.0.1", port, user: "postgres", password, database: "postgres" };
}

/** True only for this folder's own server: another one would refuse the password. */
async function answers(settings: ServerSettings): Promise<boolean> {
  const client = new pg.Client({ ...connection(settings), connectionTimeoutMillis: 3_000 });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
