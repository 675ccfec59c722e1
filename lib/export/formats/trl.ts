import { goodFrom } from "@/lib/export/export-settings";
import { type AdmittedResponse, admittedResponses } from "@/lib/export/formats/admitted-responses";
import { type BuiltRow, type Column, double, optional, type RowFormat, text } from "@/lib/export/formats/row-format";
import { isFailureOf, type LeftOut } from "@/lib/export/left-out";
import type { TrajectoryRecord } from "@/lib/export/trajectory-record";
import type { TurnRecord } from "@/lib/export/turn-record";

const MESSAGES = (name: string): Column => ({ name, type: "messages" });
/** What all three end with; trainers pass over columns they don't know. */
const TAIL = [text("cid"), text("provenance"), optional(double("weight"))] as const;

const said = (response: string) => `[{"role":"assistant","content":${JSON.stringify(response)}}]`;

function promptOf(trajectory: TrajectoryRecord, { contextMessageCount }: TurnRecord): string {
  return `"prompt":${trajectory.contextJson(contextMessageCount)}`;
}

/**
 * KTO, conversational: `{"prompt": [messages], "completion": [message], "label": whether the reward is good enough}`.
 * Source: TRL, dataset formats, "unpaired preference".
 */
export const ktoFormat: RowFormat = {
  looksAt: "responses",
  encoding: "lines",
  columns: [MESSAGES("prompt"), MESSAGES("completion"), { name: "label", type: "boolean" }, double("reward"), ...TAIL],
  *rows(trajectory, { settings }): Generator<BuiltRow> {
    const good = goodFrom(settings);
    for (const turn of trajectory.turns) {
      for (const admitted of admittedResponses(turn, settings)) {
        if ("leftOut" in admitted) yield admitted;
        else {
          const { record } = admitted;
          yield {
            row:
              `{${promptOf(trajectory, record.turn)},"completion":${said(record.response)},` +
              `"label":${record.reward >= good},"reward":${record.reward},${tail(admitted, settings.policy.kind)}}`,
          };
        }
      }
    }
  },
};

/**
 * SFT, conversational: `{"prompt": [messages], "completion": [message]}` of responses whose reward is good enough.
 * Source: TRL, dataset formats, "prompt-completion".
 */
export const sftFormat: RowFormat = {
  looksAt: "responses",
  encoding: "lines",
  columns: [MESSAGES("prompt"), MESSAGES("completion"), double("reward"), ...TAIL],
  *rows(trajectory, { settings }): Generator<BuiltRow> {
    const good = goodFrom(settings);
    for (const turn of trajectory.turns) {
      for (const admitted of admittedResponses(turn, settings)) {
        if ("leftOut" in admitted) yield admitted;
        else if (admitted.record.reward < good) yield { leftOut: "reward below the threshold" };
        else {
          const { record } = admitted;
          yield {
            row:
              `{${promptOf(trajectory, record.turn)},"completion":${said(record.response)},` +
              `"reward":${record.reward},${tail(admitted, settings.policy.kind)}}`,
          };
        }
      }
    }
  },
};

/**
 * DPO, conversational: `{"prompt": [messages], "chosen": [message], "rejected": [message]}`, the responses of the highest
 * and of the lowest calibrated reward at one turn. Of equal rewards the first one counts, the expert's before samples.
 * Source: TRL, dataset formats, "preference".
 */
export const dpoFormat: RowFormat = {
  looksAt: "turns",
  encoding: "lines",
  columns: [
    MESSAGES("prompt"),
    MESSAGES("chosen"),
    MESSAGES("rejected"),
    double("chosen_reward"),
    double("rejected_reward"),
    ...TAIL,
  ],
  *rows(trajectory, { settings }): Generator<BuiltRow> {
    for (const turn of trajectory.turns) {
      if ("leftOut" in turn.record) {
        yield turn.record;
        continue;
      }
      const pair = findPair([...admittedResponses(turn, settings)], settings.leastGap);
      if ("leftOut" in pair) {
        yield pair;
        continue;
      }
      const { chosen, rejected } = pair;
      const weaker = chosen.weight <= rejected.weight ? chosen : rejected;
      yield {
        row:
          `{${promptOf(trajectory, turn.record)},"chosen":${said(chosen.record.response)},` +
          `"rejected":${said(rejected.record.response)},"chosen_reward":${chosen.record.reward},` +
          `"rejected_reward":${rejected.record.reward},${tail(weaker, settings.policy.kind)}}`,
      };
    }
  },
};

function findPair(
  all: readonly (AdmittedResponse | LeftOut)[],
  leastGap: number,
): { readonly chosen: AdmittedResponse; readonly rejected: AdmittedResponse } | LeftOut {
  const admitted = all.filter((one) => "record" in one);
  const [first] = admitted;
  if (first === undefined || admitted.length === 1) {
    // Where a failure is what is missing to a pair, it is named.
    const failure = all.find((one): one is LeftOut => "leftOut" in one && isFailureOf(one.leftOut));
    return failure ?? { leftOut: "fewer than two rewarded responses" };
  }
  let chosen = first;
  let rejected = first;
  for (const one of admitted) {
    if (one.record.reward > chosen.record.reward) chosen = one;
    if (one.record.reward < rejected.record.reward) rejected = one;
  }
  return chosen.record.reward - rejected.record.reward >= leastGap
    ? { chosen, rejected }
    : { leftOut: "no difference in reward" };
}

function tail({ record, weight }: AdmittedResponse, policy: string): string {
  const weighed = policy === "down_weight" ? `,"weight":${weight}` : "";
  return `"cid":${JSON.stringify(record.turn.cid)},"provenance":"${record.provenance}"${weighed}`;
}
