import type { EndpointOptionsInput } from "@/testkit/llm-endpoint/endpoint-options";
import type { EndpointStats } from "@/testkit/llm-endpoint/endpoint-stats";
import { type Program, spawnProgram } from "@/testkit/processes/spawn-program";

/** A test endpoint in a process of its own. */
export interface EndpointProgram {
  /** Base URL with `/v1`. */
  readonly url: string;
  readonly port: number;
  stats(): Promise<EndpointStats>;
  set(change: EndpointOptionsInput): Promise<void>;
  reset(): Promise<void>;
  /** The bodies that came, each once, where the option `keepBodies` is on. */
  bodies(): Promise<string[]>;
  end(signal?: "SIGTERM" | "SIGKILL"): Promise<void>;
}

/** @param port 0 takes a free one; a given one brings an endpoint back where it was */
export async function spawnEndpoint(options: EndpointOptionsInput = {}, port = 0): Promise<EndpointProgram> {
  const program: Program = spawnProgram("testkit/serve.ts", ["--port", `${port}`], {});
  const url = await program.untilPrinted(/^http.*$/m);
  const ask = async (path: string, change?: object): Promise<unknown> => {
    const response = await fetch(new URL(path, url), {
      ...(change === undefined ? {} : { method: "POST", body: JSON.stringify(change) }),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return response.json();
  };
  const set = async (change: EndpointOptionsInput) => void (await ask("/testkit/options", change));
  await set(options);
  return {
    url,
    port: Number(new URL(url).port),
    stats: async () => (await ask("/testkit/stats")) as EndpointStats,
    set,
    reset: async () => void (await ask("/testkit/reset", {})),
    bodies: async () => (await ask("/testkit/bodies")) as string[],
    end: program.end,
  };
}
