import { goodFrom } from "@/lib/export/export-settings";
import { admittedResponses } from "@/lib/export/formats/admitted-responses";
import { type BuiltRow, optional, type RowFormat, text } from "@/lib/export/formats/row-format";
import type { TrajectoryRecord } from "@/lib/export/trajectory-record";
import type { Message } from "@/lib/trajectory/message";

/**
 * Process rewards, one row a trajectory: `prompt` is the dialogue before the first step, `completions` are the steps,
 * each what came since the last step and then the expert's response, and `labels`, `rewards` and `cids` stand beside
 * them. Turns without a reward are no step: what was said there is in the next one. Only the expert's responses make a
 * dialogue, so samples of a policy are not here.
 * Source: TRL, dataset formats, "stepwise supervision".
 */
export const processFormat: RowFormat = {
  looksAt: "trajectories",
  encoding: "lines",
  columns: [
    text("session_id"),
    text("diagn"),
    text("prompt"),
    text("completions (list)"),
    { name: "labels (list)", type: "boolean" },
    { name: "rewards (list)", type: "double" },
    text("cids (list)"),
    optional({ name: "weights (list)", type: "double" }),
  ],
  *rows(trajectory, { settings }): Generator<BuiltRow> {
    const good = goodFrom(settings);
    const steps = [];
    for (const turn of trajectory.turns) {
      for (const one of admittedResponses(turn, settings)) {
        if ("record" in one && one.record.source === "expert") steps.push(one);
      }
    }
    const [first] = steps;
    if (first === undefined) {
      yield { leftOut: "no step with a reward" };
      return;
    }
    const list = (values: readonly unknown[]) => JSON.stringify(values);
    let from = first.record.turn.contextMessageCount;
    const completions = steps.map(({ record }) => {
      const since = trajectory.messages.slice(from, record.turn.contextMessageCount);
      from = record.turn.contextMessageCount + spokenAfter(trajectory, record.turn.contextMessageCount);
      return [...since.map(sayMessage), `assistant: ${record.response}`].join("\n");
    });
    const prompt = trajectory.messages.slice(0, first.record.turn.contextMessageCount).map(sayMessage).join("\n");
    const weights =
      settings.policy.kind === "down_weight" ? `,"weights":${list(steps.map(({ weight }) => weight))}` : "";
    yield {
      row:
        `{"session_id":${trajectory.sessionKey},"diagn":${JSON.stringify(trajectory.diagnosis)},` +
        `"prompt":${JSON.stringify(prompt)},"completions":${list(completions)},` +
        `"labels":${list(steps.map(({ record }) => record.reward >= good))},` +
        `"rewards":${list(steps.map(({ record }) => record.reward))},` +
        `"cids":${list(steps.map(({ record }) => record.turn.cid))}${weights}}`,
    };
  },
};

const sayMessage = ({ role, content }: Message) => `${role}: ${content}`;

/** How many messages in a row the expert said from there on: they are the step's response. */
function spokenAfter({ messages }: TrajectoryRecord, from: number): number {
  let count = 0;
  while (messages[from + count]?.role === "assistant") count += 1;
  return count;
}
