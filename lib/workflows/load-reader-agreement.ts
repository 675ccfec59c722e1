import { type ReadPair, readPairs } from "@/lib/db/reader-agreement-reads";
import { findCurrentGraderVersion } from "@/lib/db/round-reads";
import { CRITERIA } from "@/lib/grading/criterion";
import type { ReaderAgreement } from "@/lib/queries/review-contract";
import { cohenKappa } from "@/lib/statistics/cohen-kappa";

/** Levels of the scores of content and format, in order. */
const SCORES = [0, 0.5, 1];
const STOP_LABELS = ["continue", "stop"];
/** Lists of items have no levels of their own: readers are compared by whether they hold the grader's to be right. */
const KINDS = ["agree", "wrong"];

function levelOf({ kind, value }: ReadPair["first"]): number {
  switch (value.criterion) {
    case "decision":
      return STOP_LABELS.indexOf(value.stopLabel);
    case "extraction":
      return KINDS.indexOf(kind);
    case "content":
    case "format":
      return SCORES.indexOf(value.score);
  }
}

function levelCount(criterion: ReadPair["criterion"]): number {
  return criterion === "content" || criterion === "format" ? SCORES.length : 2;
}

/**
 * Agreement between readers by criterion: Cohen's kappa of the first two reads of each unit of the current grader
 * version, with its 95 % interval. Neither had seen the other's answer.
 */
export async function loadReaderAgreement(request: { readonly projectId: string }): Promise<ReaderAgreement> {
  const version = await findCurrentGraderVersion(request.projectId);
  const pairs = version === null ? [] : await readPairs(request.projectId, version.id);
  return {
    criteria: CRITERIA.map((criterion) => {
      const levels = levelCount(criterion);
      const weights = levels > 2 ? ("linear" as const) : ("none" as const);
      const table = Array.from({ length: levels }, () => new Array<number>(levels).fill(0));
      for (const pair of pairs) {
        if (pair.criterion !== criterion) continue;
        const row = table[levelOf(pair.first)];
        const column = levelOf(pair.second);
        if (row !== undefined) row[column] = (row[column] ?? 0) + 1;
      }
      const { count, observed, kappa, lower, upper } = cohenKappa(table, { weights });
      return { criterion, weights, pairs: count, observed, kappa, lower, upper };
    }),
  };
}
