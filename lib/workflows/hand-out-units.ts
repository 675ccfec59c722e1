import { randomInt } from "node:crypto";
import { drawLane } from "@/lib/calibration/draw-lane";
import { countDisputes, findLentUnit, type LentUnit } from "@/lib/db/hand-out-reads";
import { type Lending, lendDisputes, lendUnits } from "@/lib/db/hand-out-writes";
import { findNewestRound, type RoundPlace } from "@/lib/db/sitting-reads";
import { sqlTogether } from "@/lib/db/sql";
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
  const unit = await findLentUnit(projectId, handOutId);
  return unit === null ? null : servedUnit(unit);
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
 * Lends a reader up to `count` units for some minutes: those it holds already first, then new ones. From the queue
 * `round`, units of the open round, each from a lane drawn at random; from `adjudication`, units of the newest round, open
 * or ended, on which others disagree. Nothing of lane, probability or ordering leaves the database. `draw` gives uniform
 * numbers on [0, 1).
 */
export async function handOutUnits(request: {
  readonly projectId: string;
  readonly readerId: string;
  readonly count: number;
  readonly queue?: "round" | "adjudication";
  readonly draw?: () => number;
}): Promise<HandOutAnswer> {
  return request.queue === "adjudication" ? handOutDisputes(request) : handOutOfRound(request);
}

async function handOutOfRound({
  projectId,
  readerId,
  count,
  draw = drawUniform,
}: Parameters<typeof handOutUnits>[0]): Promise<HandOutAnswer> {
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
  return answerWith({ projectId, readerId, roundId, units: lending.units, reason });
}

async function handOutDisputes({
  projectId,
  readerId,
  count,
}: Parameters<typeof handOutUnits>[0]): Promise<HandOutAnswer> {
  const newest = await findNewestRound(projectId);
  if (newest?.state !== "open" && newest?.state !== "finished") {
    return answerWith({ projectId, readerId, roundId: null, units: [], reason: "no_open_round" });
  }
  const units = await lendDisputes({ projectId, readerId, count, roundId: newest.id });
  const reason = units.length > 0 ? "served" : "nothing_left";
  return answerWith({ projectId, readerId, roundId: newest.id, units, reason });
}

async function answerWith(input: {
  readonly projectId: string;
  readonly readerId: string;
  readonly roundId: string | null;
  readonly units: readonly LentUnit[];
  readonly reason: HandOutAnswer["reason"];
}): Promise<HandOutAnswer> {
  const { projectId, readerId, roundId, units, reason } = input;
  const [sitting, adjudicationsWaiting] = await sqlTogether((run) =>
    Promise.all([
      loadSitting({ projectId, readerId, roundId }, run),
      roundId === null ? 0 : countDisputes(run, projectId, roundId, readerId),
    ]),
  );
  return { sitting, units: units.map(servedUnit), reason, adjudicationsWaiting };
}
