import type { RoundLive } from "@/lib/queries/round-contract";

/** Laying a round out takes a moment: ms. */
const PREPARING_MS = 1_000;
/** While verdicts come: soon enough to be seen, rare enough to cost little, ms. */
const BUSY_MS = 4_000;
/** While nothing has changed for a while, ms. */
const QUIET_MS = 20_000;
/** How long after a change more of them are expected, ms. */
const BUSY_SPAN_MS = 60_000;

/** When a round's page asks again, ms; false: never, for nothing changes any more. `changedAt` and `now` are epoch ms. */
export function pollInterval(
  { round, model }: Pick<RoundLive, "round" | "model">,
  changedAt: number,
  now: number,
): number | false {
  if (round.state === "preparing") return PREPARING_MS;
  // The last refit may come after the last read.
  if (round.state === "open" || model.state === "due") return now - changedAt < BUSY_SPAN_MS ? BUSY_MS : QUIET_MS;
  return false;
}
