import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FinalLabel } from "@/lib/calibration/final-label";
import { exportSettingsSchema } from "@/lib/export/export-settings";
import { rewardFormat, trainingFormat } from "@/lib/export/formats/learn-to-ask";
import type { BuiltRow, RowFormat } from "@/lib/export/formats/row-format";
import { admitRow, recordTrajectory, type TrajectoryToExport } from "@/lib/export/trajectory-record";
import type { Score } from "@/lib/grading/criterion";
import type { Message } from "@/lib/trajectory/message";
import type { StopLabel } from "@/lib/trajectory/turn";

type By = "machine" | "human" | "human_twice";
const none = (grade: "failed" | "not_applicable" | "missing"): FinalLabel => ({
  provenance: "none",
  value: null,
  grade,
});
const ambiguous: FinalLabel = { provenance: "ambiguous", value: null };
const says = (stopLabel: StopLabel, provenance: By = "machine"): FinalLabel => ({
  provenance,
  value: { criterion: "decision", stopLabel },
});
const items = (provenance: By = "machine"): FinalLabel => ({
  provenance,
  value: { criterion: "extraction", items: [] },
});
const content = (score: Score, provenance: By = "machine"): FinalLabel => ({
  provenance,
  value: { criterion: "content", score },
});
const format = (score: Score, provenance: By = "machine"): FinalLabel => ({
  provenance,
  value: { criterion: "format", score },
});

const messages: readonly Message[] = [
  { role: "user", content: '嗓子疼 "a"' },
  { role: "assistant", content: "Since when?" },
  { role: "user", content: "2 days" },
];

interface Case {
  readonly decision: FinalLabel;
  readonly extraction: FinalLabel;
  readonly laterExtractions: readonly FinalLabel[];
  readonly targetInformation: readonly { attribute: string; value: string }[];
  readonly response: string;
  readonly content: FinalLabel;
  readonly format: FinalLabel;
  readonly risk: number | null;
}

/** The case's turn with one response, and after it turns of which only the extraction matters. */
function trajectory(changes: Partial<Case>): TrajectoryToExport {
  const one: Case = {
    decision: says("continue"),
    extraction: items(),
    laterExtractions: [items()],
    targetInformation: [
      { attribute: "duration", value: "2 days" },
      { attribute: "fever", value: "no" },
    ],
    response: "Since when?",
    content: content(0.5),
    format: format(1),
    risk: null,
    ...changes,
  };
  const known = (label: FinalLabel) => ({ label, risk: one.risk });
  const turn = (round: number) => ({
    round,
    contextMessageCount: 2 * round - 1,
    responseMessageCount: 1,
    stopLabel: "continue" as const,
  });
  return {
    sessionKey: "1.0",
    diagnosis: "URTI",
    messages,
    turns: [
      {
        turn: turn(1),
        decision: known(one.decision),
        extraction: known(one.extraction),
        targetInformation: one.targetInformation,
        responses: [
          {
            response: one.response,
            source: "expert",
            sampleIndex: 0,
            content: known(one.content),
            format: known(one.format),
            own: { stopLabel: "continue", content: 0.5, format: 1 },
          },
        ],
      },
      ...one.laterExtractions.map((label, at) => ({
        turn: turn(at + 2),
        decision: known(says("stop")),
        extraction: known(label),
        targetInformation: [],
        responses: [],
      })),
    ],
  };
}

const settings = exportSettingsSchema.parse({});
const context = { project: "p", domain: "medicine", graderVersion: "offline 1", settings };

function firstRow(rowFormat: RowFormat, changes: Partial<Case>): BuiltRow {
  const record = recordTrajectory(trajectory(changes), { split: "train", settings });
  const [built] = rowFormat.rows(record, context);
  if (built === undefined) throw new Error("No row.");
  return built;
}
const trainingRow = (changes: Partial<Case> = {}) => firstRow(trainingFormat, changes);
const rewardRow = (changes: Partial<Case> = {}) => firstRow(rewardFormat, changes);

const STOP = "<stop />";
const SHARED =
  '"cid":"1.0_1","session_id":1.0,"diagn":"URTI","messages":[{"role":"user","content":"嗓子疼 \\"a\\""}],"decision_truth":"continue","info_truth":"duration: 2 days, fever: no"';

function scores(changes: Partial<Case>): string {
  const built = rewardRow(changes);
  if ("leftOut" in built) return built.leftOut;
  const row = JSON.parse(String(built.row));
  return [row.reward, row.decision_score, row.content_score, row.format_score, row.provenance].join(" ");
}

describe("trainingRow", () => {
  it("has the trainer's fields in its order", () => {
    expect(trainingRow()).toEqual({ row: `{${SHARED}}` });
  });

  it("keeps a stop without items", () => {
    const built = trainingRow({ decision: says("stop"), targetInformation: [] });
    expect("row" in built ? JSON.parse(String(built.row)) : built).toMatchObject({
      decision_truth: "stop",
      info_truth: "",
    });
  });

  it.each([
    [{ targetInformation: [] }, "no target information"],
    [{ decision: none("failed") }, "failed grade"],
    [{ extraction: none("failed") }, "failed grade"],
    [{ laterExtractions: [items(), none("failed")] }, "failed grade"],
    [{ extraction: none("failed"), decision: none("missing"), targetInformation: [] }, "failed grade"],
    [{ decision: none("missing") }, "not graded"],
    [{ decision: none("not_applicable") }, "not graded"],
    [{ laterExtractions: [none("missing")] }, "not graded"],
    [{ decision: ambiguous }, "ambiguous verdicts"],
    [{ laterExtractions: [ambiguous] }, "ambiguous verdicts"],
    [{ extraction: ambiguous, targetInformation: [] }, "ambiguous verdicts"],
  ] satisfies [Partial<Case>, string][])("leaves out %#: %o", (changes, leftOut) => {
    expect(trainingRow(changes)).toEqual({ leftOut });
    expect(rewardRow(changes)).toEqual({ leftOut });
  });

  it("takes nothing extracted for no items, and needs no scores", () => {
    expect(trainingRow({ extraction: none("not_applicable") })).toEqual({ row: `{${SHARED}}` });
    expect(trainingRow({ content: none("failed"), format: none("missing") })).toEqual({ row: `{${SHARED}}` });
  });
});

describe("rewardRow", () => {
  it("is the training row and then the scores, in order", () => {
    // decision 1 × (1 + 2 × .5) + format 1 = 3
    expect(rewardRow()).toEqual({
      row: `{${SHARED},"response":"Since when?","reward":3,"decision_score":1,"content_score":0.5,"format_score":1,"provenance":"machine","grader_version":"offline 1","raw_reward":3,"soft_reward":null,"risk":null,"weight":1}`,
    });
  });

  it.each([
    // decision × (1 + 2 × content) + format
    [{}, "3 1 0.5 1 machine"],
    [{ content: content(1), format: format(0.5) }, "3.5 1 1 0.5 machine"],
    [{ content: content(0), format: format(0) }, "1 1 0 0 machine"],
    // A wrong decision makes all 0.
    [{ response: STOP }, "0 0 0 0 machine"],
    [{ decision: says("stop", "human") }, "0 0 0 0 human"],
    [{ response: STOP, content: none("not_applicable") }, "0 0 0 0 machine"],
    [{ response: STOP, content: ambiguous }, "0 0 0 0 machine"],
    // Both stop: content 1, format 1 only for the bare marker.
    [
      { decision: says("stop"), response: STOP, content: none("not_applicable"), targetInformation: [] },
      "4 1 1 1 machine",
    ],
    [{ decision: says("stop"), response: `Bye ${STOP}`, content: none("not_applicable") }, "3 1 1 0 machine"],
    // A failure is never a reward, nor stands beside one.
    [{ content: none("failed") }, "failed grade"],
    [{ format: none("failed") }, "failed grade"],
    [{ response: STOP, content: none("failed") }, "failed grade"],
    [{ decision: says("stop"), response: STOP, format: none("failed") }, "failed grade"],
    [{ content: none("missing") }, "not graded"],
    [{ response: STOP, format: none("missing") }, "not graded"],
    [{ content: none("not_applicable") }, "not graded"],
    [{ content: ambiguous }, "ambiguous verdicts"],
    [{ format: ambiguous }, "ambiguous verdicts"],
    // Who stands behind it.
    [{ content: content(1, "human") }, "4 1 1 1 human"],
    [{ content: content(1, "human_twice") }, "4 1 1 1 human_twice"],
    [{ content: content(1, "human_twice"), decision: says("continue", "human") }, "4 1 1 1 human"],
    [{ extraction: items("human") }, "3 1 0.5 1 human"],
    [{ laterExtractions: [items(), items("human")] }, "3 1 0.5 1 propagated"],
    [{ response: STOP, content: content(1, "human") }, "0 0 0 0 machine"],
  ] satisfies [Partial<Case>, string][])("case %#", (changes, expected) => {
    expect(scores(changes)).toBe(expected);
  });

  it("refuses labels of another criterion", () => {
    expect(() => rewardRow({ content: format(1) })).toThrow(/no score of it/);
    expect(() => rewardRow({ decision: content(1) })).toThrow(/no stop label/);
  });

  it("gives the reward of the formula, 0 … 4, for whatever the labels say", () => {
    const score = fc.constantFrom<Score>(0, 0.5, 1);
    const label = fc.constantFrom<StopLabel>("continue", "stop");
    fc.assert(
      fc.property(
        label,
        score,
        score,
        fc.constantFrom("Where?", STOP, `x ${STOP}`, "<stop/>"),
        (stopLabel, c, f, response) => {
          const built = rewardRow({ decision: says(stopLabel), content: content(c), format: format(f), response });
          if ("leftOut" in built) throw new Error(built.leftOut);
          const row = JSON.parse(String(built.row));
          const stops = response.includes("<stop />");
          let expected = [0, 0, 0];
          if (stops && stopLabel === "stop") expected = [1, 1, response === "<stop />" ? 1 : 0];
          if (!stops && stopLabel === "continue") expected = [1, c, f];
          const [d = 0, cc = 0, ff = 0] = expected;
          expect([row.decision_score, row.content_score, row.format_score]).toEqual(expected);
          expect(row.reward).toBe(d * (1 + 2 * cc) + ff);
          expect(row.reward >= 0 && row.reward <= 4).toBe(true);
        },
      ),
    );
  });
});

describe("risk", () => {
  it("joins the risks of everything a row rests on", () => {
    const built = rewardRow({ risk: 0.1 });
    const row = JSON.parse("row" in built ? String(built.row) : "{}");
    // Decision, two extractions, content and format: 1 − .9⁵ = .40951
    expect(row.risk).toBeCloseTo(0.40951, 12);
    // A wrong decision reads no score: 1 − .9³ = .271
    const unread = rewardRow({ risk: 0.1, response: STOP });
    expect(JSON.parse("row" in unread ? String(unread.row) : "{}").risk).toBeCloseTo(0.271, 12);
  });

  it("gives the expected reward", () => {
    const built = rewardRow({ risk: 0.2 });
    const row = JSON.parse("row" in built ? String(built.row) : "{}");
    // P(continue) .8; content .5 with .8, else 0 or 1 with .1 each: mean .5; format 1 with .8, else 0 or .5: .8 + .05.
    // .8 · (1 + 2 · .5 + .85) = 2.28
    expect(row.soft_reward).toBeCloseTo(2.28, 12);
    expect(row.raw_reward).toBe(3);
  });

  it.each([
    [{ kind: "relabel" }, null, { weight: 1 }],
    [{ kind: "down_weight" }, 0.1, { weight: 1 - 2 * 0.3 }],
    [{ kind: "down_weight" }, null, { leftOut: "no estimated risk" }],
    [{ kind: "drop", threshold: 0.1 }, 0.1, { weight: 1 }],
    [{ kind: "drop", threshold: 0.09 }, 0.1, { leftOut: "risk above the threshold" }],
  ] as const)("under the policy %o a label risk of %s gives %o", (policy, label, expected) => {
    const risks = { row: label === null ? null : 0.3, label };
    const parsed = exportSettingsSchema.parse({ policy });
    expect(admitRow({ risks, provenance: "machine" }, parsed)).toEqual(expected);
  });

  it("leaves out what nobody reviewed where only reviewed rows are wanted", () => {
    const only = exportSettingsSchema.parse({ filter: { reviewedOnly: true } });
    const risks = { row: null, label: null };
    expect(admitRow({ risks, provenance: "propagated" }, only)).toEqual({ leftOut: "not reviewed" });
    expect(admitRow({ risks, provenance: "human" }, only)).toEqual({ weight: 1 });
  });
});
