import { databasePool } from "@/lib/db/client";

/** Which answer: the hash of everything that was sent, and the attempt from 0. */
export interface AnswerKey {
  readonly requestHash: string;
  readonly attempt: number;
}

export interface StoredAnswer extends AnswerKey {
  readonly text: string;
  readonly finishReason: string;
  readonly tokenConfidence: number | null;
}

interface AnswerRow {
  readonly request_hash: string;
  readonly attempt: number;
  readonly text: string;
  readonly finish_reason: string;
  readonly token_confidence: number | null;
}

/** All stored attempts of many requests in one query; most ask in vain, so the text is read only where there is one. */
export async function findAnswers(projectId: string, requestHashes: readonly string[]): Promise<StoredAnswer[]> {
  const { rows } = await databasePool().query<AnswerRow>({
    name: "second_opinion_find_answers",
    text: `SELECT request_hash, attempt, text, finish_reason, token_confidence FROM llm_answers
           WHERE project_id = $1 AND request_hash = ANY($2::text[])`,
    values: [projectId, requestHashes],
  });
  return rows.map((row) => ({
    requestHash: row.request_hash,
    attempt: row.attempt,
    text: row.text,
    finishReason: row.finish_reason,
    tokenConfidence: row.token_confidence,
  }));
}
