import type pg from "pg";
import { database, type Transaction } from "@/lib/db/client";
import { copyRows } from "@/lib/db/copy-rows";
import type { MessageRole } from "@/lib/trajectory/message";
import type { StopLabel } from "@/lib/trajectory/turn";

export interface Refusal {
  readonly line: number;
  readonly reason: string;
  /** Of an import of several files. */
  readonly file?: string;
}

/** Where an import stands; what the row keeps of it. */
export interface ImportCounts {
  readonly bytesRead: number;
  readonly trajectories: number;
  readonly messages: number;
  readonly turns: number;
  readonly unchanged: number;
  /** Skipped: here already under another id. */
  readonly duplicates: number;
  /** Pseudonyms put in, by kind; null where none were asked for. */
  readonly replaced: Readonly<Record<string, number>> | null;
  readonly refusedCount: number;
  /** The first 1,000. */
  readonly refused: readonly Refusal[];
  readonly leftOut: Readonly<Record<string, number>>;
}

export interface NewImport {
  readonly projectId: string;
  readonly importId: string;
  readonly actorId: string;
  readonly fileName: string;
  readonly bytesTotal: number | null;
}

/** Makes the import's row; false where one of this id is there already. */
export async function createImport(newImport: NewImport): Promise<boolean> {
  const { count } = await database.import.createMany({
    data: [
      {
        projectId: newImport.projectId,
        id: newImport.importId,
        actorId: newImport.actorId,
        fileName: newImport.fileName,
        bytesTotal: newImport.bytesTotal,
      },
    ],
    skipDuplicates: true,
  });
  return count === 1;
}

function columnsOf(counts: ImportCounts) {
  const { refused, leftOut, replaced, ...numbers } = counts;
  return {
    ...numbers,
    refused: refused.map((refusal) => ({ ...refusal })),
    leftOut: { ...leftOut },
    ...(replaced === null ? {} : { replaced: { ...replaced } }),
  };
}

/** False where the import runs no more: somebody has canceled it. */
export async function updateImportProgress(
  projectId: string,
  importId: string,
  counts: ImportCounts,
): Promise<boolean> {
  const { count } = await database.import.updateMany({
    where: { projectId, id: importId, state: "running" },
    data: columnsOf(counts),
  });
  return count === 1;
}

/**
 * Says within the transaction of a batch what is settled with it. False where the import runs no more: then the batch
 * must not be committed.
 */
export async function settleBatch(
  client: pg.PoolClient,
  projectId: string,
  importId: string,
  settled: number,
  counts: ImportCounts,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE imports SET settled = $3, bytes_read = $4, trajectories = $5, messages = $6, turns = $7, unchanged = $8,
       duplicates = $9, refused_count = $10, refused = $11, left_out = $12, replaced = $13
     WHERE project_id = $1 AND id = $2 AND state = 'running'`,
    [
      projectId,
      importId,
      settled,
      counts.bytesRead,
      counts.trajectories,
      counts.messages,
      counts.turns,
      counts.unchanged,
      counts.duplicates,
      counts.refusedCount,
      JSON.stringify(counts.refused),
      JSON.stringify(counts.leftOut),
      counts.replaced === null ? null : JSON.stringify(counts.replaced),
    ],
  );
  return rowCount === 1;
}

/** running → finished, or running → failed where `failure` says why. False where it had ended already. */
export async function endImport(
  projectId: string,
  importId: string,
  counts: ImportCounts,
  failure: string | null,
  transaction: Transaction = database,
): Promise<boolean> {
  const { count } = await transaction.import.updateMany({
    where: { projectId, id: importId, state: "running" },
    data: {
      ...columnsOf(counts),
      state: failure === null ? "finished" : "failed",
      failure,
      finishedAt: new Date(),
    },
  });
  return count === 1;
}

export interface NewTurn {
  readonly id: string;
  readonly round: number;
  readonly contextMessageCount: number;
  readonly responseMessageCount: number;
  readonly stopLabel: StopLabel;
  /** The expert's own response; null where it is not known: the dialogue goes on after what was brought in. */
  readonly response: { readonly id: string; readonly content: string } | null;
}

export interface NewTrajectory {
  readonly id: string;
  readonly sessionKey: string;
  readonly diagnosis: string;
  readonly hasDiagnosis: boolean;
  readonly contentHash: string;
  readonly messages: readonly { readonly role: MessageRole; readonly content: string }[];
  readonly turns: readonly NewTurn[];
}

/** Names the lock under which a project's batches go in, among the server's advisory locks; any number. */
const IMPORT_BATCH_LOCK = 1_730_211;

/**
 * Takes the project's turn to write trajectories until the transaction ends. Batches of two imports would otherwise
 * wait on each other's rows in opposite orders, and a session in both files would break one batch.
 */
export async function lockProjectImports(client: pg.PoolClient, projectId: string): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock($1, hashtext($2))", [IMPORT_BATCH_LOCK, projectId]);
}

/** Content hashes of those sessions that the project has. */
export async function findContentHashes(
  client: pg.PoolClient,
  projectId: string,
  sessionKeys: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await client.query<{ session_key: string; content_hash: string }>(
    "SELECT session_key, content_hash FROM trajectories WHERE project_id = $1 AND session_key = ANY($2)",
    [projectId, sessionKeys],
  );
  return new Map(rows.map((row) => [row.session_key, row.content_hash]));
}

/** Dialogues of the project by content: which of these hashes it has, and under which session. */
export async function findSameContent(
  client: pg.PoolClient,
  projectId: string,
  contentHashes: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await client.query<{ session_key: string; content_hash: string }>(
    "SELECT session_key, content_hash FROM trajectories WHERE project_id = $1 AND content_hash = ANY($2)",
    [projectId, contentHashes],
  );
  return new Map(rows.map((row) => [row.content_hash, row.session_key]));
}

/** Writes whole trajectories with their messages, turns and expert responses, by COPY. In the caller's transaction. */
export async function copyTrajectories(
  client: pg.PoolClient,
  projectId: string,
  importId: string,
  trajectories: readonly NewTrajectory[],
): Promise<void> {
  await copyRows(
    client,
    "trajectories (project_id, id, session_key, diagnosis, has_diagnosis, message_count, turn_count, content_hash, import_id)",
    trajectories.map((one) => [
      projectId,
      one.id,
      one.sessionKey,
      one.diagnosis,
      one.hasDiagnosis,
      one.messages.length,
      one.turns.length,
      one.contentHash,
      importId,
    ]),
  );
  await copyRows(
    client,
    "messages (project_id, trajectory_id, position, role, content)",
    trajectories.flatMap((one) =>
      one.messages.map(({ role, content }, position) => [projectId, one.id, position, role, content]),
    ),
  );
  await copyRows(
    client,
    "turns (project_id, id, trajectory_id, round, context_message_count, response_message_count, stop_label)",
    trajectories.flatMap((one) =>
      one.turns.map((turn) => [
        projectId,
        turn.id,
        one.id,
        turn.round,
        turn.contextMessageCount,
        turn.responseMessageCount,
        turn.stopLabel,
      ]),
    ),
  );
  await copyRows(
    client,
    "responses (project_id, id, turn_id, source, sample_index, content)",
    trajectories.flatMap((one) =>
      one.turns.flatMap(({ id, response }) =>
        response === null ? [] : [[projectId, response.id, id, "expert", 0, response.content]],
      ),
    ),
  );
}

/** Names the lock that a running import holds; lost at once when its process or its connection dies. */
export const RUNNING_IMPORT_LOCK = 1_730_212;

/** Shows, until the connection ends or {@link releaseRunningImport}, that the import's process lives. */
export async function holdRunningImport(client: pg.PoolClient, importId: string): Promise<void> {
  await client.query("SELECT pg_advisory_lock($1, hashtext($2))", [RUNNING_IMPORT_LOCK, importId]);
}

export async function releaseRunningImport(client: pg.PoolClient, importId: string): Promise<void> {
  await client.query("SELECT pg_advisory_unlock($1, hashtext($2))", [RUNNING_IMPORT_LOCK, importId]);
}

/** True where this connection now is the one that does the import; false where another living one is. */
export async function claimImport(client: pg.PoolClient, importId: string): Promise<boolean> {
  const { rows } = await client.query<{ claimed: boolean }>(
    "SELECT pg_try_advisory_lock($1, hashtext($2)) AS claimed",
    [RUNNING_IMPORT_LOCK, importId],
  );
  return rows[0]?.claimed === true;
}

/** running → failed for imports whose process has died and whose files are not stored; returns how many. */
export async function failDeadImports(failure: string): Promise<number> {
  // The grace covers the moment between an import's row and its lock.
  return database.$executeRaw`
    UPDATE imports SET state = 'failed', failure = ${failure}, finished_at = now()
    WHERE state = 'running' AND files IS NULL AND started_at < now() - interval '10 seconds' AND NOT EXISTS (
      SELECT FROM pg_locks
      WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND classid = ${RUNNING_IMPORT_LOCK}::oid AND objid = (hashtext(imports.id::text)::bigint & 4294967295)::oid
    )`;
}
