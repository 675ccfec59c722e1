import { describe, expect, it } from "vitest";
import { ceilingReached } from "@/components/runs/ceiling-reached";
import { EMPTY_RUN, type RunForm, readRunForm } from "@/components/runs/run-form";
import { newRunSchema } from "@/lib/queries/run-contract";

const form: RunForm = { ...EMPTY_RUN, grader: "offline" };

describe("readRunForm", () => {
  it("asks for everything that is missing by default", () => {
    const run = readRunForm(form, false);
    expect(run).toEqual({
      grader: "offline",
      scope: { only: "missing", search: "", importId: null, sample: null },
    });
    expect(newRunSchema.parse(run)).toMatchObject({ votes: null, costCeilingUsd: null, scope: { seed: 1 } });
  });

  it("sends seed, votes and ceiling where they count", () => {
    const full: RunForm = {
      ...form,
      grader: "v",
      only: "failed",
      search: " cough ",
      importId: "0190aaaa-0000-7000-8000-000000000000",
      sample: "1,500",
      seed: "7",
      votes: "3",
      ceiling: "2.5",
    };
    expect(readRunForm(full, true)).toEqual({
      grader: "v",
      scope: {
        only: "failed",
        search: "cough",
        importId: "0190aaaa-0000-7000-8000-000000000000",
        sample: 1500,
        seed: 7,
      },
      votes: 3,
      costCeilingUsd: 2.5,
    });
    // The offline grader casts no votes and costs nothing.
    expect(readRunForm(full, false)).not.toHaveProperty("votes");
    expect(readRunForm(full, false)).not.toHaveProperty("costCeilingUsd");
  });

  it.each<[string, Partial<RunForm>, boolean, boolean]>([
    ["half a trajectory", { sample: "0.5" }, true, false],
    ["a ceiling in words", { ceiling: "five" }, true, false],
    ["a ceiling in words, offline", { ceiling: "five" }, false, true],
    ["no seed for a sample", { sample: "5", seed: "" }, true, false],
    ["no seed where nothing is drawn", { seed: "" }, true, true],
  ])("%s", (_, change, isLlm, taken) => expect(readRunForm({ ...form, ...change }, isLlm) !== null).toBe(taken));
});

describe("ceilingReached", () => {
  it.each([
    [1, 2, false],
    [2, 2, true],
    [2.01, 2, true],
    [null, 2, false],
    [5, null, false],
  ])("spent %s of %s → %s", (costUsd, costCeilingUsd, reached) =>
    expect(ceilingReached({ costUsd, costCeilingUsd })).toBe(reached),
  );
});
