import { describe, expect, test } from "vitest";
import { errorLeftCurve } from "@/components/rounds/error-left-data";
import type { CurvePoint, RoundFigures, RoundLive } from "@/lib/queries/round-contract";

const point = (reads: number, estimate: number | null): CurvePoint => ({
  reads,
  minutes: reads / 4,
  corrections: 0,
  errorLeft: estimate === null ? null : { estimate, lower: estimate / 2, upper: estimate * 2 },
  expected: 0.1,
});

function live(changes: {
  state?: RoundLive["round"]["state"];
  path?: RoundFigures["forecast"]["path"];
  graderError?: RoundFigures["graderError"];
  budgetMinutes?: number;
}) {
  return {
    round: { state: changes.state ?? "open", readsDone: 40, budgetReads: 100, unitCount: 400, secondsPerRead: 15 },
    settings: { budgetMinutes: changes.budgetMinutes ?? null },
    curve: [point(5, null), point(20, 0.2), point(40, 0.125)],
    figures: { graderError: changes.graderError ?? null, forecast: { path: changes.path ?? [] } },
    log: [],
  } as unknown as RoundLive;
}

describe("errorLeftCurve", () => {
  test("draws from the first refit whose audits say anything, in percent", () => {
    const { points, readMarks } = errorLeftCurve(live({}));
    expect(points).toEqual([
      { reads: 20, estimate: 20, lower: 10, upper: 40 },
      { reads: 40, estimate: 12.5, lower: 6.25, upper: 25 },
    ]);
    expect(readMarks).toEqual([5, 20, 40]);
  });

  test("random review puts right only what it reads: 20 % of 400 units after 100 reads leave 15 %", () => {
    const { random } = errorLeftCurve(live({ graderError: { estimate: 0.2, lower: 0.1, upper: 0.3 } }));
    expect(random).toEqual([
      { reads: 0, percent: 20 },
      { reads: 100, percent: 15 },
    ]);
  });

  test("the forecast begins at the newest point and ends with the budget", () => {
    const path = [
      { reads: 40, expected: 0.12 },
      { reads: 60, expected: 0.1 },
      { reads: 120, expected: 0.05 },
    ];
    expect(errorLeftCurve(live({ path })).expected).toEqual([
      { reads: 40, percent: 12.5 },
      { reads: 60, percent: 10 },
    ]);
  });

  test("a budget of minutes ends at the reads it holds: 20 minutes of 15 s each are 80", () => {
    expect(errorLeftCurve(live({ budgetMinutes: 20 })).lastRead).toBe(80);
  });

  test("a round that is over ends at its last read and forecasts nothing", () => {
    const ended = errorLeftCurve(live({ state: "finished", path: [{ reads: 60, expected: 0.1 }] }));
    expect(ended.lastRead).toBe(40);
    expect(ended.expected).toEqual([]);
  });
});
