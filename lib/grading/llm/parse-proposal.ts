import { z } from "zod";
import { type AnswerText, mismatch, type ParsedAnswer, parsed } from "@/lib/grading/llm/answer-outcome";
import { sayingTextSchema, wordIssue } from "@/lib/grading/llm/answer-text";
import type { Proposal } from "@/lib/grading/llm/merge-proposal";
import { type JsonShape, readJsonAnswer } from "@/lib/grading/llm/read-json-answer";

const MOST_PROPOSED_RULES = 3;
const MOST_PROPOSED_CASES = 3;

const proposalSchema = z.strictObject({
  critique: sayingTextSchema(2_000),
  rules: z
    .array(z.strictObject({ text: sayingTextSchema(1_000), replaces: z.number().int().min(1).nullable() }))
    .max(MOST_PROPOSED_RULES),
  worked_cases: z
    .array(z.strictObject({ title: sayingTextSchema(200), text: sayingTextSchema(5_000) }))
    .min(1)
    .max(MOST_PROPOSED_CASES),
});

/** The JSON Schema of a proposal, within what strict structured output takes. */
export const PROPOSAL_SCHEMA = {
  name: "proposal",
  schema: {
    type: "object",
    properties: {
      critique: { type: "string" },
      rules: {
        type: "array",
        items: {
          type: "object",
          properties: { text: { type: "string" }, replaces: { anyOf: [{ type: "integer" }, { type: "null" }] } },
          required: ["text", "replaces"],
          additionalProperties: false,
        },
      },
      worked_cases: {
        type: "array",
        items: {
          type: "object",
          properties: { title: { type: "string" }, text: { type: "string" } },
          required: ["title", "text"],
          additionalProperties: false,
        },
      },
    },
    required: ["critique", "rules", "worked_cases"],
    additionalProperties: false,
  },
} as const;

/**
 * Reads a proposal out of what a model sent: one JSON object, with code fences, prose and thought around it and nothing
 * else let through. Two that differ, more than three rules or cases, or a rule that replaces none of the `presentRules`
 * are a schema_mismatch: never a part of an answer.
 */
export function parseProposal(answer: AnswerText, presentRules: number): ParsedAnswer<Proposal> {
  const shape: JsonShape<Proposal> = {
    keys: ["critique", "rules", "worked_cases"],
    read: (object) => {
      const result = proposalSchema.safeParse(object);
      if (!result.success) return mismatch(wordIssue(result.error));
      const { critique, rules, worked_cases: workedCases } = result.data;
      if (rules.some(({ replaces }) => replaces !== null && replaces > presentRules)) {
        return mismatch("The answer replaces a rule that is not there.");
      }
      return parsed({ critique, rules, workedCases });
    },
    isSame: (one, other) => JSON.stringify(one) === JSON.stringify(other),
  };
  return readJsonAnswer(answer, shape);
}
