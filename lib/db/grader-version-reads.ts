import { z } from "zod";
import { database } from "@/lib/db/client";
import { graderLabel } from "@/lib/grading/grader-label";
import type { GraderVersionView } from "@/lib/queries/grader-contract";

const definitionColumn = z.record(z.string(), z.unknown());

/**
 * Every grader version of a project, newest first. Units are counted by the index on (project, version, trajectory);
 * versions are few, so the counts are one query each way.
 */
export async function listGraderVersions(projectId: string): Promise<GraderVersionView[]> {
  const rows = await database.graderVersion.findMany({
    where: { projectId },
    orderBy: [{ createdAt: "desc" }, { number: "desc" }],
    select: {
      id: true,
      number: true,
      contentHash: true,
      definition: true,
      createdAt: true,
      graderId: true,
      grader: { select: { name: true, kind: true } },
      extractionStep: { select: { id: true, number: true, contentHash: true } },
      scoringStep: { select: { id: true, number: true, contentHash: true } },
      _count: { select: { runs: true, units: true } },
    },
  });
  return rows.map((row) => ({
    id: row.id,
    graderId: row.graderId,
    graderName: row.grader.name,
    label: graderLabel(row.grader.name, row.number),
    kind: row.grader.kind,
    number: row.number,
    contentHash: row.contentHash,
    definition: definitionColumn.parse(row.definition),
    steps:
      row.extractionStep === null || row.scoringStep === null
        ? null
        : { extraction: row.extractionStep, scoring: row.scoringStep },
    createdAt: row.createdAt.toISOString(),
    unitsGraded: row._count.units,
    runs: row._count.runs,
  }));
}
