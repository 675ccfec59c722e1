import { describe, expect, it } from "vitest";
import {
  type GraderForm,
  graderFormFrom,
  newGraderForm,
  nextKey,
  readGraderForm,
} from "@/components/graders/grader-form";
import { llmGraderDefinitionSchema } from "@/lib/grading/llm/llm-grader-definition";
import { graderDraftSchema } from "@/lib/queries/grader-contract";

const A = "0190aaaa-0000-7000-8000-00000000000a";
const B = "0190aaaa-0000-7000-8000-00000000000b";
const known = new Set([A, B]);
const defaults = { extractionInstructions: "Read items.", scoringInstructions: "Score." };
const fresh: GraderForm = { ...newGraderForm(A, defaults, "plain"), name: "first" };

const problemsOf = (form: GraderForm) => {
  const read = readGraderForm(form, known);
  return read.ok ? [] : [...read.problems].sort();
};

describe("readGraderForm", () => {
  it("a new grader is a draft that the server takes", () => {
    const read = readGraderForm(fresh, known);
    expect(read).toMatchObject({ ok: true, draft: { name: "first", extraction: { kind: "llm", endpointId: A } } });
    if (read.ok) expect(graderDraftSchema.safeParse(read.draft).error).toBeUndefined();
  });

  it("empty rows are not sent; an empty temperature and seed are the endpoint's own", () => {
    const read = readGraderForm(
      {
        ...fresh,
        rules: [
          { key: 1, text: " One question. " },
          { key: 2, text: "  " },
        ],
        cases: [{ key: 1, title: "", text: "" }],
        temperature: "",
        seed: "",
      },
      known,
    );
    expect(read).toMatchObject({
      ok: true,
      draft: { scoring: { rules: ["One question."], workedCases: [], temperature: null, seed: null } },
    });
  });

  it("the offline extraction needs no endpoint and none of its numbers", () => {
    const read = readGraderForm(
      { ...fresh, extractionKind: "offline", extractionEndpointId: "", turnsPerCall: "none" },
      known,
    );
    expect(read).toMatchObject({ ok: true, draft: { extraction: { kind: "offline" } } });
  });

  it.each<[string, Partial<GraderForm>, string[]]>([
    ["no name", { name: "" }, ["name"]],
    ["a name with a slash", { name: "a/b" }, ["name"]],
    ["an archived endpoint", { extractionEndpointId: "gone" }, ["extractionEndpoint"]],
    ["too hot", { temperature: "2.1" }, ["temperature"]],
    ["too few tokens", { maxTokens: "10" }, ["maxTokens"]],
    ["half a case", { cases: [{ key: 3, title: "A", text: "" }] }, ["case.3"]],
    [
      "a vote without a name, one without an endpoint",
      {
        votes: [
          { key: 1, name: " ", endpointId: A, extraInstructions: "", itemOrder: "asked" },
          { key: 4, name: "b", endpointId: "gone", extraInstructions: "", itemOrder: "asked" },
        ],
      },
      ["vote.1", "vote.4"],
    ],
  ])("refuses: %s", (_, change, problems) => expect(problemsOf({ ...fresh, ...change })).toEqual(problems));
});

describe("graderFormFrom", () => {
  it("gives back the words of a frozen version", () => {
    const model = { endpointId: B, baseUrl: "http://localhost:8000/v1", model: "m" };
    const shared = { templateVersion: 1 as const, profileId: "medicine", profileHash: "0".repeat(64) };
    const definition = llmGraderDefinitionSchema.parse({
      name: "llm",
      extraction: {
        kind: "llm",
        ...shared,
        ...model,
        answerFormat: "json_schema",
        temperature: null,
        maxOutputTokens: 2048,
        seed: 5,
        instructions: "Read.",
        turnsPerCall: 12,
      },
      scoring: {
        kind: "llm",
        ...shared,
        answerFormat: "json_schema",
        temperature: 0.3,
        maxOutputTokens: 800,
        seed: null,
        instructions: "Judge.",
        rules: ["r1", "r2"],
        workedCases: [{ title: "t", text: "x" }],
        votes: [
          { name: "plain", ...model, extraInstructions: "", itemOrder: "asked" },
          { name: "back", ...model, extraInstructions: "Be strict.", itemOrder: "reversed" },
        ],
        voterVersionIds: [A],
        probes: { withoutFuture: true, otherFuture: false },
      },
    });
    const read = readGraderForm(graderFormFrom("first", definition, fresh), known);
    expect(read.ok && read.draft).toEqual({
      name: "first",
      extraction: {
        kind: "llm",
        endpointId: B,
        instructions: "Read.",
        turnsPerCall: 12,
        temperature: null,
        maxOutputTokens: 2048,
        seed: 5,
      },
      scoring: {
        instructions: "Judge.",
        rules: ["r1", "r2"],
        workedCases: [{ title: "t", text: "x" }],
        temperature: 0.3,
        maxOutputTokens: 800,
        seed: null,
        votes: [
          { name: "plain", endpointId: B, extraInstructions: "", itemOrder: "asked" },
          { name: "back", endpointId: B, extraInstructions: "Be strict.", itemOrder: "reversed" },
        ],
        voterVersionIds: [A],
        probes: { withoutFuture: true, otherFuture: false },
      },
    });
  });
});

it("nextKey is none of those that are there", () => {
  expect(nextKey([])).toBe(1);
  expect(nextKey([{ key: 3 }, { key: 1 }])).toBe(4);
});
