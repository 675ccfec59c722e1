import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CallsToMake, type EndpointTerms, estimateRun } from "@/lib/grading/estimate-run";

const exactly = (value: number) => ({ estimate: value, lower: value, upper: value });

const ENDPOINT: EndpointTerms = {
  id: "one",
  concurrency: 10,
  requestsPerMinute: null,
  tokensPerMinute: null,
  inputPriceMicroUsd: 1_000_000n,
  outputPriceMicroUsd: 2_000_000n,
};
const CALLS: CallsToMake = {
  endpointId: "one",
  questions: exactly(100),
  bytes: 4000,
  assumedOutputTokens: exactly(50),
  measured: null,
};
const OWN = { isOwn: true, answers: 400, answersPerQuestion: 1.1, inputTokens: 900, outputTokens: 60, latencyMs: 500 };

describe("a run's estimate", () => {
  test("from lengths alone: a token for four bytes, give or take a quarter; up to a tenth asked again", () => {
    const found = estimateRun([CALLS], [ENDPOINT]);
    expect(found.calls).toEqual({ estimate: 100, lower: 100, upper: expect.closeTo(110) });
    // 4000 bytes ÷ 4 = 1000 tokens a call, 750 … 1250; 110 calls × 1250 = 137,500.
    expect(found.inputTokens).toEqual({ estimate: 100_000, lower: 75_000, upper: expect.closeTo(137_500) });
    // 100,000 × $1 ÷ 10⁶ + 5,000 × $2 ÷ 10⁶.
    expect(found.costUsd?.estimate).toBeCloseTo(0.11);
    // 100 calls × 3 s ÷ 10 at a time.
    expect(found.seconds).toEqual({ estimate: 30, lower: 10, upper: expect.closeTo(110) });
  });

  test("from the grader's own answers", () => {
    const found = estimateRun([{ ...CALLS, measured: OWN }], [ENDPOINT]);
    // 100 × 1.1 calls × 900 tokens; at least 100 × 810.
    expect(found.inputTokens.estimate).toBeCloseTo(99_000);
    expect(found.inputTokens.lower).toBeCloseTo(81_000);
    // 110 × 0.5 s ÷ 10.
    expect(found.seconds.estimate).toBeCloseTo(5.5);
  });

  test("another grader's answers tell output and time, not the length of what is sent", () => {
    const found = estimateRun([{ ...CALLS, measured: { ...OWN, isOwn: false, answersPerQuestion: 1 } }], [ENDPOINT]);
    expect(found.inputTokens.estimate).toBeCloseTo(100_000);
    expect(found.outputTokens).toEqual({ estimate: 6000, lower: 4500, upper: expect.closeTo(7725) });
  });

  test.each([
    // 100 calls at 20 a minute: 300 s, above the 5 s that they would take.
    { change: { requestsPerMinute: 20 }, seconds: 300 },
    // 90,000 + 6,000 tokens at 48,000 a minute: 120 s.
    { change: { tokensPerMinute: 48_000 }, seconds: 120 },
  ])("limits a minute: $change", ({ change, seconds }) => {
    const measured = { ...OWN, answersPerQuestion: 1 };
    expect(estimateRun([{ ...CALLS, measured }], [{ ...ENDPOINT, ...change }]).seconds.estimate).toBeCloseTo(seconds);
  });

  test("an unknown price leaves the cost unknown, unless nothing is asked there", () => {
    const unknown = { ...ENDPOINT, outputPriceMicroUsd: null };
    expect(estimateRun([CALLS], [unknown]).costUsd).toBeNull();
    expect(estimateRun([{ ...CALLS, questions: exactly(0) }], [unknown]).costUsd).toEqual(exactly(0));
  });

  test("the estimate lies within its range", () => {
    const kinds = fc.array(
      fc.record({
        endpointId: fc.constantFrom("one", "two"),
        questions: fc.nat({ max: 10_000 }).map(exactly),
        bytes: fc.nat({ max: 100_000 }),
        assumedOutputTokens: fc.nat({ max: 1000 }).map(exactly),
        measured: fc.option(
          fc.record({
            isOwn: fc.boolean(),
            answers: fc.integer({ min: 1, max: 1000 }),
            answersPerQuestion: fc.double({ min: 1, max: 3, noNaN: true }),
            inputTokens: fc.nat({ max: 10_000 }),
            outputTokens: fc.nat({ max: 1000 }),
            latencyMs: fc.nat({ max: 60_000 }),
          }),
        ),
      }),
    );
    fc.assert(
      fc.property(kinds, (calls) => {
        const found = estimateRun(calls, [ENDPOINT, { ...ENDPOINT, id: "two", requestsPerMinute: 60 }]);
        for (const range of [found.calls, found.inputTokens, found.outputTokens, found.seconds, found.costUsd]) {
          if (range === null) continue;
          expect(range.lower).toBeLessThanOrEqual(range.estimate + 1e-9);
          expect(range.estimate).toBeLessThanOrEqual(range.upper + 1e-9);
        }
      }),
    );
  });
});
