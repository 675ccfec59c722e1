import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LoggedVerdict, standingVerdicts } from "@/lib/calibration/standing-verdicts";

/** "3 r1 wrong<2": verdict v3 of reader r1, kind wrong, supersedes v2; all on unit u unless another is named. */
function log(...rows: readonly string[]): LoggedVerdict[] {
  return rows.map((row) => {
    const parts = /^(\d+) (\w+) (agree|wrong|skip|withdrawn)(?:<(\d+))?(?: on (\w+))?$/.exec(row);
    if (parts === null) throw new Error(row);
    const [, id, readerId = "", kind, supersedes, unitId = "u"] = parts;
    return {
      id: `v${id}`,
      ordinal: BigInt(id ?? 0),
      readerId,
      unitId,
      kind: kind as LoggedVerdict["kind"],
      value: kind === "agree" || kind === "wrong" ? { criterion: "content", score: kind === "agree" ? 1 : 0 } : null,
      supersedesId: supersedes === undefined ? null : `v${supersedes}`,
    };
  });
}

const standing = (...rows: readonly string[]) =>
  Object.fromEntries(
    [...standingVerdicts(log(...rows))].map(([unit, verdicts]) => [unit, verdicts.map(({ id }) => id)]),
  );

describe("standingVerdicts", () => {
  it.each([
    ["nothing", [], {}],
    ["one", ["1 a agree"], { u: ["v1"] }],
    ["a change", ["1 a agree", "2 a wrong<1"], { u: ["v2"] }],
    ["a change that names no predecessor", ["1 a agree", "2 a wrong"], { u: ["v2"] }],
    ["an undo", ["1 a agree", "2 a withdrawn<1"], {}],
    ["an undo of a change: the first stands again", ["1 a agree", "2 a wrong<1", "3 a withdrawn<2"], { u: ["v1"] }],
    ["two undos, the second naming the first", ["1 a agree", "2 a wrong<1", "3 a withdrawn<2", "4 a withdrawn<3"], {}],
    ["two undos, each naming what stood", ["1 a agree", "2 a wrong<1", "3 a withdrawn<2", "4 a withdrawn<1"], {}],
    ["flag, undo, flag again", ["1 a wrong", "2 a withdrawn<1", "3 a wrong<2"], { u: ["v3"] }],
    ["flag, undo, flag again, undo", ["1 a wrong", "2 a withdrawn<1", "3 a wrong<2", "4 a withdrawn<3"], {}],
    ["a skip stands as a skip", ["1 a skip"], { u: ["v1"] }],
    ["a skip replaces", ["1 a wrong", "2 a skip<1"], { u: ["v2"] }],
    ["readers apart, in order of arrival", ["1 b agree", "2 a wrong", "3 b wrong<1"], { u: ["v2", "v3"] }],
    ["an undo touches its reader alone", ["1 b agree", "2 a wrong", "3 b withdrawn<1"], { u: ["v2"] }],
    ["units apart", ["1 a agree on p", "2 a wrong on q", "3 a withdrawn<1 on p"], { q: ["v2"] }],
    ["rows out of order", ["2 a wrong<1", "1 a agree"], { u: ["v2"] }],
  ])("%s", (_, rows, expected) => {
    expect(standing(...rows)).toEqual(expected);
  });

  it.each([
    ["nothing", ["1 a withdrawn"]],
    ["an unknown verdict", ["1 a agree", "2 a withdrawn<7"]],
    ["another reader's verdict", ["1 a agree", "2 b withdrawn<1"]],
    ["another unit's verdict", ["1 a agree on p", "2 a withdrawn<1 on q"]],
  ])("refuses a withdrawal of %s", (_, rows) => {
    expect(() => standing(...rows)).toThrow(/takes back/);
  });

  it("walks back through any number of answers, one an undo", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), (answers) => {
        const rows = Array.from({ length: answers }, (_, i) => `${i + 1} a wrong${i === 0 ? "" : `<${i}`}`);
        for (let undone = 0; undone <= answers; undone += 1) {
          const head = answers + undone;
          expect(standing(...rows)).toEqual(undone === answers ? {} : { u: [`v${answers - undone}`] });
          rows.push(`${head + 1} a withdrawn<${head}`);
        }
      }),
    );
  });
});
