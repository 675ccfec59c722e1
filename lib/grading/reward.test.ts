import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { SCORES } from "@/lib/grading/criterion";
import { FUSION_MODES, fuseReward, rewardResponse, settleScores, TRAIN_MODES } from "@/lib/grading/reward";

const VECTORS = "../shared/data/vectors/reward.jsonl";
const score = z.union([z.literal(0), z.literal(0.5), z.literal(1)]);
const vectorSchema = z.object({
  decision_truth: z.enum(["continue", "stop"]),
  response: z.string(),
  grader: z.object({ format_score: score, content_score: score }),
  train_mode: z.enum(TRAIN_MODES),
  fusion_mode: z.enum(FUSION_MODES),
  expected: z.object({
    decision_score: z.number(),
    content_score: z.number(),
    format_score: z.number(),
    reward: z.number(),
  }),
});

describe("rewardResponse", () => {
  test.each([
    // decision·(1 + 2·content) + format
    ["continue", "How long?", 0.5, 1, 1 * (1 + 2 * 0.5) + 1],
    ["continue", "How long?", 0, 0, 1],
    ["continue", "<stop />", 1, 1, 0],
    ["stop", "How long?", 1, 1, 0],
    ["stop", "<stop />", null, null, 1 * (1 + 2 * 1) + 1],
    ["stop", "Bye. <stop />", null, null, 1 * (1 + 2 * 1) + 0],
  ] as const)("%s, %j, content %s, format %s: reward %d", (stopLabel, response, content, format, reward) => {
    const settings = { trainMode: "Ra+Rs", fusionMode: "default" } as const;
    expect(rewardResponse({ response, stopLabel, content, format }, settings)?.reward).toBe(reward);
  });

  test("a continue turn without target information has no reward", () => {
    expect(settleScores({ response: "How long?", stopLabel: "continue", content: null, format: 1 })).toBeNull();
  });

  test("every reward of the default fusion lies in 0 … 4 and grows with content and format", () => {
    const settings = { trainMode: "Ra+Rs", fusionMode: "default" } as const;
    for (const content of SCORES) {
      for (const format of SCORES) {
        const reward = fuseReward({ decision: 1, content, format }, settings);
        expect(reward).toBeGreaterThanOrEqual(fuseReward({ decision: 1, content: 0, format: 0 }, settings));
        expect(reward).toBeLessThanOrEqual(4);
      }
    }
  });
});

describe.skipIf(!existsSync(VECTORS))(`the reference's rewards (skipped where ${VECTORS} is absent)`, () => {
  test("all equal exactly", () => {
    const lines = readFileSync(VECTORS, "utf8").trimEnd().split("\n");
    expect(lines).toHaveLength(120);
    for (const line of lines) {
      const vector = vectorSchema.parse(JSON.parse(line));
      const rewarded = rewardResponse(
        {
          response: vector.response,
          stopLabel: vector.decision_truth,
          content: vector.grader.content_score,
          format: vector.grader.format_score,
        },
        { trainMode: vector.train_mode, fusionMode: vector.fusion_mode },
      );
      expect(rewarded, line).toEqual({
        decision: vector.expected.decision_score,
        content: vector.expected.content_score,
        format: vector.expected.format_score,
        reward: vector.expected.reward,
      });
    }
  });
});
