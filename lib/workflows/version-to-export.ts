import { findGraderVersion, findVersionToExport } from "@/lib/db/grading-reads";
import { AppError } from "@/lib/kernel/app-error";

/**
 * The grader version that an export is of: the one named, else the current one.
 * @throws AppError conflict where nothing is graded yet, missing where there is no such version
 */
export async function versionToExport(projectId: string, graderVersionId: string | undefined) {
  const version =
    graderVersionId === undefined
      ? await findVersionToExport(projectId)
      : await findGraderVersion(projectId, graderVersionId);
  if (version !== null) return version;
  throw graderVersionId === undefined
    ? new AppError("conflict", "Nothing is graded yet. Grade the trajectories first, then export.")
    : new AppError("missing", "There is no such grader version in this project.");
}
