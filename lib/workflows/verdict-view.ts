import { verdictValueSchema } from "@/lib/calibration/verdict-value";
import type { UnitToJudge, VerdictRow } from "@/lib/db/verdict-reads";
import type { VerdictView } from "@/lib/queries/review-contract";

/** A standing answer as its reader sees it: nothing of lanes, models or other readers. */
export function verdictView(
  verdict: Pick<VerdictRow, "id" | "kind" | "value" | "reasonCode" | "comment" | "visibility" | "createdAt">,
  unit: Pick<UnitToJudge, "id" | "criterion" | "trajectoryId" | "turnId" | "round">,
): VerdictView {
  if (verdict.kind === "withdrawn") throw new Error(`Verdict ${verdict.id} is an undo and can't stand.`);
  return {
    id: verdict.id,
    unitId: unit.id,
    criterion: unit.criterion,
    trajectoryId: unit.trajectoryId,
    turnId: unit.turnId,
    round: unit.round,
    kind: verdict.kind,
    value: verdict.value === null ? null : verdictValueSchema.parse(verdict.value),
    reasonCode: verdict.reasonCode,
    comment: verdict.comment,
    visibility: verdict.visibility,
    createdAt: verdict.createdAt.toISOString(),
  };
}
