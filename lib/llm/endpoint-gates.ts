import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
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

/** A database that is away must not hold up a process that ends, ms; the leases run out by themselves then. */
const RELEASE_MS = 2_000;

/** Gives this process's shares back at its end, so that other workers need not wait for their leases to run out. */
export async function releaseEndpoints(): Promise<void> {
  const released = Promise.all([...gates.values()].map((gate) => gate.release().catch(() => undefined)));
  await Promise.race([released, wait(RELEASE_MS, undefined, { ref: false })]);
}
