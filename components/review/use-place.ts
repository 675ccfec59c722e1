import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { collectQuotes, inReadingOrder } from "@/components/review/quote-marks";
import { reviewTrajectoryQuery, reviewTurnQuery } from "@/components/review/review-queries";
import type { ReviewState } from "@/components/review/review-state";
import type { ReviewTurn } from "@/lib/queries/review-contract";

export type ReviewUnit = ReviewTurn["units"][number];
/** A unit whose grade is hidden until it is answered. */
export type BlindUnit = ReviewTurn["blindUnits"][number];

/** What is judged together: the expert's response with its turn, or one sample of a policy. */
export interface UnitGroup {
  readonly sample: ReviewTurn["samples"][number] | null;
  readonly units: readonly ReviewUnit[];
  readonly blindUnits: readonly BlindUnit[];
}

/** Where the reader is: the consultation, the turn, the unit, its quotes. Everything near is read ahead. */
export function usePlace(projectId: string, state: ReviewState) {
  const queryClient = useQueryClient();
  const { look } = state;
  const trajectoryRead = useQuery({
    ...reviewTrajectoryQuery(projectId, look?.trajectoryId ?? ""),
    enabled: look !== null,
  });
  const turnRead = useQuery({ ...reviewTurnQuery(projectId, look?.turnId ?? ""), enabled: look !== null });
  const trajectory = trajectoryRead.data;
  const turn = turnRead.data;
  const placeIndex = trajectory?.turns.findIndex((other) => other.id === look?.turnId) ?? -1;
  const place = trajectory?.turns[placeIndex];

  useEffect(() => {
    const timer = setTimeout(() => {
      for (const near of [trajectory?.turns[placeIndex + 1], trajectory?.turns[placeIndex - 1]]) {
        if (near !== undefined) void queryClient.prefetchQuery(reviewTurnQuery(projectId, near.id));
      }
    });
    return () => clearTimeout(timer);
  }, [queryClient, projectId, trajectory, placeIndex]);

  const servedHere = state.queue.find((unit) => unit.turnId === look?.turnId);
  const wantedId = look?.unitId ?? servedHere?.unitId ?? null;
  const group = useMemo(() => (turn === undefined ? null : groupOf(turn, wantedId)), [turn, wantedId]);
  const blind = group?.blindUnits.find((other) => other.unitId === wantedId) ?? null;
  const unit =
    blind === null ? (group?.units.find((other) => other.unitId === wantedId) ?? group?.units[0] ?? null) : null;
  const unitId = blind?.unitId ?? unit?.unitId ?? null;
  const served = state.queue.find((other) => other.unitId === unitId) ?? null;
  // Before a blind answer nothing of the turn may lead the eye.
  const quotes = useMemo(() => (group === null || blind !== null ? [] : collectQuotes(group)), [group, blind]);
  const walk = useMemo(() => {
    const own = inReadingOrder(quotes.filter((quote) => quote.unitId === unitId));
    return own.length > 0 ? own : inReadingOrder(quotes);
  }, [quotes, unitId]);

  return {
    trajectory,
    turn,
    place,
    placeIndex,
    group,
    unit,
    blind,
    served,
    quotes,
    walk,
    /** Only where there is nothing to show: a failed second reading leaves the first on the screen. */
    problem: trajectory === undefined || turn === undefined ? (trajectoryRead.error ?? turnRead.error) : null,
    readAgain: () => {
      void trajectoryRead.refetch();
      void turnRead.refetch();
    },
  };
}

export type Place = ReturnType<typeof usePlace>;

function groupOf(turn: ReviewTurn, unitId: string | null): UnitGroup {
  const sample = turn.samples.find((other) =>
    [...other.units, ...other.blindUnits].some((unit) => unit.unitId === unitId),
  );
  if (sample !== undefined) return { sample, units: sample.units, blindUnits: sample.blindUnits };
  return { sample: null, units: turn.units, blindUnits: turn.blindUnits };
}
