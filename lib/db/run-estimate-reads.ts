import { database } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { isToGrade, type ScopeQuery, taken } from "@/lib/db/run-scope-reads";
import type { LlmStep } from "@/lib/grading/llm/llm-call";

/** Dialogues whose length is measured; those of the rest are taken to be alike. */
const MEASURED_DIALOGUES = 300;
/** Stored answers that are looked at, about; reading all would take as long as they are many. */
const MEASURED_ANSWERS = 20_000;

export interface ScopeSize {
  readonly trajectories: number;
  readonly turns: number;
  /** Responses that go on: each costs a call a vote. */
  readonly responses: number;
  /** Of them, those whose scores are there: their answers are on hand. */
  readonly scoredResponses: number;
  /** Extraction calls of all windows, and of those trajectories whose target information is on hand. */
  readonly windows: number;
  readonly knownWindows: number;
  /** Bytes of the dialogues measured, once for each trajectory and once for each of their responses; and their numbers. */
  readonly measuredTrajectories: number;
  readonly measuredResponses: number;
  readonly bytes: number;
  readonly bytesTimesResponses: number;
}

/** What a scope comes to. `turnsPerCall` is that of the extraction; `extractionStepId` tells whose items are on hand. */
export async function measureScope(
  query: ScopeQuery,
  { turnsPerCall, extractionStepId }: { readonly turnsPerCall: number; readonly extractionStepId: string | null },
): Promise<ScopeSize> {
  const { projectId, graderVersionId } = query;
  const [size] = await database.$queryRaw<ScopeSize[]>`
    WITH due AS MATERIALIZED (
      SELECT j.id, j.turn_count FROM (${taken(query)}) j WHERE ${isToGrade(query)}
    ), counted AS MATERIALIZED (
      SELECT d.id, d.turn_count, s.responses, ceil(greatest(d.turn_count - 1, 1) / ${turnsPerCall}::float8) AS windows
      FROM due d CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE position('<stop />' IN s.content) = 0) AS responses
        FROM turns t JOIN responses s ON s.project_id = t.project_id AND s.turn_id = t.id
        WHERE t.project_id = ${projectId}::uuid AND t.trajectory_id = d.id
      ) s
    ), known AS (
      SELECT sum(c.windows) AS windows FROM counted c
      WHERE EXISTS (
        SELECT FROM grader_versions v
        JOIN units u ON u.project_id = v.project_id AND u.grader_version_id = v.id AND u.trajectory_id = c.id
        WHERE v.project_id = ${projectId}::uuid AND v.extraction_step_id = ${extractionStepId}::uuid
      )
    ), scored AS (
      SELECT count(*) AS responses FROM counted c
      JOIN units u ON u.project_id = ${projectId}::uuid AND u.grader_version_id = ${graderVersionId}::uuid
        AND u.trajectory_id = c.id AND u.criterion = 'format'
      JOIN grades g ON g.project_id = u.project_id AND g.unit_id = u.id AND g.revision = 0 AND g.status = 'ok'
      JOIN responses s ON s.project_id = u.project_id AND s.id = u.response_id
      WHERE position('<stop />' IN s.content) = 0
    ), measured AS (
      SELECT c.responses, m.bytes FROM (SELECT * FROM counted ORDER BY md5(id::text) LIMIT ${MEASURED_DIALOGUES}) c
      CROSS JOIN LATERAL (
        -- Each message stands in its own line, with its place and its speaker.
        SELECT coalesce(sum(octet_length(content) + 16), 0) AS bytes FROM messages
        WHERE project_id = ${projectId}::uuid AND trajectory_id = c.id
      ) m
    )
    SELECT (SELECT count(*) FROM counted)::int AS trajectories,
      (SELECT coalesce(sum(turn_count), 0) FROM counted)::int AS turns,
      (SELECT coalesce(sum(responses), 0) FROM counted)::int AS responses,
      (SELECT coalesce(sum(windows), 0) FROM counted)::int AS windows,
      (SELECT coalesce(windows, 0) FROM known)::int AS "knownWindows",
      (SELECT responses FROM scored)::int AS "scoredResponses",
      count(*)::int AS "measuredTrajectories", coalesce(sum(responses), 0)::int AS "measuredResponses",
      coalesce(sum(bytes), 0)::float8 AS bytes, coalesce(sum(bytes * responses), 0)::float8 AS "bytesTimesResponses"
    FROM measured`;
  if (size === undefined) throw new Error("A sum has one row.");
  return size;
}

/** The steps of these contents, where a grader of that name has them. */
export async function findStepIds(
  projectId: string,
  graderName: string,
  hashes: { readonly extraction: string; readonly scoring: string },
): Promise<{ readonly extraction: string | null; readonly scoring: string | null }> {
  const steps = await database.graderStep.findMany({
    where: {
      projectId,
      grader: { name: graderName },
      OR: [
        { kind: "extraction", contentHash: hashes.extraction },
        { kind: "scoring", contentHash: hashes.scoring },
      ],
    },
    select: { id: true, kind: true },
  });
  const idOf = (kind: "extraction" | "scoring") => steps.find((step) => step.kind === kind)?.id ?? null;
  return { extraction: idOf("extraction"), scoring: idOf("scoring") };
}

/** What answers to runs came to, on average a call. */
export interface MeasuredAnswers {
  readonly step: LlmStep;
  /** Whether they were given to just this step, and not to another one on one of the endpoints. */
  readonly isOwn: boolean;
  readonly answers: number;
  /** Questions: an answer that could not be used was asked for anew. */
  readonly questions: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly latencyMs: number;
}

export async function measureAnswers(
  projectId: string,
  endpointIds: readonly string[],
  stepIds: { readonly extraction: string | null; readonly scoring: string | null },
): Promise<MeasuredAnswers[]> {
  const [table] = await database.$queryRaw<{ rows: number }[]>`
    SELECT greatest(reltuples, 1)::float8 AS rows FROM pg_class WHERE oid = 'llm_answers'::regclass`;
  const percent = Math.min(100, (100 * MEASURED_ANSWERS) / (table?.rows ?? 1));
  return database.$queryRaw`
    SELECT a.step::text AS step,
      coalesce(CASE a.step WHEN 'extraction' THEN v.extraction_step_id = ${stepIds.extraction}::uuid
        ELSE v.scoring_step_id = ${stepIds.scoring}::uuid END, false) AS "isOwn",
      count(*)::int AS answers, (count(*) FILTER (WHERE a.attempt = 0))::int AS questions,
      avg(a.input_tokens)::float8 AS "inputTokens", avg(a.output_tokens)::float8 AS "outputTokens",
      avg(a.latency_ms)::float8 AS "latencyMs"
    FROM llm_answers a TABLESAMPLE SYSTEM (${Prisma.raw(percent.toFixed(4))})
    JOIN grading_runs r ON r.project_id = a.project_id AND r.id = a.run_id
    JOIN grader_versions v ON v.project_id = r.project_id AND v.id = r.grader_version_id
    WHERE a.project_id = ${projectId}::uuid
      AND EXISTS (SELECT FROM unnest(${endpointIds}::text[]) e WHERE position(e IN v.definition::text) > 0)
    GROUP BY 1, 2`;
}

export interface EndpointTerms {
  readonly id: string;
  readonly name: string;
  readonly concurrency: number;
  readonly requestsPerMinute: number | null;
  readonly tokensPerMinute: number | null;
  readonly inputPriceMicroUsd: bigint | null;
  readonly outputPriceMicroUsd: bigint | null;
}

export function readEndpointTerms(projectId: string, endpointIds: readonly string[]): Promise<EndpointTerms[]> {
  return database.endpoint.findMany({
    where: { projectId, id: { in: [...endpointIds] } },
    select: {
      id: true,
      name: true,
      concurrency: true,
      requestsPerMinute: true,
      tokensPerMinute: true,
      inputPriceMicroUsd: true,
      outputPriceMicroUsd: true,
    },
  });
}

/** Running time and turns of the project's ended runs of graders that compute; 0 where there are none. */
export async function measureComputedRuns(projectId: string): Promise<{ readonly ms: number; readonly turns: number }> {
  const [sum] = await database.$queryRaw<{ ms: number; turns: number }[]>`
    SELECT coalesce(sum(r.active_ms), 0)::float8 AS ms, coalesce(sum(n.turns), 0)::float8 AS turns
    FROM (
      SELECT r.* FROM grading_runs r
      JOIN grader_versions v ON v.project_id = r.project_id AND v.id = r.grader_version_id
      JOIN graders g ON g.project_id = v.project_id AND g.id = v.grader_id AND g.kind = 'offline'
      WHERE r.project_id = ${projectId}::uuid AND r.state = 'finished' AND r.active_ms > 0
      ORDER BY r.started_at DESC LIMIT 5
    ) r CROSS JOIN LATERAL (
      SELECT sum(j.turn_count) AS turns FROM grading_tasks t
      JOIN trajectories j ON j.project_id = t.project_id AND j.id = t.trajectory_id
      WHERE t.project_id = r.project_id AND t.run_id = r.id AND t.state = 'done'
    ) n`;
  return sum ?? { ms: 0, turns: 0 };
}
