import type { RoundLogDetail } from "@/lib/calibration/rounds/round-log";
import type { Transaction } from "@/lib/db/client";

/** Adds to a round's log, in the transaction of what it tells. */
export async function writeRoundLog(
  tx: Transaction,
  entry: {
    readonly projectId: string;
    readonly roundId: string;
    /** The newest verdict that was known; left out: none mattered. */
    readonly verdictOrdinal?: bigint;
  } & RoundLogDetail,
): Promise<void> {
  const { projectId, roundId, verdictOrdinal = 0n, event, detail } = entry;
  await tx.$executeRaw`/* prepared */
    INSERT INTO round_log_entries (project_id, round_id, event, verdict_ordinal, detail)
    VALUES (${projectId}::uuid, ${roundId}::uuid, ${event}::round_event, ${verdictOrdinal}, ${JSON.stringify(detail)}::jsonb)`;
}
