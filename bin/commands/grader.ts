import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { CommandOutput } from "@/bin/cli-run";
import { requireFile } from "@/bin/commands/require-file";
import { requireProject } from "@/bin/require-project";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { findEndpointByName } from "@/lib/db/endpoint-reads";
import { findVersionCalled, listGraderVersions } from "@/lib/db/grader-version-reads";
import { AppError } from "@/lib/kernel/app-error";
import {
  type GraderDraft,
  type GraderVersionView,
  graderDraftSchema,
  type VersionComparison,
} from "@/lib/queries/grader-contract";
import { chooseCurrentVersion } from "@/lib/workflows/choose-current-version";
import { compareVersions } from "@/lib/workflows/compare-versions";
import { createGraderVersion } from "@/lib/workflows/create-grader-version";

const HASH_SHOWN = 12;

const count = (value: number): string => value.toLocaleString("en");
const percent = (share: number): string => (share * 100).toFixed(1);

export interface CreateGraderOptions {
  readonly endpoint?: string;
  readonly from?: string;
  readonly votes?: string;
  readonly offlineExtraction?: boolean;
}

export async function createGrader(
  output: CommandOutput,
  projectName: string,
  name: string,
  options: CreateGraderOptions,
): Promise<void> {
  if ((options.endpoint === undefined) === (options.from === undefined)) {
    throw new AppError("invalid", "Give --endpoint NAME or --from FILE.json, one of the two.");
  }
  const votes = readVotes(options.votes);
  const { id: projectId } = await requireProject(projectName);
  const input =
    options.from === undefined
      ? await draftOnEndpoint(projectId, options.endpoint ?? "", options.offlineExtraction === true)
      : await readDraft(projectId, options.from);
  const draft = parseDraft({ ...input, name });
  const version = await createGraderVersion({
    projectId,
    actorId: OPERATOR_ACTOR,
    draft,
    ...(votes === null ? {} : { votes }),
  });
  output.finish(version, [`${tell(version)}. \`grade --grader "${version.label}"\` grades with it.`]);
}

function readVotes(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^[1-9]$/.test(text)) {
    throw new AppError("invalid", `--votes takes a whole number from 1 to 9; ${JSON.stringify(text)} is none.`);
  }
  return Number(text);
}

async function requireEndpoint(projectId: string, name: string): Promise<string> {
  const endpoint = await findEndpointByName(projectId, name);
  if (endpoint === null) {
    throw new AppError(
      "invalid",
      `There is no endpoint called “${name}” in this project. \`endpoint list\` shows them.`,
    );
  }
  return endpoint.id;
}

async function draftOnEndpoint(projectId: string, name: string, isOfflineExtraction: boolean) {
  const endpointId = await requireEndpoint(projectId, name);
  return {
    extraction: isOfflineExtraction ? { kind: "offline" } : { kind: "llm", endpointId },
    scoring: { votes: [{ name: "plain", endpointId }] },
  };
}

/** A draft's file. A person knows endpoints by name, so a name may stand where an id is asked for. */
async function readDraft(projectId: string, file: string): Promise<Record<string, unknown>> {
  await requireFile(file);
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new AppError("invalid", `${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const named = await nameEndpoints(projectId, value);
  const parsed = z.record(z.string(), z.unknown()).safeParse(named);
  if (!parsed.success) throw new AppError("invalid", `${file} must hold one JSON object: a grader's draft.`);
  return parsed.data;
}

async function nameEndpoints(projectId: string, value: unknown): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((one) => nameEndpoints(projectId, one)));
  if (typeof value !== "object" || value === null) return value;
  const fields = await Promise.all(
    Object.entries(value).map(async ([key, field]) => {
      const isName = key === "endpointId" && typeof field === "string" && !z.guid().safeParse(field).success;
      return [key, isName ? await requireEndpoint(projectId, field) : await nameEndpoints(projectId, field)] as const;
    }),
  );
  return Object.fromEntries(fields);
}

function parseDraft(input: unknown): GraderDraft {
  const parsed = graderDraftSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `  ${path.join(".")}: ${message}`);
  throw new AppError("invalid", ["This is no grader's draft:", ...faults].join("\n"));
}

function tell({ label, kind, contentHash, unitsGraded, runs }: GraderVersionView): string {
  return `${label} (${kind}, ${contentHash.slice(0, HASH_SHOWN)}): ${count(unitsGraded)} units graded in ${count(runs)} runs`;
}

export async function listGraders(output: CommandOutput, projectName: string): Promise<void> {
  const { id: projectId } = await requireProject(projectName);
  const versions = await listGraderVersions(projectId);
  output.finish(
    { versions },
    versions.length === 0 ? ["No grader version yet. `grade` makes the first, “offline 1”."] : versions.map(tell),
  );
}

async function requireVersion(projectId: string, reference: string): Promise<GraderVersionView> {
  const version = await findVersionCalled(projectId, reference);
  if (version === null) {
    throw new AppError(
      "invalid",
      `There is no grader version “${reference}” in this project. \`grader list\` shows them.`,
    );
  }
  return version;
}

export async function useGrader(output: CommandOutput, projectName: string, reference: string): Promise<void> {
  const { id: projectId } = await requireProject(projectName);
  const { id: versionId } = await requireVersion(projectId, reference);
  const version = await chooseCurrentVersion({ projectId, actorId: OPERATOR_ACTOR, versionId });
  output.finish(version, [`${version.label} is the current version: lists, new rounds and exports speak of it.`]);
}

export async function diffGraders(
  output: CommandOutput,
  projectName: string,
  before: string,
  after: string,
): Promise<void> {
  const { id: projectId } = await requireProject(projectName);
  const [first, second] = [await requireVersion(projectId, before), await requireVersion(projectId, after)];
  const comparison = await compareVersions({ projectId, beforeId: first.id, afterId: second.id });
  output.finish(comparison, tellComparison(comparison));
}

function tellComparison({ before, after, agreement, againstVerdicts, diff }: VersionComparison): string[] {
  const shares = agreement.map(({ criterion, share, kappa }) =>
    share.estimate === null
      ? `  ${criterion}: no unit graded by both`
      : `  ${criterion}: ${percent(share.estimate)}% alike (${percent(share.lower)} to ${percent(share.upper)}, 95%, ${count(share.total)} units)${kappa === null ? "" : `, kappa ${kappa.toFixed(2)}`}`,
  );
  const judged = againstVerdicts
    .filter(({ before: { total } }) => total > 0)
    .map(
      ({ criterion, fixed, broke, unchangedRight, unchangedWrong, mcnemarP }) =>
        `  ${criterion}: ${count(fixed)} fixed, ${count(broke)} broken, ${count(unchangedRight)} right and ${count(unchangedWrong)} wrong in both${mcnemarP === null ? "" : `, p = ${mcnemarP.toPrecision(2)}`}`,
    );
  const changed = diff
    .filter(({ kind }) => kind !== "same")
    .map(({ kind, text }) => `${kind === "added" ? "+" : "-"} ${text}`);
  return [
    `${before.label} → ${after.label}`,
    "How often they say the same:",
    ...shares,
    ...(judged.length === 0 ? ["No unit of both has been read yet."] : ["Against clinicians' verdicts:", ...judged]),
    ...(changed.length === 0 ? ["Their definitions are the same."] : ["Definitions:", ...changed]),
  ];
}
