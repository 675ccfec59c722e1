import { randomUUID } from "node:crypto";
import { EndpointGate } from "@/lib/llm/endpoint-gate";

/** Names this process among the workers that share an endpoint. */
const workerId = randomUUID();
const gates = new Map<string, EndpointGate>();

/** This process's way to an endpoint; one for all of its runs. */
export function gateOf(projectId: string, endpointId: string): EndpointGate {
  const name = `${projectId}:${endpointId}`;
  const known = gates.get(name);
  if (known !== undefined) return known;
  const gate = new EndpointGate({ projectId, endpointId }, workerId);
  gates.set(name, gate);
  return gate;
}

export interface EndpointLoad {
  /** Calls under way. */
  readonly underWay: number;
  /** Calls that wait for a slot, for the minute's limits or for an endpoint that is away. */
  readonly waiting: number;
  /** Calls that this process may have under way, over all endpoints it has called lately. */
  readonly slots: number;
}

/**
 * How busy this process's endpoints are. Whoever hands out work takes more while fewer calls wait than there are slots:
 * then the slots stay full, and no more dialogues than needed are in memory.
 */
export function endpointLoad(): EndpointLoad {
  let load: EndpointLoad = { underWay: 0, waiting: 0, slots: 0 };
  for (const gate of gates.values()) {
    const { underWay, waiting, slots } = gate.load;
    load = { underWay: load.underWay + underWay, waiting: load.waiting + waiting, slots: load.slots + slots };
  }
  return load;
}

/** Gives this process's shares back at its end, so that other workers need not wait for their leases to run out. */
export async function releaseEndpoints(): Promise<void> {
  await Promise.all([...gates.values()].map((gate) => gate.release().catch(() => undefined)));
}
