import { database } from "@/lib/db/client";

/** Reads given in a round so far. */
export async function countRoundReads(projectId: string, roundId: string): Promise<number> {
  const { _sum } = await database.roundReader.aggregate({ where: { projectId, roundId }, _sum: { reads: true } });
  return _sum.reads ?? 0;
}
