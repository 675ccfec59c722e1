import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { chanceOf } from "@/testkit/llm-endpoint/chance-of";
import { writeCompletion } from "@/testkit/llm-endpoint/completion-body";
import {
  badRequest,
  type EndpointError,
  NO_QUOTA,
  rateLimited,
  SERVER_ERROR,
  tooLong,
  UNAVAILABLE,
  WRONG_KEY,
} from "@/testkit/llm-endpoint/endpoint-error";
import {
  type EndpointOptions,
  type EndpointOptionsInput,
  endpointOptionsSchema,
  FAULTS,
  type Fault,
  mergeOptions,
} from "@/testkit/llm-endpoint/endpoint-options";
import { type EndpointStats, StatsCounter } from "@/testkit/llm-endpoint/endpoint-stats";
import { hashOf, type Prepared, prepareAnswer } from "@/testkit/llm-endpoint/prepare-answer";
import { SlidingWindow } from "@/testkit/llm-endpoint/sliding-window";
import { spoilAnswer } from "@/testkit/llm-endpoint/spoil-answer";

export interface TestEndpoint {
  /** Base URL as clients are given it, with `/v1`. */
  readonly url: string;
  close(): Promise<void>;
  stats(): EndpointStats;
  /** Changes some options while it runs. */
  set(change: EndpointOptionsInput): void;
  /** Forgets what was counted, not the options. */
  reset(): void;
}

/** Callers keep connections open for longer than between two calls; closing one under a call would be a fault of ours. */
const KEEP_ALIVE_MS = 65_000;
/** Answers kept: more than any benchmark asks for. */
const KEPT = 50_000;

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

function sendJson(response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(value));
}

/**
 * An OpenAI-compatible server on loopback for tests and benchmarks. It answers grading prompts with what the offline
 * grader says of the dialogue in them, and goes wrong as it is told to. `/testkit/stats`, `/testkit/options`,
 * `/testkit/bodies` and `/testkit/reset` serve those who run it as a process of its own.
 *
 * @param port 0 takes a free one
 */
export async function startTestEndpoint(options: EndpointOptionsInput = {}, port = 0): Promise<TestEndpoint> {
  let current: EndpointOptions = endpointOptionsSchema.parse(options);
  let script = [...current.script];
  let counter = new StatsCounter();
  let calls = new SlidingWindow();
  let tokens = new SlidingWindow();
  let served = 0;
  /** By seed, noise and body: the same request is worked out once. */
  const prepared = new Map<string, Promise<Prepared>>();

  const bodies = new Map<string, string>();

  const set = (change: EndpointOptionsInput): void => {
    const { seed, noise, calmedBy, planted } = change;
    if ([seed, noise, calmedBy, planted].some((one) => one !== undefined)) prepared.clear();
    current = mergeOptions(current, change);
    if (change.script !== undefined) script = [...current.script];
  };
  const reset = (): void => {
    counter = new StatsCounter();
    calls = new SlidingWindow();
    tokens = new SlidingWindow();
  };

  function prepareOnce(body: string, hash: string): Promise<Prepared> {
    const known = prepared.get(hash);
    if (known !== undefined) return known;
    const [oldest] = prepared.keys();
    if (prepared.size >= KEPT && oldest !== undefined) prepared.delete(oldest);
    const preparing = prepareAnswer(body, hash, current);
    prepared.set(hash, preparing);
    return preparing;
  }

  function chooseFault(hash: string, times: number): Fault | null {
    const next = script.shift();
    if (next !== undefined) return next === "none" ? null : next;
    let draw = chanceOf(current.seed, "fault", hash, times).nextFloat();
    for (const fault of FAULTS) {
      draw -= current.faults[fault] ?? 0;
      if (draw < 0) return fault;
    }
    return null;
  }

  function findLimit(inputTokens: number): EndpointError | null {
    const { requestsPerMinute, tokensPerMinute, windowMs, retryAfterSeconds } = current;
    const now = performance.now();
    const inWindow = (perMinute: number | null) => (perMinute === null ? Infinity : (perMinute * windowMs) / 60_000);
    const callsWait = calls.waitFor(1, inWindow(requestsPerMinute), now, windowMs);
    const tokensWait = tokens.waitFor(inputTokens, inWindow(tokensPerMinute), now, windowMs);
    if (callsWait === 0 && tokensWait === 0) {
      calls.add(1, now, windowMs);
      tokens.add(inputTokens, now, windowMs);
      return null;
    }
    counter.limited();
    const waitMs = retryAfterSeconds === null ? Math.max(callsWait, tokensWait) : 1000 * retryAfterSeconds;
    return rateLimited(callsWait > 0 ? "requests" : "tokens", waitMs);
  }

  /** The errors that a fault of this name stands for. */
  function errorOf(fault: Fault | null, inputTokens: number): EndpointError | null {
    switch (fault) {
      case "server_error":
        return SERVER_ERROR;
      case "unavailable":
        return UNAVAILABLE;
      case "rate_limit":
        return rateLimited("requests", 1000 * (current.retryAfterSeconds ?? 1));
      case "auth":
        return WRONG_KEY;
      case "insufficient_quota":
        return NO_QUOTA;
      case "context_length_exceeded":
        return tooLong(inputTokens - 1, inputTokens);
      default:
        return null;
    }
  }

  function refuse(response: ServerResponse, { status, message, type, code, headers }: EndpointError): void {
    counter.status(status);
    sendJson(response, status, { error: { message, type, param: null, code } }, { ...headers });
  }

  function hasKey(request: IncomingMessage): boolean {
    return current.apiKey === null || request.headers.authorization === `Bearer ${current.apiKey}`;
  }

  function waitLatency(hash: string, times: number): Promise<void> | null {
    const { latencyMs, jitter, seed } = current;
    if (latencyMs === 0) return null;
    const drawn = jitter === 0 ? 0.5 : chanceOf(seed, "latency", hash, times).nextFloat();
    return new Promise((resolve) => setTimeout(resolve, latencyMs * (1 + jitter * (2 * drawn - 1))));
  }

  async function complete(
    request: IncomingMessage,
    response: ServerResponse,
    body: string,
    hash: string,
    times: number,
  ) {
    const arrivedAt = counter;
    if (!hasKey(request)) return refuse(response, WRONG_KEY);
    const found = await prepareOnce(body, hash);
    if (!found.ok) return refuse(response, found.error);
    const { answer } = found;
    const { model, response_format: format } = answer.request;
    if (!current.models.includes(model)) {
      return refuse(response, {
        ...badRequest(`The model \`${model}\` does not exist or you do not have access to it.`, "model_not_found"),
        status: 404,
      });
    }
    if (format?.type === "json_schema" && !current.offersSchema) {
      return refuse(response, badRequest("'response_format' of type 'json_schema' is not supported with this model."));
    }
    const { contextTokens } = current;
    if (contextTokens !== null && answer.inputTokens > contextTokens) {
      return refuse(response, tooLong(contextTokens, answer.inputTokens));
    }
    const limit = findLimit(answer.inputTokens);
    if (limit !== null) return refuse(response, limit);

    const fault = chooseFault(hash, times);
    if (fault !== null) counter.fault(fault);
    // Nothing is ever sent: the caller's own patience ends it.
    if (fault === "hang") return;
    const waiting = waitLatency(hash, times);
    if (waiting !== null) await waiting;
    if (response.destroyed || request.socket.destroyed) return counter.abandoned();
    if (fault === "reset") return void request.socket.resetAndDestroy();
    const error = errorOf(fault, answer.inputTokens);
    if (error !== null) return refuse(response, error);
    if (fault === "not_json") {
      counter.status(200);
      response.writeHead(200, { "content-type": "text/html" });
      return void response.end("<html><body><h1>Welcome to the gateway</h1></body></html>");
    }
    served += 1;
    const spoken = spoilAnswer(answer.text, fault);
    const written = writeCompletion(answer, spoken, `chatcmpl-${served}`, current.offersLogprobs);
    const bytes = Buffer.from(written.body);
    counter.status(200);
    response.writeHead(200, {
      "content-type": written.contentType,
      "content-length": bytes.length,
      "x-request-id": `req_${served}`,
    });
    if (fault === "truncated_body") {
      response.write(bytes.subarray(0, bytes.length >> 1), () => request.socket.destroy());
      return;
    }
    response.end(bytes);
    arrivedAt.answered(hash, answer.inputTokens, written.outputTokens);
  }

  async function answerKit(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    if (path === "/testkit/stats") return sendJson(response, 200, counter.show(calls.most, tokens.most));
    if (path === "/testkit/bodies") return sendJson(response, 200, [...bodies.values()]);
    if (path === "/testkit/options" && request.method === "POST") {
      set(JSON.parse(await readBody(request)) as EndpointOptionsInput);
      return sendJson(response, 200, current);
    }
    if (path === "/testkit/reset" && request.method === "POST") {
      reset();
      return sendJson(response, 200, {});
    }
    sendJson(response, 404, { error: { message: `There is no ${path}.` } });
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split("?")[0] ?? "";
    if (path.startsWith("/testkit/")) return answerKit(request, response, path);
    if (path === "/v1/models" && request.method === "GET") {
      if (!hasKey(request)) return refuse(response, WRONG_KEY);
      const data = current.models.map((id) => ({ id, object: "model", created: 0, owned_by: "second-opinion" }));
      return sendJson(response, 200, { object: "list", data });
    }
    if (path !== "/v1/chat/completions" || request.method !== "POST") {
      return refuse(response, { ...badRequest(`Unknown request URL: ${request.method} ${path}.`), status: 404 });
    }
    const body = await readBody(request);
    const hash = hashOf(body);
    if (current.keepBodies) bodies.set(hash, body);
    const counting = counter;
    const times = counting.begin(hash);
    response.once("close", () => counting.end());
    await complete(request, response, body, hash, times);
  }

  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      // A caller that goes away while it still sends is no fault of the server's.
      if (request.destroyed) return;
      process.stderr.write(`test endpoint: ${error instanceof Error ? error.stack : String(error)}\n`);
      if (!response.headersSent) refuse(response, SERVER_ERROR);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    stats: () => counter.show(calls.most, tokens.most),
    set,
    reset,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}
