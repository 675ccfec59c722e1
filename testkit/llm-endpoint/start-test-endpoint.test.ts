import { afterEach, expect, test } from "vitest";
import type { EndpointOptionsInput } from "@/testkit/llm-endpoint/endpoint-options";
import { startTestEndpoint, type TestEndpoint } from "@/testkit/llm-endpoint/start-test-endpoint";

let endpoint: TestEndpoint | null = null;
afterEach(async () => {
  await endpoint?.close();
  endpoint = null;
});

const NONCE = "0123456789ab";
const block = (name: string, lines: readonly string[]) => [`<<<${name} ${NONCE}`, ...lines, `${name} ${NONCE}>>>`];

const CONTEXT = ["[0] patient: I have had a cough", "  | and a sore throat."];
const FUTURE = [
  "[1] clinician: Do you have a fever?",
  "[2] patient: Yes, 39 degrees since Monday.",
  "[3] clinician: Are you short of breath?",
  "[4] patient: No, not at all.",
];
const SCORING = [
  "TASK scoring",
  ...block("CONTEXT", CONTEXT),
  ...block("RESPONSE", ["[-] clinician: Have you got a fever?"]),
  ...block("FUTURE", FUTURE),
  ...block("TARGET", ["1. fever: 39 degrees", "2. breathlessness: no"]),
].join("\n");
const EXTRACTION = [
  "TASK extraction",
  ...block("TURNS", ["turn 1: messages 1-1", "turn 2: messages 3-3"]),
  ...block("DIALOGUE", [...CONTEXT, ...FUTURE]),
].join("\n");
const SCHEMA = { type: "json_schema", json_schema: { name: "answer", strict: true, schema: { type: "object" } } };

async function start(options: EndpointOptionsInput = {}): Promise<TestEndpoint> {
  endpoint = await startTestEndpoint(options);
  return endpoint;
}

function ask(prompt: string, more: object = {}, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${endpoint?.url}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({
      model: "test-model",
      messages: [
        { role: "system", content: "You grade." },
        { role: "user", content: prompt },
      ],
      response_format: SCHEMA,
      ...more,
    }),
    signal: AbortSignal.timeout(2_000),
  });
}

interface Completion {
  readonly choices: readonly {
    readonly message: { readonly content: string; readonly refusal: string | null };
    readonly finish_reason: string;
    readonly logprobs: { readonly content: readonly { readonly token: string; readonly logprob: number }[] } | null;
  }[];
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number };
}

async function said(answering: Promise<Response>): Promise<string> {
  const completion = (await (await answering).json()) as Completion;
  return completion.choices[0]?.message.content ?? "";
}

async function errorOf(answering: Promise<Response>): Promise<{ status: number; code: string | null; type: string }> {
  const response = await answering;
  const { error } = (await response.json()) as { error: { code: string | null; type: string } };
  return { status: response.status, code: error.code, type: error.type };
}

test("a scoring prompt is answered with the offline grader's scores and a quote of the future", async () => {
  await start();
  const answer = JSON.parse(await said(ask(SCORING)));
  expect(answer).toMatchObject({ content_score: 1, format_score: 1 });
  expect(answer.quotes[0]).toMatch(/39 degrees/);
});

test("without target information and future only the form is judged; the target may be empty", async () => {
  await start();
  const lines = SCORING.split("\n");
  const without = (name: string, text: string[]) => {
    const from = text.indexOf(`<<<${name} ${NONCE}`);
    return text.toSpliced(from, text.indexOf(`${name} ${NONCE}>>>`) - from + 1);
  };
  const probe = without("FUTURE", without("TARGET", lines)).join("\n");
  expect(JSON.parse(await said(ask(probe)))).toMatchObject({ content_score: 0.5, quotes: [] });
  const empty = [...without("TARGET", lines), ...block("TARGET", [])].join("\n");
  expect(JSON.parse(await said(ask(empty)))).toMatchObject({ content_score: null, format_score: 1 });
});

test("an extraction prompt is answered with the items asked at each turn, in JSON or in tags", async () => {
  await start();
  const { items } = JSON.parse(await said(ask(EXTRACTION))) as { items: { turn: number; quote: string }[] };
  expect(items.map(({ turn }) => turn)).toEqual([1, 2]);
  expect(items[0]?.quote).toMatch(/39 degrees/);
  const tags = await said(ask(EXTRACTION, { response_format: undefined }));
  expect(tags).toMatch(/^<item turn="1"><attribute>.+<\/attribute><value>.+<\/value><question>.+<\/question><quote>/);
  const scored = await said(ask(SCORING, { response_format: undefined }));
  expect(scored).toMatch(/^<think>.*\n<format_score>1\.0<\/format_score>\n<content_score>1\.0<\/content_score>/);
});

test("any other prompt is answered with the plainest value that the schema allows", async () => {
  await start();
  const schema = { type: "object", properties: { ok: { type: "boolean" }, word: { enum: ["a", "b"] } } };
  const format = { type: "json_schema", json_schema: { name: "probe", schema } };
  expect(JSON.parse(await said(ask("Are you there?", { response_format: format })))).toEqual({ ok: true, word: "a" });
  expect(await said(ask("Are you there?", { response_format: undefined }))).toBe("OK");
});

test("a stream carries the same answer in pieces, and the usage last where it is asked for", async () => {
  await start();
  const whole = await said(ask(SCORING));
  const response = await ask(SCORING, { stream: true, stream_options: { include_usage: true } });
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const events = (await response.text()).trim().split("\n\n");
  expect(events.at(-1)).toBe("data: [DONE]");
  const chunks = events.slice(0, -1).map((event) => JSON.parse(event.slice("data: ".length)));
  const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("");
  expect(text).toBe(whole);
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: Math.ceil(whole.length / 4) } });
});

test("token probabilities come where they are asked for and offered", async () => {
  const { set } = await start();
  const read = async () => ((await (await ask(SCORING, { logprobs: true })).json()) as Completion).choices[0]?.logprobs;
  const logprobs = await read();
  expect(logprobs?.content.every(({ logprob }) => logprob <= 0 && logprob >= Math.log(0.8))).toBe(true);
  set({ offersLogprobs: false });
  expect(await read()).toBeNull();
});

test("an answer longer than the caller wants is cut and says so", async () => {
  await start();
  const completion = (await (await ask(SCORING, { max_completion_tokens: 5 })).json()) as Completion;
  expect(completion.choices[0]?.finish_reason).toBe("length");
  expect(completion.usage.completion_tokens).toBe(5);
});

test("keys, models, schemas and long prompts are refused as OpenAI refuses them", async () => {
  const { set, url } = await start({ apiKey: "right" });
  expect(await errorOf(ask(SCORING))).toMatchObject({ status: 401, code: "invalid_api_key" });
  expect((await fetch(`${url}/models`)).status).toBe(401);
  set({ apiKey: null });
  const models = (await (await fetch(`${url}/models`)).json()) as { data: { id: string }[] };
  expect(models.data.map(({ id }) => id)).toEqual(["test-model"]);
  expect(await errorOf(ask(SCORING, { model: "other" }))).toMatchObject({ status: 404, code: "model_not_found" });
  expect(await errorOf(ask(SCORING, { temperature: 9 }))).toMatchObject({ status: 400 });
  set({ contextTokens: 20 });
  expect(await errorOf(ask(SCORING))).toMatchObject({ status: 400, code: "context_length_exceeded" });
  set({ contextTokens: null, offersSchema: false });
  expect(await errorOf(ask(SCORING))).toMatchObject({ status: 400, type: "invalid_request_error" });
});

test("calls and tokens beyond the limits are refused with the time to wait", async () => {
  const { set, stats } = await start({ requestsPerMinute: 2 });
  expect((await ask(SCORING)).status).toBe(200);
  expect((await ask(SCORING)).status).toBe(200);
  const refused = await ask(SCORING);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(58);
  expect(stats()).toMatchObject({ limited: 1, mostCallsInWindow: 2, statuses: { 200: 2, 429: 1 } });
  set({ requestsPerMinute: null, tokensPerMinute: 1, retryAfterSeconds: 7 });
  expect((await ask(SCORING)).headers.get("retry-after")).toBe("7");
});

test.each([
  ["server_error", 500],
  ["unavailable", 503],
  ["rate_limit", 429],
  ["auth", 401],
  ["insufficient_quota", 429],
  ["context_length_exceeded", 400],
] as const)("%s answers %i", async (fault, status) => {
  await start({ script: [fault] });
  expect(await errorOf(ask(SCORING))).toMatchObject({ status });
  expect((await ask(SCORING)).status).toBe(200);
});

test("the connection breaks, hangs or speaks something else", async () => {
  const { stats } = await start({ script: ["reset", "truncated_body", "not_json", "hang"] });
  await expect(ask(SCORING)).rejects.toThrow();
  await expect(ask(SCORING).then((response) => response.text())).rejects.toThrow();
  expect(await (await ask(SCORING)).text()).toMatch(/^<html>/);
  await expect(
    fetch(`${endpoint?.url}/chat/completions`, {
      method: "POST",
      body: JSON.stringify({ model: "test-model", messages: [{ role: "user", content: "hello" }] }),
      signal: AbortSignal.timeout(100),
    }),
  ).rejects.toThrow(/timeout/);
  expect(stats()).toMatchObject({ answered: 0, faults: { reset: 1, truncated_body: 1, not_json: 1, hang: 1 } });
});

test("answers are spoilt as asked", async () => {
  await start({
    script: ["truncated_answer", "wrong_score", "wrong_quote", "prose_around", "code_fence", "think_block"],
  });
  const truncated = await said(ask(SCORING));
  expect(() => JSON.parse(truncated)).toThrow();
  expect(JSON.parse(await said(ask(SCORING)))).toMatchObject({ content_score: 0.7, format_score: 0.7 });
  const { quotes } = JSON.parse(await said(ask(SCORING)));
  expect(SCORING).not.toContain(quotes[0]);
  for (const shape of [
    /^Here is my assessment\.\n\n\{/,
    /^```json\n\{[\s\S]*\n```$/,
    /^<think>[\s\S]*<\/think>\n\n\{/,
  ]) {
    expect(await said(ask(SCORING))).toMatch(shape);
  }
  endpoint?.set({ script: ["refusal", "content_filter", "empty_answer"] });
  const refused = (await (await ask(SCORING)).json()) as Completion;
  expect(refused.choices[0]?.message).toMatchObject({ content: null, refusal: expect.stringMatching(/can't help/) });
  const filtered = (await (await ask(SCORING)).json()) as Completion;
  expect(filtered.choices[0]?.finish_reason).toBe("content_filter");
  expect(await said(ask(SCORING))).toBe("");
});

test("chance hangs on the request, not on the order: the same calls meet the same faults and noise", async () => {
  const outcomes = async (prompts: readonly string[]) => {
    await start({ seed: 5, faults: { server_error: 0.5 }, noise: 0.5 });
    const all = new Map<string, string>();
    for (const prompt of prompts) {
      const response = await ask(prompt);
      const text = response.ok ? ((await response.json()) as Completion).choices[0]?.message.content : "failed";
      all.set(prompt, text ?? "");
    }
    await endpoint?.close();
    endpoint = null;
    return all;
  };
  const prompts = Array.from({ length: 30 }, (_, at) => SCORING.replace("Monday", `day ${at}`));
  const first = await outcomes(prompts);
  expect(await outcomes(prompts.toReversed())).toEqual(new Map([...first].toReversed()));
  const texts = [...first.values()];
  const failed = texts.filter((text) => text === "failed").length;
  expect(failed).toBeGreaterThan(5);
  expect(failed).toBeLessThan(25);
  expect(new Set(texts.filter((text) => text !== "failed").map((text) => JSON.parse(text).content_score)).size).toBe(2);
});

test("what came is counted by request, and what was answered apart from what was called", async () => {
  const { stats, url } = await start({ latencyMs: 50, script: ["server_error"] });
  await Promise.all([ask(SCORING), ask(SCORING), ask(EXTRACTION)]);
  expect(stats()).toMatchObject({ calls: 3, answered: 2, maxConcurrency: 3, statuses: { 200: 2, 500: 1 } });
  const counts = Object.values(stats().requests);
  expect(counts.map(({ calls }) => calls).sort()).toEqual([1, 2]);
  expect(await (await fetch(new URL("/testkit/stats", url))).json()).toEqual(stats());
  await fetch(new URL("/testkit/reset", url), { method: "POST" });
  expect(stats()).toMatchObject({ calls: 0, answered: 0, requests: {} });
});
