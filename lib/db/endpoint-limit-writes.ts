import type pg from "pg";
import { database, databasePool } from "@/lib/db/client";
import type { EndpointRow } from "@/lib/db/endpoint-reads";

/** A worker's share counts so long after it was last renewed, s: that of a dead worker comes back then. */
const LEASE_SECONDS = 10;
export const LEASE_MS = LEASE_SECONDS * 1000;

export interface EndpointIds {
  readonly projectId: string;
  readonly endpointId: string;
}

/** An endpoint and what all workers do to it, as seen with its row held. */
export interface EndpointState {
  readonly endpoint: EndpointRow;
  readonly others: readonly { readonly slots: number; readonly wanted: number }[];
  /** Null: nobody ever called it. */
  readonly meter: {
    readonly requestsLeft: number;
    readonly tokensLeft: number;
    readonly sinceRefillMs: number;
  } | null;
  /** For so long nobody calls it, ms; 0 where it is free. */
  readonly heldMs: number;
  readonly heldReason: string | null;
  /** For so long it has not answered, ms; null where it does. */
  readonly failingMs: number | null;
}

export interface EndpointClaim {
  readonly slots: number;
  readonly wanted: number;
  /** Null leaves the meter as it is. */
  readonly levels: { readonly requestsLeft: number; readonly tokensLeft: number } | null;
}

type StateRow = Omit<EndpointState, "endpoint">;

/**
 * Claims, renews or gives back a worker's share and reserves at the meter, with the endpoint's row held, so that what
 * all workers hold together never passes its limits. The lock and the reading are statements of their own: one alone
 * would read what held before it waited for the lock.
 *
 * @returns null where there is no such endpoint
 */
export async function tendEndpoint(
  { projectId, endpointId }: EndpointIds,
  workerId: string,
  decide: (state: EndpointState) => EndpointClaim,
): Promise<{ readonly state: EndpointState; readonly claim: EndpointClaim } | null> {
  const client = await databasePool().connect();
  try {
    await client.query("BEGIN");
    const endpoint = await lockEndpoint(client, projectId, endpointId);
    if (endpoint === null) {
      await client.query("ROLLBACK");
      return null;
    }
    const { rows } = await client.query<StateRow>({
      name: "second_opinion_endpoint_state",
      text: STATE,
      values: [projectId, endpointId, workerId],
    });
    const row = rows[0];
    if (row === undefined) throw new Error("The state of an endpoint is always one row.");
    const state = { endpoint, ...row };
    const claim = decide(state);
    await client.query({
      name: "second_opinion_endpoint_claim",
      text: CLAIM,
      values: [
        projectId,
        endpointId,
        workerId,
        claim.slots,
        claim.wanted,
        claim.levels?.requestsLeft ?? null,
        claim.levels?.tokensLeft ?? null,
      ],
    });
    await client.query("COMMIT");
    client.release();
    return { state, claim };
  } catch (error) {
    // The connection may be in the middle of a transaction, or gone: it is not used again.
    client.release(true);
    throw error;
  }
}

async function lockEndpoint(client: pg.PoolClient, projectId: string, endpointId: string): Promise<EndpointRow | null> {
  const { rows } = await client.query<
    Omit<EndpointRow, "inputPriceMicroUsd" | "outputPriceMicroUsd"> & {
      readonly inputPriceMicroUsd: string | null;
      readonly outputPriceMicroUsd: string | null;
    }
  >({ name: "second_opinion_endpoint_lock", text: LOCK, values: [projectId, endpointId] });
  const row = rows[0];
  if (row === undefined) return null;
  const price = (text: string | null) => (text === null ? null : BigInt(text));
  return {
    ...row,
    inputPriceMicroUsd: price(row.inputPriceMicroUsd),
    outputPriceMicroUsd: price(row.outputPriceMicroUsd),
  };
}

const LOCK = `
  SELECT project_id AS "projectId", id, name, base_url AS "baseUrl", model, key_source AS "keySource",
    key_variable AS "keyVariable", key_ciphertext AS "keyCiphertext", structured_output AS "structuredOutput",
    token_probabilities AS "tokenProbabilities", timeout_ms AS "timeoutMs", concurrency,
    requests_per_minute AS "requestsPerMinute", tokens_per_minute AS "tokensPerMinute",
    input_price_micro_usd AS "inputPriceMicroUsd", output_price_micro_usd AS "outputPriceMicroUsd",
    created_at AS "createdAt", archived_at AS "archivedAt"
  FROM endpoints WHERE project_id = $1 AND id = $2 FOR NO KEY UPDATE`;

const STATE = `
  SELECT
    (SELECT coalesce(json_agg(json_build_object('slots', l.slots, 'wanted', l.wanted)), '[]')
      FROM endpoint_leases l
      WHERE l.project_id = $1 AND l.endpoint_id = $2 AND l.worker_id <> $3 AND l.expires_at > clock_timestamp()
    ) AS others,
    CASE WHEN m.project_id IS NULL THEN NULL ELSE json_build_object(
      'requestsLeft', m.requests_left, 'tokensLeft', m.tokens_left,
      'sinceRefillMs', extract(epoch FROM clock_timestamp() - m.refilled_at) * 1000) END AS meter,
    greatest(0, coalesce(extract(epoch FROM m.held_until - clock_timestamp()) * 1000, 0))::float8 AS "heldMs",
    m.held_reason AS "heldReason",
    (extract(epoch FROM clock_timestamp() - m.failing_since) * 1000)::float8 AS "failingMs"
  FROM (SELECT) one LEFT JOIN endpoint_meters m ON m.project_id = $1 AND m.endpoint_id = $2`;

const CLAIM = `
  WITH expired AS (
    DELETE FROM endpoint_leases WHERE project_id = $1 AND endpoint_id = $2 AND (
      expires_at <= clock_timestamp() AND worker_id <> $3::uuid OR worker_id = $3::uuid AND $4::int = 0 AND $5::int = 0)
  ), mine AS (
    INSERT INTO endpoint_leases (project_id, endpoint_id, worker_id, slots, wanted, expires_at)
    SELECT $1, $2, $3::uuid, $4::int, $5::int, clock_timestamp() + interval '${LEASE_SECONDS} seconds'
    WHERE $4::int > 0 OR $5::int > 0
    ON CONFLICT (project_id, endpoint_id, worker_id) DO UPDATE
      SET slots = excluded.slots, wanted = excluded.wanted, expires_at = excluded.expires_at
  )
  INSERT INTO endpoint_meters (project_id, endpoint_id, requests_left, tokens_left, refilled_at)
  SELECT $1, $2, $6::float8, $7::float8, clock_timestamp() WHERE $6::float8 IS NOT NULL
  ON CONFLICT (project_id, endpoint_id) DO UPDATE SET requests_left = excluded.requests_left,
    tokens_left = excluded.tokens_left, refilled_at = excluded.refilled_at`;

/** Nobody calls it for so long, ms, whichever worker asks: it said so. A longer hold stays. */
export async function holdEndpoint({ projectId, endpointId }: EndpointIds, ms: number, reason: string): Promise<void> {
  await database.$executeRaw`
    INSERT INTO endpoint_meters AS m (project_id, endpoint_id, held_until, held_reason)
    VALUES (${projectId}::uuid, ${endpointId}::uuid, clock_timestamp() + ${ms}::float8 * interval '1 ms', ${reason})
    ON CONFLICT (project_id, endpoint_id) DO UPDATE
      SET held_until = excluded.held_until, held_reason = excluded.held_reason
      WHERE m.failing_since IS NULL AND coalesce(m.held_until, '-infinity') < excluded.held_until`;
}

/**
 * Notes that it does not answer; nobody calls it until the hold ends, then one call at a time tries.
 * @returns for how long it has not answered, ms
 */
export async function holdFailingEndpoint(
  { projectId, endpointId }: EndpointIds,
  ms: number,
  reason: string,
): Promise<number> {
  const rows = await database.$queryRaw<{ readonly failing_ms: number }[]>`
    INSERT INTO endpoint_meters AS m (project_id, endpoint_id, held_until, held_reason, failing_since)
    VALUES (${projectId}::uuid, ${endpointId}::uuid, clock_timestamp() + ${ms}::float8 * interval '1 ms', ${reason},
      clock_timestamp())
    ON CONFLICT (project_id, endpoint_id) DO UPDATE SET held_until = excluded.held_until,
      held_reason = excluded.held_reason, failing_since = coalesce(m.failing_since, excluded.failing_since)
    RETURNING (extract(epoch FROM clock_timestamp() - m.failing_since) * 1000)::float8 AS failing_ms`;
  return rows[0]?.failing_ms ?? 0;
}

/** Takes the right to try whether it is back, for so long; false where another worker has it or nothing is wrong. */
export async function claimEndpointProbe({ projectId, endpointId }: EndpointIds, ms: number): Promise<boolean> {
  const claimed = await database.$executeRaw`
    UPDATE endpoint_meters SET held_until = clock_timestamp() + ${ms}::float8 * interval '1 ms'
    WHERE project_id = ${projectId}::uuid AND endpoint_id = ${endpointId}::uuid AND failing_since IS NOT NULL
      AND coalesce(held_until, '-infinity') <= clock_timestamp()`;
  return claimed === 1;
}

/** It answers again: everybody may call it. */
export async function freeFailingEndpoint({ projectId, endpointId }: EndpointIds): Promise<void> {
  await database.$executeRaw`
    UPDATE endpoint_meters SET failing_since = NULL, held_until = NULL, held_reason = NULL
    WHERE project_id = ${projectId}::uuid AND endpoint_id = ${endpointId}::uuid AND failing_since IS NOT NULL`;
}
