import { describe, expect, it } from "vitest";
import { countUntil, noteActivity, noteVisibility, startMeter } from "@/components/review/active-time";

describe("active time", () => {
  it("counts while the person is active", () => {
    const meter = noteActivity(startMeter(0, true), 10_000);
    expect(countUntil(meter, 25_000).countedMs).toBe(25_000);
  });

  it("stops 30 s after the last sign of life and starts again with the next", () => {
    // 0 … 30 counted, 30 … 100 away, 100 … 105 counted
    const meter = noteActivity(startMeter(0, true), 100_000);
    expect(countUntil(meter, 105_000).countedMs).toBe(35_000);
  });

  it("does not count while the page is hidden", () => {
    const hidden = noteVisibility(startMeter(0, true), 4_000, false);
    const back = noteVisibility(hidden, 20_000, true);
    expect(countUntil(back, 21_000).countedMs).toBe(5_000);
  });

  it("counts nothing for a page that was never seen", () => {
    expect(countUntil(startMeter(0, false), 60_000).countedMs).toBe(0);
  });

  it("does not count a moment twice", () => {
    const once = countUntil(startMeter(0, true), 3_000);
    expect(countUntil(once, 3_000).countedMs).toBe(3_000);
  });
});
