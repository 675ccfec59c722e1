import type { WorkerEvents } from "graphile-worker";
import type pg from "pg";
import { databasePool } from "@/lib/db/client";

/** Names the lock that a living worker holds, among the server's advisory locks; any number. */
const LIVING_WORKER_LOCK = 1_730_213;
/** Pause before a lost connection is opened again, ms. */
const RECONNECT_MS = 1000;
/** After a restart of the server living workers have to come back first, or their jobs would be done twice, ms. */
const SERVER_GRACE_MS = 5_000;
/** A job that was given out so long ago has arrived, or never will, ms. */
const FORGOTTEN_MS = 15_000;

/**
 * Shows that a worker lives, for as long as its process and its connection do: graphile-worker itself leaves the jobs
 * of a killed worker locked for four hours. A session-level advisory lock goes at once with the process that held it.
 */
export class WorkerLiveness {
  readonly #workerId: string;
  /** Jobs under way. */
  readonly #jobs = new Set<string>();
  #client: pg.PoolClient | null = null;
  #ended = false;
  #opening: Promise<void> = Promise.resolve();

  constructor(workerId: string, events: WorkerEvents) {
    this.#workerId = workerId;
    events.on("job:start", ({ job }) => this.#jobs.add(job.id));
    events.on("job:complete", ({ job }) => this.#jobs.delete(job.id));
    this.#opening = this.#open();
  }

  async #open(): Promise<void> {
    while (!this.#ended) {
      try {
        const client = await databasePool().connect();
        client.on("error", () => this.#reopen(client));
        await client.query("SELECT pg_advisory_lock($1, hashtext($2))", [LIVING_WORKER_LOCK, this.#workerId]);
        this.#client = client;
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
      }
    }
  }

  #reopen(client: pg.PoolClient): void {
    if (this.#client !== client) return;
    this.#client = null;
    client.release(true);
    this.#opening = this.#open();
  }

  /**
   * Unlocks jobs that the database says this worker has and it knows nothing of: the answer that gave it the job, or
   * told the job's end, was lost with a connection.
   */
  async unlockForgotten(): Promise<void> {
    await databasePool().query(
      `UPDATE graphile_worker._private_jobs SET locked_by = NULL, locked_at = NULL
       WHERE locked_by = $1 AND locked_at < now() - $2 * interval '1 millisecond' AND id <> ALL ($3::bigint[])`,
      [this.#workerId, FORGOTTEN_MS, [...this.#jobs]],
    );
  }

  async end(): Promise<void> {
    this.#ended = true;
    await this.#opening;
    const client = this.#client;
    this.#client = null;
    // The lock ends with its connection, so the connection isn't kept for others.
    client?.release(true);
  }
}

/**
 * Unlocks the jobs of workers that have died, so that the next worker takes them at once; returns the dead workers.
 */
export async function unlockDeadWorkers(): Promise<string[]> {
  // The grace covers the moment between a worker's start and its lock. A job run twice does no harm, only work.
  const { rows } = await databasePool().query<{ locked_by: string }>(
    `SELECT DISTINCT locked_by FROM graphile_worker.jobs
     WHERE locked_by IS NOT NULL AND locked_at < now() - interval '1 second'
       AND pg_postmaster_start_time() < now() - $2 * interval '1 millisecond' AND NOT EXISTS (
       SELECT FROM pg_locks
       WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND classid = $1::oid AND objid = (hashtext(locked_by)::bigint & 4294967295)::oid AND granted
     )`,
    [LIVING_WORKER_LOCK, SERVER_GRACE_MS],
  );
  const dead = rows.map((row) => row.locked_by);
  if (dead.length > 0) await databasePool().query("SELECT graphile_worker.force_unlock_workers($1)", [dead]);
  return dead;
}
