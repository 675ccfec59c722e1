import { randomUUID } from "node:crypto";
import { Pool } from "pg";
import { HttpClient } from "@/bench/http-client";
import { makeMember, signInAs } from "@/lib/auth/testing/people";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { database, databasePool } from "@/lib/db/client";
import { env } from "@/lib/env";
import { type SeededRandom, seededRandom } from "@/lib/kernel/seeded-random";
import type { HandOutAnswer, VerdictAnswer } from "@/lib/queries/review-contract";
import { prepareRound } from "@/lib/workflows/prepare-round";
import { startRound } from "@/lib/workflows/start-round";
import { DIALOGUE_QUEUED_UNITS, makeGradedProject } from "@/testkit/dialogues/graded-project";

export type Pause = (random: SeededRandom) => Promise<void>;

/** A reviewer's browser: one unit at a time. */
export interface BenchReader {
  /** Is handed a unit, pauses, says that its grade is right. */
  read(pause?: Pause): Promise<{ readonly handOutMs: number; readonly verdictMs: number }>;
  /** A pause of this reader's own. */
  settle(pause: Pause): Promise<void>;
  readonly handedOut: readonly string[];
  /** Keys of the answers that were acknowledged. */
  readonly acknowledged: readonly string[];
  close(): void;
}

export interface PreparedQueue {
  readonly projectId: string;
  readonly roundId: string;
  /** Of the reviewers' browsers. */
  readonly cookies: readonly string[];
  /** Rows of the verdict log. */
  countAnswers(): Promise<number>;
  readers(baseUrl: string): BenchReader[];
  /** Milliseconds of one-row inserts with their commits, by as many connections at once, `each` of them. */
  commit(each: number, pause: Pause): Promise<number[]>;
  countFaults(readers: readonly BenchReader[]): Promise<{ readonly duplicates: number; readonly lost: number }>;
}

/** An open round of so many waiting units, and reviewers who are signed in. */
export async function prepareQueue(
  units: number,
  readerCount: number,
  say: (line: string) => void,
): Promise<PreparedQueue> {
  const dialogues = Math.ceil(units / DIALOGUE_QUEUED_UNITS);
  const { projectId, graderVersionId } = await makeGradedProject(dialogues, say);
  const { id: roundId } = await startRound({ projectId, actorId: OPERATOR_ACTOR, graderVersionId, reads: units });
  // A large round is filled by the worker, which does not run yet.
  await prepareRound({ projectId, roundId });
  say(`round of ${units} units open`);
  const cookies: string[] = [];
  for (let at = 1; at <= readerCount; at += 1) {
    cookies.push(await signInAs(await makeMember(projectId, `reader-${at}@example.org`, "clinician")));
  }
  await databasePool().query("CREATE TABLE bench_commits (id bigserial PRIMARY KEY, content text NOT NULL)");
  return {
    projectId,
    roundId,
    cookies,
    countAnswers: () => database.verdict.count({ where: { projectId } }),
    readers: (baseUrl) => cookies.map((cookie, at) => makeReader(projectId, new HttpClient(baseUrl, cookie), at)),
    commit: (each, pause) => commitRows(readerCount, each, pause),
    countFaults: (readers) => countFaults(projectId, roundId, readers),
  };
}

function makeReader(projectId: string, http: HttpClient, at: number): BenchReader {
  const path = `/api/projects/${projectId}/review`;
  const random = seededRandom(BigInt(at));
  const handedOut: string[] = [];
  const acknowledged: string[] = [];
  return {
    handedOut,
    acknowledged,
    close: () => http.close(),
    settle: (pause) => pause(random),
    read: async (pause) => {
      const lent = await http.ask("POST", `${path}/hand-out`, { count: 1, queue: "round" });
      const [unit] = (lent.body as HandOutAnswer).units;
      if (unit === undefined) throw new Error("Nothing was handed out.");
      handedOut.push(unit.unitId);
      await pause?.(random);
      const idempotencyKey = randomUUID();
      const said = await http.ask("POST", `${path}/verdicts`, {
        kind: "agree",
        idempotencyKey,
        unitId: unit.unitId,
        handOutId: unit.handOutId,
        gradeRevision: 0,
        activeMs: 1_000,
        comment: null,
      });
      if ((said.body as VerdictAnswer).verdict?.unitId !== unit.unitId) throw new Error("Another verdict came back.");
      acknowledged.push(idempotencyKey);
      return { handOutMs: lent.ms, verdictMs: said.ms };
    },
  };
}

async function commitRows(connections: number, each: number, pause: Pause): Promise<number[]> {
  const pool = new Pool({ connectionString: env().databaseUrl ?? "", max: connections });
  try {
    const took: number[] = [];
    await Promise.all(
      Array.from({ length: connections }, async (_, at) => {
        const random = seededRandom(BigInt(at));
        const client = await pool.connect();
        for (let row = 0; row < each; row += 1) {
          await pause(random);
          const startedAt = performance.now();
          await client.query("INSERT INTO bench_commits (content) VALUES ($1)", [`row ${row} of ${at}`]);
          took.push(performance.now() - startedAt);
        }
        client.release();
      }),
    );
    return took;
  } finally {
    await pool.end();
  }
}

/**
 * - duplicates: units that came into two hand-outs (each needs one read, and no lease ran out), and answers kept twice;
 * - lost: acknowledged answers that are not in the log, and those that no count of the round knows.
 */
async function countFaults(projectId: string, roundId: string, readers: readonly BenchReader[]) {
  const handedOut = readers.flatMap((reader) => reader.handedOut);
  const acknowledged = readers.flatMap((reader) => reader.acknowledged);
  const { rows } = await databasePool().query<{ kept: number; rows: number; reads_done: number; settled: number }>(
    `SELECT (SELECT count(DISTINCT idempotency_key)::int FROM verdicts
              WHERE project_id = $1 AND idempotency_key = ANY($3)) AS kept,
            (SELECT count(*)::int FROM verdicts WHERE project_id = $1) AS rows,
            (SELECT sum(reads)::int FROM round_readers WHERE project_id = $1 AND round_id = $2) AS reads_done,
            (SELECT count(*)::int FROM round_units
              WHERE project_id = $1 AND round_id = $2 AND state = 'settled') AS settled`,
    [projectId, roundId, acknowledged],
  );
  const [counted] = rows;
  if (counted === undefined) throw new Error("Counting gave no row.");
  return {
    duplicates: handedOut.length - new Set(handedOut).size + Math.max(0, counted.rows - acknowledged.length),
    lost: acknowledged.length - Math.min(counted.kept, counted.reads_done, counted.settled),
  };
}
