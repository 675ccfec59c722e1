import type { GraderVersionView } from "@/lib/queries/grader-contract";

type Version = Pick<GraderVersionView, "id" | "graderId" | "kind" | "unitsGraded">;

/**
 * The two versions to compare until others are chosen, earlier one first: the newest of a grader against the one before
 * it, else the two newest, imported ones last. Those that have graded something come first. Null where there are fewer than two.
 * @param versions newest first.
 */
export function defaultPair(versions: readonly Version[]): readonly [before: Version, after: Version] | null {
  const graded = versions.filter((version) => version.unitsGraded > 0);
  const among = graded.length >= 2 ? graded : versions;
  for (const [index, after] of among.entries()) {
    const before = among.slice(index + 1).find((version) => version.graderId === after.graderId);
    if (before !== undefined) return [before, after];
  }
  // An imported grader has most often graded other responses: nothing would be shared.
  const [after, before] = [
    ...among.filter((version) => version.kind !== "imported"),
    ...among.filter((version) => version.kind === "imported"),
  ];
  return after !== undefined && before !== undefined ? [before, after] : null;
}
