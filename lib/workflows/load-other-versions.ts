import { findVersionLabels } from "@/lib/db/grader-version-reads";
import { readVersionScores } from "@/lib/db/grading-material-reads";
import type { ResponseToScore } from "@/lib/grading/grader";
import { llmGraderDefinitionSchema } from "@/lib/grading/llm/llm-grader-definition";
import type { StoredGraderVersion } from "@/lib/workflows/grader-of-version";

export type OtherVersions = ReadonlyMap<string, NonNullable<ResponseToScore["otherVersions"]>>;

/** What the earlier versions that vote in this one said of these trajectories' responses, by response. */
export async function loadOtherVersions(
  projectId: string,
  { graderKind, definition }: StoredGraderVersion,
  trajectoryIds: readonly string[],
): Promise<OtherVersions> {
  const byResponse = new Map<string, NonNullable<ResponseToScore["otherVersions"]>[number][]>();
  if (graderKind !== "llm") return byResponse;
  const { voterVersionIds } = llmGraderDefinitionSchema.parse(definition).scoring;
  if (voterVersionIds.length === 0) return byResponse;
  const labels = await findVersionLabels(projectId, voterVersionIds);
  for (const { responseId, versionId, content, format } of await readVersionScores(
    projectId,
    voterVersionIds,
    trajectoryIds,
  )) {
    const list = byResponse.get(responseId) ?? [];
    list.push({ versionId, label: labels.get(versionId) ?? versionId, content, format });
    byResponse.set(responseId, list);
  }
  return byResponse;
}
