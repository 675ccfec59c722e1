import type { Transaction } from "@/lib/db/client";

/**
 * Moves an open round from one phase to the other and sets its chance of an audit; the round's row stays locked. Null
 * where it was not open in that phase (any more).
 */
export async function turnPhase(
  tx: Transaction,
  input: {
    readonly projectId: string;
    readonly roundId: string;
    readonly from: "collecting" | "certifying";
    readonly auditProbability: number;
  },
): Promise<{ readonly graderVersionId: string } | null> {
  const { projectId, roundId, from, auditProbability } = input;
  const to = from === "collecting" ? "certifying" : "collecting";
  const [round] = await tx.$queryRaw<{ graderVersionId: string }[]>`
    UPDATE rounds SET phase = ${to}::round_phase, audit_probability = ${auditProbability}::float8
     WHERE project_id = ${projectId}::uuid AND id = ${roundId}::uuid AND state = 'open' AND phase = ${from}::round_phase
    RETURNING grader_version_id AS "graderVersionId"`;
  return round ?? null;
}
