import type { ErrorLeftPoint } from "@/components/charts/draw-error-left";
import type { RoundLive } from "@/lib/queries/round-contract";

export interface ErrorLeftCurve {
  readonly points: readonly ErrorLeftPoint[];
  readonly random: readonly { readonly reads: number; readonly percent: number }[];
  readonly expected: readonly { readonly reads: number; readonly percent: number }[];
  readonly readMarks: readonly number[];
  readonly events: readonly { readonly reads: number; readonly event: "certify_begun" | "certificate_issued" }[];
  readonly lastRead: number;
}

/**
 * A round's refits as the error-left chart draws them, shares as percent.
 * - points: what the audits say, from the first refit at which they say anything
 * - random: from the grader's own error down to none at the last unit, for reading in random order puts right only what
 *   it reads; empty before that error is known
 * - expected: what the model forecasts of the reads still in the budget, from the newest point on
 */
export function errorLeftCurve(
  live: Pick<RoundLive, "round" | "settings" | "curve" | "figures" | "log">,
): ErrorLeftCurve {
  const { round, curve, figures, log } = live;
  const points = curve.flatMap(({ reads, errorLeft }) =>
    errorLeft === null
      ? []
      : [
          {
            reads,
            estimate: errorLeft.estimate * 100,
            lower: errorLeft.lower * 100,
            upper: errorLeft.upper * 100,
          },
        ],
  );
  const isOver = round.state === "finished" || round.state === "canceled";
  const lastRead = isOver ? Math.max(round.readsDone, 1) : Math.max(readsOfBudget(live), round.readsDone);
  const start = figures?.graderError?.estimate ?? null;
  const last = points.at(-1);
  const ahead = (figures?.forecast.path ?? []).filter(
    ({ reads }) => last !== undefined && reads > last.reads && reads <= lastRead,
  );
  return {
    points,
    random:
      start === null || round.unitCount === 0
        ? []
        : [0, lastRead].map((reads) => ({
            reads,
            percent: start * 100 * Math.max(0, 1 - reads / round.unitCount),
          })),
    expected:
      isOver || last === undefined || ahead.length === 0
        ? []
        : [
            { reads: last.reads, percent: last.estimate },
            ...ahead.map(({ reads, expected }) => ({ reads, percent: expected * 100 })),
          ],
    readMarks: curve.map(({ reads }) => reads),
    events: log.flatMap(({ event, reads }) =>
      event === "certify_begun" || event === "certificate_issued" ? [{ reads, event }] : [],
    ),
    lastRead,
  };
}

/** Where minutes are the budget, as many reads as they hold at the pace so far. */
function readsOfBudget({ round, settings }: Pick<RoundLive, "round" | "settings">): number {
  if (settings.budgetMinutes === null || round.secondsPerRead === null) return round.budgetReads;
  return Math.min(round.budgetReads, Math.ceil((settings.budgetMinutes * 60) / round.secondsPerRead));
}
