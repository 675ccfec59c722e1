import { writeAuditEvent } from "@/lib/db/audit-writes";
import { lockCandidates, setCurrentVersion } from "@/lib/db/candidate-writes";
import { database } from "@/lib/db/client";
import { findGraderVersionView } from "@/lib/db/grader-version-reads";
import { AppError } from "@/lib/kernel/app-error";
import type { GraderVersionView } from "@/lib/queries/grader-contract";

/**
 * Makes a version the one that lists, new rounds and exports speak of, without a trial: what a person answers for. It is
 * audited as such. Rounds that are open go on with theirs.
 * @throws AppError missing: no such version; conflict: it has graded nothing yet.
 */
export async function chooseCurrentVersion(request: {
  readonly projectId: string;
  readonly actorId: string;
  readonly versionId: string;
}): Promise<GraderVersionView> {
  const { projectId, actorId, versionId } = request;
  const version = await findGraderVersionView(projectId, versionId);
  if (version === null) throw new AppError("missing", "This project has no such grader version.");
  if (version.unitsGraded === 0) {
    throw new AppError("conflict", `${version.label} has graded nothing yet. Grade with it first.`);
  }
  await database.$transaction(async (tx) => {
    await lockCandidates(tx, projectId);
    await setCurrentVersion(tx, projectId, versionId);
    await writeAuditEvent(tx, {
      projectId,
      actorId,
      action: "grader.chosen",
      subjectId: versionId,
      detail: { version: version.label },
    });
  });
  return version;
}
