import { database } from "@/lib/db/client";

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
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

/** The newest certificate of a round, walking or ended. */
export async function findCertificate(projectId: string, roundId: string): Promise<CertificateRow | null> {
  return database.certificate.findFirst({ where: { projectId, roundId }, orderBy: { walk: "desc" } });
}
