import { randomInt } from "node:crypto";
import { drawLane } from "@/lib/calibration/draw-lane";
import { type Lending, type LentUnit, lendUnits, readLentUnits } from "@/lib/db/hand-out-writes";
import { findNewestRound, type RoundPlace } from "@/lib/db/sitting-reads";
import type { HandOutAnswer, ServedUnit } from "@/lib/queries/review-contract";
import { loadSitting } from "@/lib/workflows/load-sitting";

/** The ordering of this version: chance of an error by the grader's own confidence, times what the error would cost. */
export const ORDERING_VERSION = "disagreement-1";

/** Steps of a draw on [0, 1): the widest range randomInt gives without bias. */
const DRAW_STEPS = 2 ** 47;

/** Uniform on [0, 1); unlike the ranks it can't be foretold from the round's seed. */
const drawUniform = () => randomInt(DRAW_STEPS) / DRAW_STEPS;

function servedUnit(unit: LentUnit): ServedUnit {
  return { ...unit, expiresAt: unit.expiresAt.toISOString() };
}

/** One hand-out as the reader sees it. */
export async function loadServedUnit(projectId: string, handOutId: string): Promise<ServedUnit | null> {
  const [unit] = await readLentUnits(projectId, [handOutId]);
  return unit === undefined ? null : servedUnit(unit);
}

function whyEmpty(lending: Lending, newest: RoundPlace | null): HandOutAnswer["reason"] {
  switch (lending.shortOf) {
    case "nothing":
      return "served";
    case "round":
      return newest?.state === "finished" && newest.readsDone >= newest.budgetReads ? "budget_spent" : "no_open_round";
    case "budget":
      return "all_out";
    case "units":
      return lending.unitsOut > 0 ? "all_out" : "nothing_left";
  }
}

/**
 * Lends a reader up to `count` units of the open round for some minutes: those it holds already first, then new ones,
 * each from a lane drawn at random. Nothing of lane, probability or ordering leaves the database. `draw` gives uniform
 * numbers on [0, 1).
 */
export async function handOutUnits(request: {
  readonly projectId: string;
  readonly readerId: string;
  readonly count: number;
  readonly draw?: () => number;
}): Promise<HandOutAnswer> {
  const { projectId, readerId, count, draw = drawUniform } = request;
  const lending = await lendUnits({
    projectId,
    readerId,
    count,
    drawLane: (auditProbability) => drawLane(draw(), auditProbability),
    modelVersion: ORDERING_VERSION,
  });
  // A round that has just ended is still the reader's sitting: the last count stays on the screen.
  const newest = lending.roundId === null ? await findNewestRound(projectId) : null;
  const reason = lending.units.length > 0 ? "served" : whyEmpty(lending, newest);
  const roundId = lending.roundId ?? (newest?.state === "finished" ? newest.id : null);
  return {
    sitting: await loadSitting({ projectId, readerId, roundId }),
    units: lending.units.map(servedUnit),
    reason,
  };
}
