import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, expect, it } from "vitest";
import type { LlmRequest } from "@/lib/grading/llm/llm-call";
import { createEndpointClient } from "@/lib/llm/ask-endpoint";

const KEY = "sk-test-0123456789";
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

const REQUEST: LlmRequest = {
  endpointId: "e",
  model: "m",
  messages: [{ role: "user", content: "What did the patient say?" }],
  answerSchema: null,
  temperature: 0,
  maxOutputTokens: 100,
  seed: 3,
  sample: 0,
};
const OPTIONS = { timeoutMs: 2_000, tokenProbabilities: false, signal: new AbortController().signal };

const completion = (message: unknown) =>
  JSON.stringify({
    model: "m-1",
    choices: [{ finish_reason: "stop", message }],
    usage: { prompt_tokens: 5, completion_tokens: 2 },
  });

async function bodyOf(request: Parameters<RequestListener>[0]): Promise<Record<string, unknown>> {
  let text = "";
  for await (const part of request) text += part;
  return JSON.parse(text);
}

it("sends what was asked with the key, and reads the answer", async () => {
  let seen: { body: Record<string, unknown>; authorization: string | undefined; path: string | undefined } | null =
    null;
  const url = await serve(async (request, response) => {
    seen = { body: await bodyOf(request), authorization: request.headers.authorization, path: request.url };
    response.setHeader("content-type", "application/json").end(completion({ content: "Hello" }));
  });
  const schema = { type: "object", properties: {} };
  const result = await createEndpointClient(url, KEY).ask(
    { ...REQUEST, answerSchema: { name: "score", schema } },
    { ...OPTIONS, tokenProbabilities: true },
  );
  expect(result).toMatchObject({
    status: "answered",
    completion: { text: "Hello", model: "m-1", inputTokens: 5, outputTokens: 2 },
  });
  expect(seen).toEqual({
    path: "/v1/chat/completions",
    authorization: `Bearer ${KEY}`,
    body: {
      model: "m",
      messages: [{ role: "user", content: "What did the patient say?" }],
      max_tokens: 100,
      temperature: 0,
      seed: 3,
      logprobs: true,
      response_format: { type: "json_schema", json_schema: { name: "score", strict: true, schema } },
    },
  });
});

it("sends no key where there is none", async () => {
  let authorization: string | undefined = "unset";
  const url = await serve((request, response) => {
    authorization = request.headers.authorization;
    response.setHeader("content-type", "application/json").end(completion({ content: "Hi" }));
  });
  await createEndpointClient(url, null).ask(REQUEST, OPTIONS);
  expect(authorization).toBeUndefined();
});

it("follows no redirect, so that key and dialogue stay at the registered address", async () => {
  let reached = false;
  const elsewhere = await serve((_request, response) => {
    reached = true;
    response.end(completion({ content: "caught" }));
  });
  const url = await serve((_request, response) => response.writeHead(307, { location: elsewhere }).end());
  expect(await createEndpointClient(url, KEY).ask(REQUEST, OPTIONS)).toMatchObject({
    status: "failed",
    failure: { failureClass: "schema_mismatch", stopsRun: true, httpStatus: 307 },
  });
  expect(reached).toBe(false);
});

it("hides the key where the server repeats it", async () => {
  const url = await serve((_request, response) =>
    response
      .writeHead(401, { "content-type": "application/json" })
      .end(JSON.stringify({ error: { message: `Bad key ${KEY}` } })),
  );
  const result = await createEndpointClient(url, KEY).ask(REQUEST, OPTIONS);
  expect(result).toMatchObject({
    status: "failed",
    failure: { failureClass: "auth_or_quota", words: "Bad key [key]" },
  });
  expect(JSON.stringify(result)).not.toContain(KEY);
});

it("uses the new name of the length limit where the old one is refused, and keeps to it", async () => {
  const names: string[] = [];
  const url = await serve(async (request, response) => {
    const body = await bodyOf(request);
    response.setHeader("content-type", "application/json");
    names.push("max_tokens" in body ? "max_tokens" : "max_completion_tokens");
    if (!("max_tokens" in body)) return void response.end(completion({ content: "Hi" }));
    response.writeHead(400).end(
      JSON.stringify({
        error: {
          message: "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
          code: "unsupported_parameter",
        },
      }),
    );
  });
  const client = createEndpointClient(url, null);
  for (let n = 0; n < 2; n += 1) expect(await client.ask(REQUEST, OPTIONS)).toMatchObject({ status: "answered" });
  expect(names).toEqual(["max_tokens", "max_completion_tokens", "max_completion_tokens"]);
});

it.each([
  [
    "parts",
    completion({
      content: [
        { type: "text", text: "a" },
        { type: "text", text: "b" },
      ],
    }),
    { status: "answered", completion: { text: "ab" } },
  ],
  ["no words", completion({ content: null }), { status: "answered", completion: { text: "" } }],
  [
    "what no database can hold",
    completion({ content: "a\0\ud800b" }),
    { status: "answered", completion: { text: "a\ufffd\ufffdb" } },
  ],
  [
    "a refusal",
    completion({ content: null, refusal: "I can't." }),
    { status: "failed", failure: { failureClass: "refused", rawAnswer: "I can't." } },
  ],
  ["no choices", JSON.stringify({ choices: [] }), { status: "failed", failure: { failureClass: "schema_mismatch" } }],
  ["no JSON", "<html>", { status: "failed", failure: { failureClass: "schema_mismatch", rawAnswer: "<html>" } }],
  [
    "an error in a 200",
    JSON.stringify({ error: { code: 429, message: "slow down" } }),
    { status: "failed", failure: { failureClass: "rate_limit" } },
  ],
])("reads an answer of %s", async (_name, body, result) => {
  const url = await serve((_request, response) => response.setHeader("content-type", "application/json").end(body));
  expect(await createEndpointClient(url, null).ask(REQUEST, OPTIONS)).toMatchObject(result);
});

it("tells a slow answer, a broken one and none at all apart", async () => {
  const slow = await serve((_request, response) => {
    response.writeHead(200);
    response.write("{");
  });
  const ask = (url: string, timeoutMs: number) =>
    createEndpointClient(url, null).ask(REQUEST, { ...OPTIONS, timeoutMs });
  // The clock runs until the last byte, not until the first.
  expect(await ask(slow, 100)).toMatchObject({ status: "failed", failure: { failureClass: "time_out" } });
  const broken = await serve((request) => request.socket.destroy());
  expect(await ask(broken, 2_000)).toMatchObject({ failure: { failureClass: "network", isAway: true } });
  const gone = await serve(() => undefined);
  await new Promise((resolve) => servers.pop()?.close(resolve));
  expect(await ask(gone, 2_000)).toMatchObject({
    failure: { failureClass: "network", message: "Nobody listens at the endpoint's address." },
  });
});

it.each([
  ["gzip", gzipSync],
  ["deflate", deflateSync],
  ["br", brotliCompressSync],
])("reads what a gateway packed with %s without being asked", async (encoding, pack) => {
  const url = await serve((_request, response) =>
    response
      .writeHead(200, { "content-type": "application/json", "content-encoding": encoding })
      .end(pack(completion({ content: "\u00fcber 咳嗽" }))),
  );
  expect(await createEndpointClient(url, null).ask(REQUEST, OPTIONS)).toMatchObject({
    status: "answered",
    completion: { text: "\u00fcber 咳嗽" },
  });
});

it("gives up an answer beyond every model's length, packed or not", async () => {
  const long = JSON.stringify({ filler: "x".repeat(17_000_000) });
  const plain = await serve((_request, response) => response.writeHead(200).end(long));
  const packed = await serve((_request, response) =>
    response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(long)),
  );
  for (const url of [plain, packed]) {
    expect(await createEndpointClient(url, null).ask(REQUEST, OPTIONS)).toMatchObject({
      status: "failed",
      failure: {
        failureClass: "schema_mismatch",
        message: "The endpoint's answer is longer than 16 MB.",
        isAway: false,
      },
    });
  }
});
