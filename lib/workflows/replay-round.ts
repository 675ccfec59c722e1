import type { FittedRound } from "@/lib/calibration/rounds/refit-model";
import { readRoundLog } from "@/lib/db/round-live-reads";
import { AppError } from "@/lib/kernel/app-error";
import { digestFit, nextFit, scoreBatch, startOrderDigest } from "@/lib/workflows/refit-units";
import { RoundMaterial } from "@/lib/workflows/round-material";

export interface Replay {
  readonly refits: number;
  /** Refits that came to the logged fit, and to the logged beliefs and order where those were logged whole. */
  readonly sameFits: number;
  readonly sameOrders: number;
  readonly orders: number;
  /** The number of the first refit that came out otherwise; null where none did. */
  readonly differsAt: number | null;
}

/**
 * Makes every refit of a round again from its log and says whether each comes to the same fit, beliefs and order as it
 * did then. Nothing is written.
 */
export async function replayRound(request: { readonly projectId: string; readonly roundId: string }): Promise<Replay> {
  const { projectId, roundId } = request;
  const log = await readRoundLog(projectId, roundId);
  const launch = log.find((entry) => entry.event === "launched");
  if (launch?.event !== "launched") throw new AppError("missing", "This project has no round with a log of that id.");
  const seed = BigInt(launch.detail.seed);
  const { graderVersionId } = launch.detail;
  const material = await RoundMaterial.load({ projectId, roundId, graderVersionId }, seed);
  const refitted = log.flatMap((entry) => (entry.event === "refitted" ? [entry.detail] : []));
  let last: FittedRound | null = null;
  let sameFits = 0;
  let sameOrders = 0;
  let orders = 0;
  let differsAt: number | null = null;
  for (const { refit, changes, rescored, digest } of refitted) {
    if (material === null) break;
    const revisions = new Map(rescored);
    const fitted: FittedRound | null = await nextFit(material, last, {
      changes: changes.map(([unitId, reads, flags]) => ({ unitId, reads, flags })),
      revisions,
    });
    last = fitted;
    const isSameFit = digestFit(fitted) === digest.fit;
    if (isSameFit) sameFits += 1;
    let isSameOrder = true;
    if (digest.order !== null) {
      orders += 1;
      isSameOrder = (await orderOf(material, fitted, { refit, seed, revisions })) === digest.order;
      if (isSameOrder) sameOrders += 1;
    }
    if (!(isSameFit && isSameOrder)) differsAt ??= refit;
  }
  return { refits: refitted.length, sameFits, sameOrders, orders, differsAt };
}

async function orderOf(
  material: RoundMaterial,
  fitted: FittedRound | null,
  step: { readonly refit: number; readonly seed: bigint; readonly revisions: ReadonlyMap<string, number> },
): Promise<string> {
  const reads = new Map(fitted?.inputs.reads.map((read) => [read.unitId, read]));
  const order = startOrderDigest();
  for await (const batch of material.units(material.trajectoryIds, step.revisions)) {
    order.add(
      scoreBatch(material, batch, {
        fitted,
        step,
        readsOf: (unitId) => {
          const read = reads.get(unitId);
          // What a correction says decides a label's value, not whether it changes, nor the order.
          return { reads: read?.reads ?? 0, flags: read?.flags ?? 0, corrected: null };
        },
        corrections: [],
        isGone: () => false,
      }),
    );
  }
  return order.end();
}
