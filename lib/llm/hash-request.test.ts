import { expect, it } from "vitest";
import type { LlmRequest } from "@/lib/grading/llm/llm-call";
import { hashRequest } from "@/lib/llm/hash-request";
import { wordFailure } from "@/lib/llm/word-failure";

const REQUEST: LlmRequest = {
  endpointId: "e",
  model: "m",
  messages: [{ role: "user", content: "a" }],
  answerSchema: { name: "s", schema: { type: "object", required: ["b"] } },
  temperature: 0,
  maxOutputTokens: 64,
  seed: null,
  sample: 0,
};

it("is the same for the same words, whatever the order of keys", () => {
  const { model, messages, ...rest } = REQUEST;
  const other = { ...rest, messages, model, answerSchema: { name: "s", schema: { required: ["b"], type: "object" } } };
  expect(hashRequest(other)).toBe(hashRequest(REQUEST));
  // Fixed for ever: another value would orphan every stored answer.
  expect(hashRequest(REQUEST)).toBe("bd1528a76a33e04ccba69436d4d86b56feb62ce7251f304e72f4ed73c5fe562d");
});

it.each<[string, Partial<LlmRequest>]>([
  ["endpoint", { endpointId: "f" }],
  ["model", { model: "n" }],
  ["words", { messages: [{ role: "user", content: "b" }] }],
  ["role", { messages: [{ role: "system", content: "a" }] }],
  ["schema", { answerSchema: null }],
  ["temperature", { temperature: null }],
  ["length", { maxOutputTokens: 65 }],
  ["seed", { seed: 0 }],
  ["sample", { sample: 1 }],
])("is another for another %s", (_what, change) => {
  expect(hashRequest({ ...REQUEST, ...change })).not.toBe(hashRequest(REQUEST));
});

it("shows the endpoint's words unless they quote what was sent", () => {
  const sent = [{ content: "The patient says: my left knee hurts\nwhen I climb stairs." }];
  const word = (words: string | null) => wordFailure({ message: "It failed.", words }, sent);
  expect(word("Model is loading")).toBe("It failed. It says: “Model is loading”");
  expect(word("Bad input: my left knee hurts when I climb")).toBe("It failed.");
  expect(word(null)).toBe("It failed.");
});
