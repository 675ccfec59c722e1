import type pg from "pg";
import { z } from "zod";
import { CERTIFICATE_CONFIDENCE } from "@/lib/calibration/rounds/certificate-share";
import { verdictValueSchema } from "@/lib/calibration/verdict-value";
import type { ExportScope } from "@/lib/db/export-trajectory-reads";
import type { HeldBelief } from "@/lib/export/held-label";

const rowSchema = z.tuple([
  z.string(),
  z.number(),
  z.boolean(),
  z.enum(["human", "human_twice", "waiting", "ambiguous", "model", "machine"]),
  verdictValueSchema.nullable(),
  z.number(),
]);

/** Which refits wrote what is believed of a version's units, newest round first. Empty where no round ran on it. */
export interface BeliefSource {
  readonly roundId: string;
  readonly round: number;
  readonly refits: number;
}

export async function readBeliefSources(client: pg.PoolClient, scope: ExportScope): Promise<BeliefSource[]> {
  const { rows } = await client.query<BeliefSource>(
    `SELECT r.id AS "roundId", r.number AS round, m.refits
      FROM rounds r JOIN round_models m ON m.project_id = r.project_id AND m.round_id = r.id
      WHERE r.project_id = $1 AND r.grader_version_id = $2 AND m.refits > 0
        AND EXISTS (SELECT FROM unit_beliefs b WHERE b.project_id = r.project_id
          AND b.grader_version_id = r.grader_version_id AND b.round_id = r.id)
      ORDER BY r.number DESC`,
    [scope.projectId, scope.graderVersionId],
  );
  return rows;
}

/** The certificate that a round ended with, in the words of a manifest; null where none was issued. */
export async function readCertificate(
  client: pg.PoolClient,
  { projectId }: ExportScope,
  { roundId, round }: BeliefSource,
): Promise<CertificateRecord | null> {
  const { rows } = await client.query<Omit<CertificateRecord, "round" | "confidence">>(
    `SELECT bound, target, passed AS audits, cardinality(wrong_at) AS wrong,
        fresh_reads AS "freshReads", units, verdict_ordinal::text AS "verdictOrdinal"
      FROM certificates WHERE project_id = $1 AND round_id = $2 AND state = 'issued'`,
    [projectId, roundId],
  );
  const [issued] = rows;
  return issued === undefined ? null : { round, confidence: CERTIFICATE_CONFIDENCE, ...issued };
}

/** Of the labels that the round's rows rest on at most the share `bound` is wrong. */
export type CertificateRecord = {
  readonly round: number;
  readonly bound: number;
  readonly target: number;
  /** Of a hundred rounds with certificates at least so many have none that is false, as a share: the screen says the same. */
  readonly confidence: number;
  /** Places of the random order that were passed, those of them by a fresh read, and how many were wrong. */
  readonly audits: number;
  readonly freshReads: number;
  readonly wrong: number;
  readonly units: number;
  readonly verdictOrdinal: string;
};

/** What is believed of the units of some trajectories, by unit. */
export async function readBeliefs(
  client: pg.PoolClient,
  scope: ExportScope,
  trajectoryIds: readonly string[],
): Promise<Map<string, HeldBelief>> {
  const { rows } = await client.query<unknown[]>({
    name: "read-export-beliefs",
    text: `SELECT unit_id, grade_revision, is_changed, held_by, value, risk FROM unit_beliefs
      WHERE project_id = $1 AND grader_version_id = $2 AND trajectory_id = ANY($3::uuid[])`,
    values: [scope.projectId, scope.graderVersionId, trajectoryIds],
    rowMode: "array",
  });
  return new Map(
    rows.map((row) => {
      const [unitId, gradeRevision, isChanged, heldBy, value, risk] = rowSchema.parse(row);
      return [unitId, { gradeRevision, isChanged, heldBy, value, risk }];
    }),
  );
}
