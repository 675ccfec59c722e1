import { describe, expect, it } from "vitest";
import {
  EMPTY_ENDPOINT,
  type EndpointForm,
  endpointToForm,
  readEndpointChange,
  readNewEndpoint,
} from "@/components/endpoints/endpoint-form";
import { type EndpointView, endpointChangeSchema, newEndpointSchema } from "@/lib/queries/endpoint-contract";

const filled: EndpointForm = {
  ...EMPTY_ENDPOINT,
  name: " Local vLLM ",
  baseUrl: "http://localhost:8000/v1",
  model: "Qwen/Qwen3-32B",
};

const problemsOf = (form: EndpointForm) => {
  const read = readNewEndpoint(form);
  return read.ok ? [] : [...read.problems].sort();
};

describe("readNewEndpoint", () => {
  it("takes the defaults, with seconds as milliseconds and no limit where a field is empty", () => {
    const read = readNewEndpoint(filled);
    expect(read).toEqual({
      ok: true,
      value: {
        name: "Local vLLM",
        baseUrl: "http://localhost:8000/v1",
        model: "Qwen/Qwen3-32B",
        key: { source: "none" },
        timeoutMs: 60_000,
        concurrency: 8,
        requestsPerMinute: null,
        tokensPerMinute: null,
        inputUsdPerMillionTokens: null,
        outputUsdPerMillionTokens: null,
        structuredOutput: "json_schema",
        tokenProbabilities: false,
      },
    });
    if (read.ok) expect(newEndpointSchema.safeParse(read.value).success).toBe(true);
  });

  it.each<[string, Partial<EndpointForm>, string[]]>([
    ["empty name", { name: "  " }, ["name"]],
    ["no scheme", { baseUrl: "localhost:8000/v1" }, ["baseUrl"]],
    ["no host", { baseUrl: "http://" }, ["baseUrl"]],
    ["another secret's name", { keyChoice: "environment", variable: "DATABASE_URL" }, ["variable"]],
    ["prefix only", { keyChoice: "environment" }, ["variable"]],
    ["no key typed", { keyChoice: "stored" }, ["storedKey"]],
    ["half a call at a time", { concurrency: "0.5" }, ["concurrency"]],
    ["negative price", { inputPrice: "-1" }, ["inputPrice"]],
    ["two at once", { model: "", timeoutSeconds: "0" }, ["model", "timeoutSeconds"]],
  ])("refuses: %s", (_, change, problems) => expect(problemsOf({ ...filled, ...change })).toEqual(problems));

  it.each<[Partial<EndpointForm>, unknown]>([
    [
      { keyChoice: "environment", variable: "SECOND_OPINION_ENDPOINT_KEY_A" },
      { source: "environment", variable: "SECOND_OPINION_ENDPOINT_KEY_A" },
    ],
    [
      { keyChoice: "stored", storedKey: " sk-1 " },
      { source: "stored", key: "sk-1" },
    ],
  ])("sends the chosen key: %j", (change, key) => {
    const read = readNewEndpoint({ ...filled, ...change });
    expect(read.ok && read.value.key).toEqual(key);
  });
});

describe("readEndpointChange", () => {
  const view: EndpointView = {
    id: "e",
    name: "Local",
    baseUrl: "http://localhost:8000/v1",
    model: "m",
    key: { source: "stored", variable: null, isPresent: true },
    timeoutMs: 2_500,
    concurrency: 32,
    requestsPerMinute: 600,
    tokensPerMinute: null,
    inputUsdPerMillionTokens: 0.15,
    outputUsdPerMillionTokens: 0,
    structuredOutput: "none",
    tokenProbabilities: true,
    archived: false,
    heldUntil: null,
    heldReason: null,
    createdAt: "2026-01-01T00:00:00.000Z",
  };

  it("gives back what was there and leaves a kept key, address and model out", () => {
    const read = readEndpointChange(endpointToForm(view));
    expect(read).toEqual({
      ok: true,
      value: {
        name: "Local",
        timeoutMs: 2_500,
        concurrency: 32,
        requestsPerMinute: 600,
        tokensPerMinute: null,
        inputUsdPerMillionTokens: 0.15,
        outputUsdPerMillionTokens: 0,
        structuredOutput: "none",
        tokenProbabilities: true,
      },
    });
    if (read.ok) expect(endpointChangeSchema.safeParse(read.value).success).toBe(true);
  });
});
