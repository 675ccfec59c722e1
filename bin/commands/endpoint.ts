import type { CommandOutput } from "@/bin/cli-run";
import { requireProject } from "@/bin/require-project";
import { parseInput } from "@/lib/auth/api-body";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { findEndpointByName } from "@/lib/db/endpoint-reads";
import { AppError } from "@/lib/kernel/app-error";
import { type EndpointView, newEndpointSchema } from "@/lib/queries/endpoint-contract";
import { createEndpoint } from "@/lib/workflows/create-endpoint";
import { listEndpoints as list } from "@/lib/workflows/list-endpoints";
import { testEndpoint as test } from "@/lib/workflows/test-endpoint";

/** As commander gives them: text, and only those that were written. */
export interface EndpointOptions {
  readonly url: string;
  readonly model: string;
  readonly keyVariable?: string;
  readonly storeKey?: boolean;
  readonly timeout?: string;
  readonly concurrency?: string;
  readonly requestsPerMinute?: string;
  readonly tokensPerMinute?: string;
  readonly inputPrice?: string;
  readonly outputPrice?: string;
  readonly tags?: boolean;
  readonly tokenProbabilities?: boolean;
}

/** A key on the command line would stand in the shell's history and in the list of processes. */
async function readKey(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write("The endpoint's key, then Enter and Ctrl-D: ");
  let text = "";
  for await (const chunk of process.stdin.setEncoding("utf8")) text += chunk;
  return text.trim();
}

const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));

export async function addEndpoint(
  output: CommandOutput,
  projectName: string,
  name: string,
  options: EndpointOptions,
): Promise<void> {
  const { id: projectId } = await requireProject(projectName);
  if (options.keyVariable !== undefined && options.storeKey) {
    throw new AppError("invalid", "Give --key-variable or --store-key, not both.");
  }
  const key = options.storeKey
    ? { source: "stored", key: await readKey() }
    : options.keyVariable === undefined
      ? { source: "none" }
      : { source: "environment", variable: options.keyVariable };
  const seconds = number(options.timeout);
  const wanted = {
    name,
    baseUrl: options.url,
    model: options.model,
    key,
    timeoutMs: seconds === undefined ? undefined : seconds * 1000,
    concurrency: number(options.concurrency),
    requestsPerMinute: number(options.requestsPerMinute),
    tokensPerMinute: number(options.tokensPerMinute),
    inputUsdPerMillionTokens: number(options.inputPrice),
    outputUsdPerMillionTokens: number(options.outputPrice),
    structuredOutput: options.tags ? "none" : undefined,
    tokenProbabilities: options.tokenProbabilities,
  };
  const endpoint = await createEndpoint({
    projectId,
    actorId: OPERATOR_ACTOR,
    endpoint: parseInput(wanted, newEndpointSchema),
  });
  output.finish(endpoint, [
    `Added the endpoint “${endpoint.name}”: ${endpoint.model} at ${endpoint.baseUrl}.`,
    ...(endpoint.key.isPresent ? [] : [missingKey(endpoint)]),
    `\`endpoint test "${endpoint.name}" --project "${projectName}"\` tries it.`,
  ]);
}

function missingKey({ key }: EndpointView): string {
  return key.source === "environment"
    ? `${key.variable} is not set here; it must be in the environment of every web and worker process.`
    : "Its stored key can't be read here: the server's secret is another one.";
}

function tell(endpoint: EndpointView): string {
  const limits = [
    `${endpoint.concurrency} at a time`,
    ...(endpoint.requestsPerMinute === null ? [] : [`${endpoint.requestsPerMinute} requests a minute`]),
    ...(endpoint.tokensPerMinute === null ? [] : [`${endpoint.tokensPerMinute} tokens a minute`]),
  ];
  const notes = [
    ...(endpoint.archived ? ["archived"] : []),
    ...(endpoint.key.isPresent ? [] : ["key missing"]),
    ...(endpoint.heldUntil === null ? [] : [`held until ${endpoint.heldUntil}: ${endpoint.heldReason}`]),
  ];
  return `${[endpoint.name, endpoint.model, endpoint.baseUrl, limits.join(", "), ...notes].join("  ")}`;
}

export async function listEndpoints(output: CommandOutput, projectName: string): Promise<void> {
  const { id: projectId } = await requireProject(projectName);
  const endpoints = await list(projectId, new Date());
  output.finish(
    { endpoints },
    endpoints.length === 0 ? ["No endpoint yet. `endpoint add` adds one."] : endpoints.map(tell),
  );
}

export async function testEndpoint(output: CommandOutput, projectName: string, name: string): Promise<void> {
  const { id: projectId } = await requireProject(projectName);
  const endpoint = await findEndpointByName(projectId, name);
  if (endpoint === null) {
    throw new AppError(
      "invalid",
      `There is no endpoint called “${name}” in this project. \`endpoint list\` names them.`,
    );
  }
  const found = await test({
    projectId,
    actorId: OPERATOR_ACTOR,
    endpointId: endpoint.id,
    signal: new AbortController().signal,
  });
  if (found.outcome === "failed") {
    const seen = found.rawAnswer === null ? "" : `\nIt sent: ${found.rawAnswer}`;
    throw new AppError("unavailable", `${found.message} (${found.failureClass}, ${found.latencyMs} ms)${seen}`);
  }
  const notes = [
    ...(found.structured === false ? ["It did not keep to a JSON Schema: use --tags."] : []),
    ...(found.tokenProbabilities === false ? ["It gives no token probabilities."] : []),
  ];
  output.finish(found, [`${found.model} answered in ${found.latencyMs} ms: ${found.text}`, ...notes]);
}
