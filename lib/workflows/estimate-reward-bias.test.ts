import { expect, test } from "vitest";
import type { VerdictValue } from "@/lib/calibration/verdict-value";
import type { RewardParts } from "@/lib/db/overview-reads";
import type { AuditUnitOfTurn } from "@/lib/db/round-reads";
import { estimateRewardBias } from "@/lib/workflows/estimate-reward-bias";

const judged = (turnId: string, value: VerdictValue, kind: "agree" | "wrong"): AuditUnitOfTurn => ({
  unitId: `${turnId} ${value.criterion}`,
  turnId,
  criterion: value.criterion,
  auditRank: 1,
  grade: null,
  verdicts: [{ kind, value }],
});
const whole = (turnId: string, stopLabel: "continue" | "stop", score: 0 | 0.5 | 1): AuditUnitOfTurn[] => [
  judged(turnId, { criterion: "decision", stopLabel }, "agree"),
  judged(turnId, { criterion: "extraction", items: [] }, "agree"),
  judged(turnId, { criterion: "content", score }, "wrong"),
];
const parts = (turnId: string, change: Partial<RewardParts> = {}): RewardParts => ({
  turnId,
  response: "Since when?",
  queuedUnits: 3,
  stopLabel: "continue",
  content: 0.5,
  format: 1,
  ...change,
});

// R = decision·(1 + 2·content) + format; the grader's is 1 + 2·.5 + 1 = 3 each time.
test("the bias is the mean of what the grader gave too much", () => {
  const walked = [
    ...whole("a", "continue", 1), // 1 + 2 + 1 = 4: too little by 1
    ...whole("b", "continue", 0), // 1 + 0 + 1 = 2: too much by 1
    ...whole("c", "stop", 0.5), // asked where the expert stops: 0, too much by 3
    ...whole("d", "continue", 1).slice(0, 2), // one unit not audited: left out
  ];
  const bias = estimateRewardBias(
    walked,
    ["a", "b", "c", "d"].map((turnId) => parts(turnId)),
  );
  expect(bias.count).toBe(3);
  // (−1 + 1 + 3) / 3 = 1; the spread is 2, the t quantile at two degrees of freedom 4.302653: 1 ± 4.302653 · 2 / √3.
  expect(bias.estimate).toBeCloseTo(1, 12);
  expect(bias.lower).toBeCloseTo(1 - (4.302653 * 2) / Math.sqrt(3), 5);
  expect(bias.upper).toBeCloseTo(1 + (4.302653 * 2) / Math.sqrt(3), 5);
});

test("nothing is estimated from one turn, or from turns without a reward", () => {
  const nothing = { estimate: null, lower: null, upper: null };
  expect(estimateRewardBias(whole("a", "continue", 1), [parts("a")])).toMatchObject({ count: 1, ...nothing });
  const failed = parts("a", { format: null });
  expect(estimateRewardBias(whole("a", "continue", 1), [failed])).toMatchObject({ count: 0, ...nothing });
});
