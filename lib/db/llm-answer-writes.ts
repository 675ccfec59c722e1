import { databasePool } from "@/lib/db/client";
import type { AnswerKey } from "@/lib/db/llm-answer-reads";
import type { FailureClass } from "@/lib/grading/grader";
import type { LlmStep } from "@/lib/grading/llm/llm-call";

export interface NewAnswer extends AnswerKey {
  readonly step: LlmStep;
  readonly text: string;
  readonly finishReason: string;
  readonly tokenConfidence: number | null;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costMicroUsd: bigint;
  readonly latencyMs: number;
}

/** What a run's sums grow by besides its stored answers. */
export interface RunExtras {
  /** Calls that were paid for and gave no answer that can be used. */
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costMicroUsd: bigint;
  readonly callsReused: number;
  readonly retriedCalls: Readonly<Partial<Record<FailureClass, number>>>;
}

export interface AnswerBatch {
  readonly projectId: string;
  /** The run that pays; null outside of runs. */
  readonly runId: string | null;
  readonly answers: readonly NewAnswer[];
  readonly extras: RunExtras;
}

export interface BatchOutcome {
  /** Keys of this batch that are new; another worker's answer to the others was there first and stands. */
  readonly stored: readonly AnswerKey[];
  /** How the run stands now; null outside of runs. */
  readonly run: {
    readonly state: "running" | "paused" | "finished" | "canceled";
    readonly isCeilingReached: boolean;
  } | null;
}

/**
 * Stores the answers of many calls and adds them to their run's sums, all or nothing, in one statement. Sums count what
 * was stored, so that a statement sent again after its first outcome got lost adds nothing twice.
 */
export async function storeAnswers({ projectId, runId, answers, extras }: AnswerBatch): Promise<BatchOutcome> {
  const { rows } = await databasePool().query<{
    readonly stored: AnswerKey[] | null;
    readonly run: BatchOutcome["run"];
  }>({
    name: "second_opinion_store_answers",
    text: STORE,
    values: [
      projectId,
      runId,
      answers.map((answer) => answer.requestHash),
      answers.map((answer) => answer.attempt),
      answers.map((answer) => answer.step),
      answers.map((answer) => answer.finishReason),
      answers.map((answer) => answer.text),
      answers.map((answer) => answer.tokenConfidence),
      answers.map((answer) => answer.inputTokens),
      answers.map((answer) => answer.outputTokens),
      answers.map((answer) => answer.costMicroUsd.toString()),
      answers.map((answer) => answer.latencyMs),
      extras.calls,
      extras.inputTokens,
      extras.outputTokens,
      extras.costMicroUsd.toString(),
      extras.callsReused,
      JSON.stringify(extras.retriedCalls),
    ],
  });
  const row = rows[0];
  return { stored: row?.stored ?? [], run: row?.run ?? null };
}

const STORE = `
  WITH stored AS (
    INSERT INTO llm_answers (project_id, request_hash, attempt, run_id, step, finish_reason, text, token_confidence,
      input_tokens, output_tokens, cost_micro_usd, latency_ms)
    SELECT $1, a.request_hash, a.attempt, $2, a.step, a.finish_reason, a.text, a.token_confidence,
      a.input_tokens, a.output_tokens, a.cost_micro_usd, a.latency_ms
    FROM unnest($3::text[], $4::int[], $5::llm_step[], $6::text[], $7::text[], $8::float8[], $9::int[], $10::int[],
      $11::bigint[], $12::int[])
      AS a(request_hash, attempt, step, finish_reason, text, token_confidence, input_tokens, output_tokens,
        cost_micro_usd, latency_ms)
    ON CONFLICT DO NOTHING
    RETURNING request_hash, attempt, input_tokens, output_tokens, cost_micro_usd
  ), sums AS (
    SELECT count(*)::int AS calls, coalesce(sum(input_tokens), 0)::bigint AS input_tokens,
      coalesce(sum(output_tokens), 0)::bigint AS output_tokens, coalesce(sum(cost_micro_usd), 0)::bigint AS cost
    FROM stored
  ), run AS (
    UPDATE grading_runs r SET
      calls = r.calls + s.calls + $13::int,
      input_tokens = r.input_tokens + s.input_tokens + $14::bigint,
      output_tokens = r.output_tokens + s.output_tokens + $15::bigint,
      cost_micro_usd = r.cost_micro_usd + s.cost + $16::bigint,
      calls_reused = r.calls_reused + $17::int,
      retried_calls = CASE WHEN $18::jsonb = '{}' THEN r.retried_calls ELSE (
        SELECT jsonb_object_agg(c.key, c.count) FROM (
          SELECT b.key, sum(b.value::int) AS count FROM (
            SELECT * FROM jsonb_each_text(r.retried_calls) UNION ALL SELECT * FROM jsonb_each_text($18::jsonb)
          ) b GROUP BY b.key
        ) c
      ) END
    FROM sums s
    WHERE r.project_id = $1 AND r.id = $2
    RETURNING r.state::text AS state,
      coalesce(r.cost_micro_usd >= r.cost_ceiling_micro_usd, false) AS "isCeilingReached"
  )
  SELECT (SELECT json_agg(json_build_object('requestHash', request_hash, 'attempt', attempt)) FROM stored) AS stored,
    (SELECT row_to_json(run) FROM run) AS run`;
