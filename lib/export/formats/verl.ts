import { type BuiltRow, double, optional, type RowFormat, text } from "@/lib/export/formats/row-format";
import { admitRow } from "@/lib/export/trajectory-record";

/**
 * One row a turn for verl: `data_source`, `prompt` (messages), `ability`, `reward_model` {style, ground_truth} and
 * `extra_info`. The ground truth is JSON text, `{"decision_truth","info_truth"}`: what a reward function scores a
 * response against.
 * Source: verl documentation, "Prepare data for post-training".
 */
export const verlFormat: RowFormat = {
  looksAt: "turns",
  encoding: "parquet",
  columns: [
    text("data_source"),
    { name: "prompt", type: "messages" },
    text("ability"),
    { name: "reward_model", type: { struct: [text("style"), text("ground_truth")] } },
    {
      name: "extra_info",
      type: {
        struct: [
          text("split"),
          { name: "index", type: "int32" },
          text("cid"),
          text("session_id"),
          text("diagn"),
          text("decision_truth"),
          text("info_truth"),
          optional(double("risk")),
          double("weight"),
          text("provenance"),
          text("grader_version"),
        ],
      },
    },
  ],
  *rows(trajectory, { project, domain, graderVersion, settings }): Generator<BuiltRow> {
    for (const { record } of trajectory.turns) {
      if ("leftOut" in record) {
        yield record;
        continue;
      }
      const admitted = admitRow(record, settings);
      if ("leftOut" in admitted) {
        yield admitted;
        continue;
      }
      const { stopLabel, infoTruth } = record;
      yield {
        row: [
          project,
          trajectory.messages.slice(0, record.contextMessageCount),
          domain,
          { style: "rule", ground_truth: JSON.stringify({ decision_truth: stopLabel, info_truth: infoTruth }) },
          {
            split: trajectory.split,
            // Of the turn in its dialogue: one of the whole file would change whenever an earlier row is left out.
            index: record.round,
            cid: record.cid,
            session_id: trajectory.sessionLabel,
            diagn: trajectory.diagnosis,
            decision_truth: stopLabel,
            info_truth: infoTruth,
            risk: record.risks.row,
            weight: admitted.weight,
            provenance: record.provenance,
            grader_version: graderVersion,
          },
        ],
      };
    }
  },
};
