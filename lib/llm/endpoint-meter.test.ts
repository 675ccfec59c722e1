import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type MeterLevels, reserveCalls } from "@/lib/llm/endpoint-meter";

const wish = (calls: number, tokensPerCall = 0, tokenCorrection = 0) => ({ calls, tokensPerCall, tokenCorrection });

describe("reserveCalls", () => {
  it("grants all where there are no limits", () => {
    expect(reserveCalls({ requestsPerMinute: null, tokensPerMinute: null }, null, 0, wish(50))).toMatchObject({
      calls: 50,
      waitMs: 0,
    });
  });

  it("lets one go at once and then one in each sixtieth of the minute", () => {
    const limits = { requestsPerMinute: 60, tokensPerMinute: null };
    const first = reserveCalls(limits, null, 0, wish(5));
    expect(first).toMatchObject({ calls: 1, levels: { requestsLeft: 0 }, waitMs: 1_000 });
    expect(reserveCalls(limits, first.levels, 999, wish(5)).calls).toBe(0);
    expect(reserveCalls(limits, first.levels, 1_000, wish(5)).calls).toBe(1);
    // What was not used in an hour is not saved up.
    expect(reserveCalls(limits, first.levels, 3_600_000, wish(5)).calls).toBe(1);
  });

  it("counts tokens, lets a call larger than the bucket go on credit, and corrects what was expected", () => {
    // A second's worth of 6,000 is 100; then 5,900 a minute.
    const limits = { requestsPerMinute: null, tokensPerMinute: 6_000 };
    const large = reserveCalls(limits, null, 0, wish(2, 1_000));
    expect(large).toMatchObject({ calls: 1, levels: { tokensLeft: -900 } });
    // 900 tokens of debt at 5,900 a minute are 9.15 s.
    expect(Math.round(large.waitMs / 100)).toBe(92);
    expect(reserveCalls(limits, large.levels, 9_000, wish(2, 1_000)).calls).toBe(0);
    expect(reserveCalls(limits, large.levels, 9_300, wish(2, 1_000)).calls).toBe(1);
    // The first took 500 less than expected: it may go on sooner.
    expect(reserveCalls(limits, large.levels, 4_500, wish(1, 1_000, -500)).calls).toBe(1);
  });

  it("keeps any sixty seconds within the limit, whenever it is asked", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3_000 }),
        fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 20, maxLength: 120 }),
        (requestsPerMinute, gaps) => {
          let levels: MeterLevels | null = null;
          let at = 0;
          const granted: { at: number; calls: number }[] = [];
          for (const gap of gaps) {
            at += gap;
            const grant = reserveCalls({ requestsPerMinute, tokensPerMinute: null }, levels, gap, wish(1_000));
            levels = grant.levels;
            granted.push({ at, calls: grant.calls });
          }
          for (const { at: from } of granted) {
            const inMinute = granted.filter((grant) => grant.at >= from && grant.at < from + 60_000);
            expect(inMinute.reduce((sum, { calls }) => sum + calls, 0)).toBeLessThanOrEqual(requestsPerMinute);
          }
        },
      ),
    );
  });
});
