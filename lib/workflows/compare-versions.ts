import { diffLines } from "diff";
import { type ComparedChange, type ComparedPair, readComparison } from "@/lib/db/comparison-reads";
import { findGraderVersionView } from "@/lib/db/grader-version-reads";
import { CRITERIA, type Criterion } from "@/lib/grading/criterion";
import { AppError } from "@/lib/kernel/app-error";
import type { VersionComparison } from "@/lib/queries/grader-contract";
import type { ShareEstimate } from "@/lib/queries/pipeline-contract";
import { clopperPearson } from "@/lib/statistics/clopper-pearson";
import { cohenKappa } from "@/lib/statistics/cohen-kappa";
import { mcnemarExact } from "@/lib/statistics/mcnemar-exact";
import { sessionLabel } from "@/lib/trajectory/session";
import { definitionText } from "@/lib/workflows/definition-text";

/** What each criterion can say, in order; as the database words it. Extraction has no levels. */
const LEVELS: Readonly<Record<Criterion, readonly string[]>> = {
  decision: ["continue", "stop"],
  extraction: [],
  content: ["0", "0.5", "1"],
  format: ["0", "0.5", "1"],
};

/**
 * Two grader versions side by side: how often they say the same on what both have answered, which of them clinicians'
 * standing verdicts agree with, what changed, and how their definitions differ. Failed and not applicable grades are
 * in the list of changes and in no share.
 * @throws AppError missing where one of them is no version of the project.
 */
export async function compareVersions(request: {
  readonly projectId: string;
  readonly beforeId: string;
  readonly afterId: string;
}): Promise<VersionComparison> {
  const { projectId, beforeId, afterId } = request;
  const [before, after] = await Promise.all([
    findGraderVersionView(projectId, beforeId),
    findGraderVersionView(projectId, afterId),
  ]);
  if (before === null || after === null) throw new AppError("missing", "This project has no such grader version.");
  const { pairs, changes } = await readComparison(projectId, beforeId, afterId);
  const ofCriterion = (criterion: Criterion) => pairs.filter((pair) => pair.criterion === criterion);
  return {
    before,
    after,
    agreement: CRITERIA.map((criterion) => ({ criterion, ...agree(criterion, ofCriterion(criterion)) })),
    againstVerdicts: CRITERIA.map((criterion) => ({ criterion, ...judge(ofCriterion(criterion)) })),
    changes: changes.map(viewChange),
    diff: diffDefinitions(before.definition, after.definition),
  };
}

const sum = (pairs: readonly ComparedPair[]): number => pairs.reduce((total, { count }) => total + count, 0);

function shareOf(right: number, total: number): ShareEstimate {
  const { estimate, lower, upper } = clopperPearson(right, total);
  return { right, total, estimate, lower, upper };
}

function agree(criterion: Criterion, pairs: readonly ComparedPair[]) {
  const levels = LEVELS[criterion];
  const same = sum(pairs.filter(({ isSame }) => isSame));
  const share = shareOf(same, sum(pairs));
  if (levels.length === 0) return { share, kappa: null };
  const table = levels.map((first) =>
    levels.map((second) => sum(pairs.filter(({ before, after }) => before === first && after === second))),
  );
  return { share, kappa: cohenKappa(table).kappa };
}

function judge(pairs: readonly ComparedPair[]) {
  const count = (wasRight: boolean, isRight: boolean) =>
    sum(pairs.filter(({ beforeIsRight, afterIsRight }) => beforeIsRight === wasRight && afterIsRight === isRight));
  const fixed = count(false, true);
  const broke = count(true, false);
  const unchangedRight = count(true, true);
  const unchangedWrong = count(false, false);
  const judged = fixed + broke + unchangedRight + unchangedWrong;
  return {
    fixed,
    broke,
    unchangedRight,
    unchangedWrong,
    before: shareOf(unchangedRight + broke, judged),
    after: shareOf(unchangedRight + fixed, judged),
    mcnemarP: judged === 0 ? null : mcnemarExact(fixed, broke).p,
  };
}

function viewChange({ sessionKey, before, after, ...change }: ComparedChange): VersionComparison["changes"][number] {
  return { ...change, sessionLabel: sessionLabel(sessionKey), before: viewGrade(before), after: viewGrade(after) };
}

function viewGrade({ status, failureClass, words }: ComparedChange["before"]) {
  switch (status) {
    case "not_applicable":
      return { status };
    case "failed":
      if (failureClass === null) throw new Error("A failed grade has no class.");
      return { status, failureClass };
    case "ok":
      return { status, words: words ?? "" };
  }
}

function diffDefinitions(before: unknown, after: unknown): VersionComparison["diff"] {
  return diffLines(`${definitionText(before)}\n`, `${definitionText(after)}\n`).flatMap(({ added, removed, value }) => {
    const kind = added ? "added" : removed ? "removed" : "same";
    return value
      .replace(/\n$/, "")
      .split("\n")
      .map((text) => ({ kind, text }) as const);
  });
}
