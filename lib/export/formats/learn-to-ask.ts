import { admittedResponses } from "@/lib/export/formats/admitted-responses";
import { type BuiltRow, double, optional, type RowFormat, text } from "@/lib/export/formats/row-format";
import { admitRow, type TrajectoryRecord } from "@/lib/export/trajectory-record";
import type { TurnRecord } from "@/lib/export/turn-record";

/** `cid, session_id, diagn, messages, decision_truth, info_truth` as JSON, without braces. */
function turnFields(trajectory: TrajectoryRecord, turn: TurnRecord): string {
  return (
    `"cid":${JSON.stringify(turn.cid)},"session_id":${trajectory.sessionKey},` +
    `"diagn":${JSON.stringify(trajectory.diagnosis)},"messages":${trajectory.contextJson(turn.contextMessageCount)},` +
    `"decision_truth":"${turn.stopLabel}","info_truth":${JSON.stringify(turn.infoTruth)}`
  );
}

const TURN_COLUMNS = [
  text("cid"),
  text("session_id"),
  text("diagn"),
  { name: "messages", type: "messages" },
  text("decision_truth"),
  text("info_truth"),
] as const;

/**
 * One line of a training set: `{"cid","session_id","diagn","messages","decision_truth","info_truth"}`, and a `weight`
 * where the policy gives one.
 */
export const trainingFormat: RowFormat = {
  looksAt: "turns",
  encoding: "lines",
  columns: [...TURN_COLUMNS, optional(double("weight"))],
  *rows(trajectory, { settings }): Generator<BuiltRow> {
    for (const { record } of trajectory.turns) {
      if ("leftOut" in record) {
        yield record;
        continue;
      }
      const admitted = admitRow(record, settings);
      if ("leftOut" in admitted) yield admitted;
      else {
        const weight = settings.policy.kind === "down_weight" ? `,"weight":${admitted.weight}` : "";
        yield { row: `{${turnFields(trajectory, record)}${weight}}` };
      }
    }
  },
};

/**
 * One line of a reward set: the training row and then `response, reward, decision_score, content_score, format_score,
 * provenance, grader_version, raw_reward, soft_reward, risk, weight`. The risk is the row's.
 */
export const rewardFormat: RowFormat = {
  looksAt: "responses",
  encoding: "lines",
  columns: [
    ...TURN_COLUMNS,
    text("response"),
    double("reward"),
    double("decision_score"),
    double("content_score"),
    double("format_score"),
    text("provenance"),
    text("grader_version"),
    optional(double("raw_reward")),
    optional(double("soft_reward")),
    optional(double("risk")),
    double("weight"),
  ],
  *rows(trajectory, { settings, graderVersion }): Generator<BuiltRow> {
    const version = JSON.stringify(graderVersion);
    for (const turn of trajectory.turns) {
      for (const admitted of admittedResponses(turn, settings)) {
        if ("leftOut" in admitted) {
          yield admitted;
          continue;
        }
        const { record, weight } = admitted;
        yield {
          row:
            `{${turnFields(trajectory, record.turn)},"response":${JSON.stringify(record.response)},` +
            `"reward":${record.reward},"decision_score":${record.decisionScore},` +
            `"content_score":${record.contentScore},"format_score":${record.formatScore},` +
            `"provenance":"${record.provenance}","grader_version":${version},"raw_reward":${record.rawReward},` +
            `"soft_reward":${record.softReward},"risk":${record.risks.row},"weight":${weight}}`,
        };
      }
    }
  },
};
