import type { ExportSettings } from "@/lib/export/export-settings";
import type { LeftOut } from "@/lib/export/left-out";
import type { ResponseRecord } from "@/lib/export/response-record";
import { admitRow, type RecordedTurn } from "@/lib/export/trajectory-record";

export interface AdmittedResponse {
  readonly record: ResponseRecord;
  readonly weight: number;
}

/** The responses of a turn, each with its weight under filter and policy, or why it is left out. */
export function* admittedResponses(
  { responses }: RecordedTurn,
  settings: ExportSettings,
): Generator<AdmittedResponse | LeftOut> {
  for (const { source, record } of responses) {
    if (settings.filter.source !== "all" && source !== settings.filter.source) {
      yield { leftOut: "of another source" };
    } else if ("leftOut" in record) {
      yield record;
    } else {
      const admitted = admitRow(record, settings);
      yield "leftOut" in admitted ? admitted : { record, weight: admitted.weight };
    }
  }
}
