import { Command, InvalidArgumentError } from "commander";
import { type EndpointOptionsInput, endpointOptionsSchema } from "@/testkit/llm-endpoint/endpoint-options";
import { startTestEndpoint } from "@/testkit/llm-endpoint/start-test-endpoint";

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("It must be a number.");
  return value;
}

function parseShares(text: string): Record<string, number> {
  return Object.fromEntries(
    text.split(",").map((pair) => {
      const [fault = "", share = ""] = pair.split("=");
      return [fault.trim(), number(share)];
    }),
  );
}

interface Flags extends EndpointOptionsInput {
  readonly port: number;
}

// A process of its own, for tests that end it and for benchmarks. The first line it prints is its base URL.
const program = new Command("test-endpoint")
  .description("An OpenAI-compatible server whose answers come from the offline grader.")
  .option("--port <n>", "0 takes a free one", number, 0)
  .option("--seed <n>", "decides noise, latency and faults", number)
  .option("--api-key <key>", "the key that callers must show")
  .option("--models <names>", "separated by commas", (text) => text.split(","))
  .option("--latency-ms <ms>", "how long an answer takes", number)
  .option("--jitter <share>", "by which share of that it varies", number)
  .option("--requests-per-minute <n>", "more are refused with 429", number)
  .option("--tokens-per-minute <n>", "more are refused with 429", number)
  .option("--window-ms <ms>", "the limits' sliding window", number)
  .option("--context-tokens <n>", "longer prompts are refused", number)
  .option("--no-offers-schema", "refuse response_format json_schema")
  .option("--noise <share>", "of scores and items changed", number)
  .option("--faults <shares>", "server_error=0.02,reset=0.01", parseShares);

const { port, ...options } = program.parse().opts<Flags>();
const endpoint = await startTestEndpoint(endpointOptionsSchema.parse(options), port);
process.stdout.write(`${endpoint.url}\n`);
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void endpoint.close().finally(() => process.exit(0)));
}
