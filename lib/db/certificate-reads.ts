import { database, type Transaction } from "@/lib/db/client";

export interface CertificateRow {
  readonly id: string;
  readonly walk: number;
  readonly state: "walking" | "issued" | "out_of_reach" | "spent" | "restarted" | "ended";
  readonly target: number;
  readonly alpha: number;
  readonly units: number;
  readonly unitsAhead: number;
  readonly fromRank: number;
  readonly passed: number;
  readonly wrongAt: readonly number[];
  readonly freshReads: number;
  readonly flipsAtStart: number;
  readonly bound: number;
  readonly verdictOrdinal: bigint;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

/** The newest certificate of a round, walking or ended. */
export async function findCertificate(projectId: string, roundId: string): Promise<CertificateRow | null> {
  return database.certificate.findFirst({ where: { projectId, roundId }, orderBy: { walk: "desc" } });
}

/** A place of the audit permutation with the label that would have been exported before the walk's reads. */
export interface PlaceAhead {
  readonly unitId: string;
  readonly auditRank: number;
  readonly isChanged: boolean;
  /** Of a changed label, where it is known. */
  readonly value: unknown;
}

/**
 * The next places of a walk, in order, as many as asked for. Beliefs stand still while a round certifies, so that they
 * tell the label from before the walk's own reads.
 */
export async function readPlacesAhead(
  tx: Transaction,
  walk: {
    readonly projectId: string;
    readonly roundId: string;
    readonly graderVersionId: string;
    readonly fromRank: number;
  },
  count: number,
): Promise<PlaceAhead[]> {
  return tx.$queryRaw`
    SELECT q.unit_id AS "unitId", q.audit_rank AS "auditRank", coalesce(b.is_changed, false) AS "isChanged", b.value
      FROM round_units q
      LEFT JOIN unit_beliefs b ON b.project_id = q.project_id AND b.grader_version_id = ${walk.graderVersionId}::uuid
                              AND b.unit_id = q.unit_id
     WHERE q.project_id = ${walk.projectId}::uuid AND q.round_id = ${walk.roundId}::uuid
       AND q.audit_rank > ${walk.fromRank}::int AND q.audit_rank <= ${walk.fromRank + count}::int
     ORDER BY q.audit_rank`;
}
