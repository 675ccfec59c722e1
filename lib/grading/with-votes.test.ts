import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LlmGraderDefinition, llmGraderDefinitionSchema } from "@/lib/grading/llm/llm-grader-definition";
import { withVotes } from "@/lib/grading/with-votes";

const endpointId = "6f2f3d5e-3c1a-4b7e-9a51-0d6f1c2b3a4d";
const profile = { profileId: "medicine", profileHash: "0" };
const vote = (name: string, itemOrder: "asked" | "reversed" = "asked", extraInstructions = "") => ({
  name,
  endpointId,
  baseUrl: "http://127.0.0.1/v1",
  model: "m",
  extraInstructions,
  itemOrder,
});
const definitionOf = (votes: ReturnType<typeof vote>[], temperature = 0): LlmGraderDefinition => ({
  name: "llm",
  extraction: { kind: "offline", algorithmVersion: 1, ...profile },
  scoring: {
    kind: "llm",
    templateVersion: 1,
    ...profile,
    answerFormat: "tags",
    temperature,
    maxOutputTokens: 1024,
    seed: 5,
    instructions: "Score.",
    rules: [],
    workedCases: [],
    votes,
    voterVersionIds: [],
    probes: { withoutFuture: false, otherFuture: false },
  },
});
const shape = ({ scoring: { votes, temperature, seed } }: LlmGraderDefinition) => ({
  votes: votes.map(({ name, itemOrder }) => `${name}: ${itemOrder}`),
  temperature,
  seed,
});

describe("withVotes", () => {
  it("turns the items round before it repeats words, and then lets chance in", () => {
    const one = definitionOf([vote("plain")]);
    expect(shape(withVotes(one, 2))).toEqual({
      votes: ["plain: asked", "plain 2: reversed"],
      temperature: 0,
      seed: 5,
    });
    expect(shape(withVotes(one, 3))).toEqual({
      votes: ["plain: asked", "plain 2: reversed", "plain 3: asked"],
      temperature: 0.7,
      seed: null,
    });
    expect(withVotes(definitionOf([vote("plain")], 0.3), 3).scoring.temperature).toBe(0.3);
  });

  it("takes the first ones where fewer are asked for", () => {
    const two = definitionOf([vote("a"), vote("b", "reversed")]);
    expect(shape(withVotes(two, 1)).votes).toEqual(["a: asked"]);
    expect(shape(withVotes(two, 3)).votes).toEqual(["a: asked", "b: reversed", "a 2: reversed"]);
  });

  it("refuses counts that are none", () => {
    for (const count of [0, 10, 1.5]) expect(() => withVotes(definitionOf([vote("a")]), count)).toThrow(RangeError);
  });

  it("gives a definition of so many votes, each with a name of its own, and the same for its own number", () => {
    const votes = fc
      .uniqueArray(fc.constantFrom("a", "a 2", "b", "c 3"), { minLength: 1, maxLength: 4 })
      .chain((names) =>
        fc
          .array(fc.constantFrom("asked" as const, "reversed" as const), {
            minLength: names.length,
            maxLength: names.length,
          })
          .map((orders) => names.map((name, index) => vote(name, orders[index] ?? "asked"))),
      );
    fc.assert(
      fc.property(votes, fc.integer({ min: 1, max: 9 }), (own, count) => {
        const definition = definitionOf(own);
        const changed = withVotes(definition, count);
        expect(llmGraderDefinitionSchema.parse(changed).scoring.votes).toHaveLength(count);
        expect(new Set(changed.scoring.votes.map(({ name }) => name)).size).toBe(count);
        expect(withVotes(definition, own.length)).toBe(definition);
      }),
    );
  });
});
