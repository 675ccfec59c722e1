import { describe, expect, it } from "vitest";
import { nextStep } from "@/components/home/next-step";
import type { Overview } from "@/lib/queries/project-contract";

const empty: Overview = {
  trajectories: 0,
  turns: 0,
  turnsLeftOut: 0,
  unitsOk: 0,
  unitsFailed: 0,
  unitsNotApplicable: 0,
  failures: [],
  gradingRunning: false,
  graderLabel: null,
  reads: 0,
  flags: 0,
  readers: 0,
  openRound: null,
  rounds: 0,
  exportsFinished: 0,
  lastExportRows: null,
  graderAccuracy: { right: 0, total: 0, estimate: null, lower: 0, upper: 1 },
  rewardBias: { turns: 0, estimate: null, lower: null, upper: null },
  minutesSpent: 0,
  minutesByReader: [],
  secondsPerRead: null,
  latest: [],
};
const imported: Overview = { ...empty, trajectories: 12, turns: 585 };
// 585 turns × 4 criteria = 2,340 units
const graded: Overview = { ...imported, unitsOk: 2334, unitsFailed: 6 };
const open: Overview = { ...graded, rounds: 1, openRound: { id: "r", number: 1, readsDone: 5, budgetReads: 20 } };

describe("nextStep", () => {
  it.each([
    ["nothing imported", empty, "import"],
    ["imported, not graded", imported, "grade"],
    ["grading", { ...imported, gradingRunning: true }, "grading"],
    ["graded, never read", graded, "round"],
    ["round open", open, "openRound"],
    ["read, not exported", { ...graded, rounds: 1, reads: 20 }, "export"],
    ["exported", { ...graded, rounds: 1, reads: 20, exportsFinished: 1 }, "another"],
  ] as const)("moves the pipeline for a researcher: %s", (_name, overview, kind) => {
    expect(nextStep(overview, "researcher").kind).toBe(kind);
  });

  it("counts the turns of trajectories that came after the last run", () => {
    // 590 turns − 2,340 units / 4 = 5
    expect(nextStep({ ...open, turns: 590 }, "researcher")).toEqual({ kind: "grade", turns: 5 });
  });

  it("asks a clinician to read what is left, with minutes from the measured pace", () => {
    // 20 − 5 = 15 reads left; 15 × 16 s = 240 s = 4 min
    expect(nextStep({ ...open, secondsPerRead: 16 }, "clinician")).toEqual({ kind: "read", left: 15, minutes: 4 });
  });

  it("never sends a clinician to import, grade or export", () => {
    for (const overview of [empty, imported, graded]) expect(nextStep(overview, "clinician").kind).toBe("nothing");
  });
});
