import { database } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import type { AnswerKey } from "@/lib/db/llm-answer-reads";

/** What stored answers have cost; null where one of the endpoints has no price. In millionths of a US dollar. */
export async function readAnswersCost(
  projectId: string,
  answers: readonly AnswerKey[],
  endpointIds: readonly string[],
): Promise<number | null> {
  const unpriced = await database.endpoint.count({
    where: {
      projectId,
      id: { in: [...endpointIds] },
      OR: [{ inputPriceMicroUsd: null }, { outputPriceMicroUsd: null }],
    },
  });
  if (unpriced > 0) return null;
  if (answers.length === 0) return 0;
  const keys = answers.map(({ requestHash, attempt }) => Prisma.sql`(${requestHash}, ${attempt}::int)`);
  const [row] = await database.$queryRaw<{ cost: number }[]>`
    SELECT coalesce(sum(cost_micro_usd), 0)::float8 AS cost FROM llm_answers
     WHERE project_id = ${projectId}::uuid AND (request_hash, attempt) IN (${Prisma.join(keys)})`;
  return row?.cost ?? 0;
}
