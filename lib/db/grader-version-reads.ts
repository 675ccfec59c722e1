import { z } from "zod";
import { database } from "@/lib/db/client";
import { countUnitsByStatus, countUnitsOfVersions } from "@/lib/db/grade-counts";
import { graderLabel } from "@/lib/grading/grader-label";
import type { GraderVersionView } from "@/lib/queries/grader-contract";

const definitionColumn = z.record(z.string(), z.unknown());
const idText = z.guid();

const step = { select: { id: true, number: true, contentHash: true } } as const;
const columns = {
  id: true,
  number: true,
  contentHash: true,
  definition: true,
  createdAt: true,
  graderId: true,
  grader: { select: { name: true, kind: true } },
  extractionStep: step,
  scoringStep: step,
  _count: { select: { runs: true } },
} as const;

interface StepRow {
  readonly id: string;
  readonly number: number;
  readonly contentHash: string;
}

interface VersionRow extends StepRow {
  readonly definition: unknown;
  readonly createdAt: Date;
  readonly graderId: string;
  readonly grader: { readonly name: string; readonly kind: GraderVersionView["kind"] };
  readonly extractionStep: StepRow | null;
  readonly scoringStep: StepRow | null;
  readonly _count: { readonly runs: number };
}

function viewOf(row: VersionRow, unitsGraded: number): GraderVersionView {
  return {
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
    unitsGraded,
    runs: row._count.runs,
  };
}

async function viewOne(projectId: string, row: VersionRow): Promise<GraderVersionView> {
  const { ok, failed, notApplicable } = await countUnitsByStatus(projectId, row.id);
  return viewOf(row, ok + failed + notApplicable);
}

/** Every grader version of a project, newest first. */
export async function listGraderVersions(projectId: string): Promise<GraderVersionView[]> {
  const [rows, units] = await Promise.all([
    database.graderVersion.findMany({
      where: { projectId },
      orderBy: [{ createdAt: "desc" }, { number: "desc" }],
      select: columns,
    }),
    countUnitsOfVersions(projectId),
  ]);
  return rows.map((row) => viewOf(row, units.get(row.id) ?? 0));
}

export async function findGraderVersionView(projectId: string, versionId: string): Promise<GraderVersionView | null> {
  const row = await database.graderVersion.findUnique({
    where: { projectId_id: { projectId, id: versionId } },
    select: columns,
  });
  return row === null ? null : viewOne(projectId, row);
}

const LABEL = /^(.+) (\d{1,9})$/;

/** The version that a person means: by its id, by its label ("judge 2"), or by a grader's name: its newest. */
export async function findVersionCalled(projectId: string, reference: string): Promise<GraderVersionView | null> {
  if (idText.safeParse(reference).success) return findGraderVersionView(projectId, reference);
  const newest = await database.graderVersion.findFirst({
    where: { projectId, grader: { name: reference } },
    orderBy: { number: "desc" },
    select: columns,
  });
  if (newest !== null) return viewOne(projectId, newest);
  const [, name, number] = LABEL.exec(reference) ?? [];
  if (name === undefined || number === undefined) return null;
  const labelled = await database.graderVersion.findFirst({
    where: { projectId, number: Number(number), grader: { name } },
    select: columns,
  });
  return labelled === null ? null : viewOne(projectId, labelled);
}

/** An endpoint, as far as a grader version writes it down. */
export interface EndpointModel {
  readonly id: string;
  readonly name: string;
  readonly baseUrl: string;
  readonly model: string;
  readonly structuredOutput: "json_schema" | "none";
  readonly archivedAt: Date | null;
}

/** Those of these endpoints that the project has, also archived ones. */
export async function findEndpointModels(projectId: string, ids: readonly string[]): Promise<EndpointModel[]> {
  return database.endpoint.findMany({
    where: { projectId, id: { in: [...ids] } },
    select: { id: true, name: true, baseUrl: true, model: true, structuredOutput: true, archivedAt: true },
  });
}

/** Those of these ids that are versions of the project, with their labels. */
export async function findVersionLabels(projectId: string, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await database.graderVersion.findMany({
    where: { projectId, id: { in: [...ids] } },
    select: { id: true, number: true, grader: { select: { name: true } } },
  });
  return new Map(rows.map(({ id, number, grader }) => [id, graderLabel(grader.name, number)]));
}

/** The id of the domain profile that a project speaks by. */
export async function getDomainProfileId(projectId: string): Promise<string> {
  const { domainProfile } = await database.project.findUniqueOrThrow({
    where: { id: projectId },
    select: { domainProfile: true },
  });
  return domainProfile;
}
