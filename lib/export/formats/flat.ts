import { admittedResponses } from "@/lib/export/formats/admitted-responses";
import { type BuiltRow, type Column, double, optional, type RowFormat, text } from "@/lib/export/formats/row-format";

/** Everything that is known of a response and its reward, one column each. */
const COLUMNS: readonly Column[] = [
  text("cid"),
  text("session_id"),
  text("diagn"),
  { name: "round", type: "int32" },
  { name: "messages", type: "messages" },
  text("response"),
  text("source"),
  { name: "sample_index", type: "int32" },
  text("decision_truth"),
  text("info_truth"),
  double("decision_score"),
  double("content_score"),
  double("format_score"),
  double("reward"),
  optional(double("raw_reward")),
  optional(double("soft_reward")),
  optional(double("risk")),
  optional(double("label_risk")),
  double("weight"),
  text("provenance"),
  text("decision_by"),
  text("extraction_by"),
  text("content_by"),
  text("format_by"),
  text("grader_version"),
  text("split"),
];

/** One row a response as a table; the same rows as lines of JSON, as CSV and as Parquet. */
export function flatFormat(encoding: "json" | "csv" | "parquet"): RowFormat {
  return { looksAt: "responses", encoding, columns: COLUMNS, rows };
}

const rows: RowFormat["rows"] = function* (trajectory, { settings, graderVersion }): Generator<BuiltRow> {
  for (const turn of trajectory.turns) {
    for (const admitted of admittedResponses(turn, settings)) {
      if ("leftOut" in admitted) {
        yield admitted;
        continue;
      }
      const { record, weight } = admitted;
      yield {
        row: [
          record.turn.cid,
          trajectory.sessionLabel,
          trajectory.diagnosis,
          record.turn.round,
          trajectory.messages.slice(0, record.turn.contextMessageCount),
          record.response,
          record.source,
          record.sampleIndex,
          record.turn.stopLabel,
          record.turn.infoTruth,
          record.decisionScore,
          record.contentScore,
          record.formatScore,
          record.reward,
          record.rawReward,
          record.softReward,
          record.risks.row,
          record.risks.label,
          weight,
          record.provenance,
          record.turn.decisionBy,
          record.turn.extractionBy,
          record.contentBy,
          record.formatBy,
          graderVersion,
          trajectory.split,
        ],
      };
    }
  }
};
