import { type BuiltRow, settleTurn, type TurnToExport } from "@/lib/export/settle-turn";

/**
 * One line of a training set, as compact JSON:
 * `{"cid","session_id","diagn","messages","decision_truth","info_truth"}`.
 */
export function trainingRow(input: TurnToExport): BuiltRow {
  const settled = settleTurn(input);
  return "leftOut" in settled ? settled : { row: `{${settled.fields}}` };
}
