import { expect, it } from "vitest";
import { defaultPair } from "@/components/graders/default-pair";

const version = (id: string, unitsGraded = 1) => ({
  id,
  graderId: id.slice(0, 1),
  kind: id.startsWith("i") ? ("imported" as const) : ("llm" as const),
  unitsGraded,
});

it.each([
  ["the newest of a grader against the one before", ["a2", "b1", "a1"], "a1 a2"],
  ["an import between changes nothing", ["c1", "a2", "a1", "b1"], "a1 a2"],
  ["an import comes last", ["i1", "b1", "a1"], "a1 b1"],
  ["an import, where there is nothing else", ["i1", "a1"], "i1 a1"],
  ["two graders of one version each", ["b1", "a1"], "a1 b1"],
  ["one version", ["a1"], null],
  ["none", [], null],
])("%s", (_, ids, pair) =>
  expect(
    defaultPair(ids.map((id) => version(id)))
      ?.map((one) => one.id)
      .join(" ") ?? null,
  ).toBe(pair),
);

it("what has graded nothing comes last", () => {
  const versions = [version("a3", 0), version("a2"), version("a1"), version("b1")];
  expect(defaultPair(versions)?.map((one) => one.id)).toEqual(["a1", "a2"]);
  expect(defaultPair([version("a2", 0), version("a1")])?.map((one) => one.id)).toEqual(["a1", "a2"]);
});
