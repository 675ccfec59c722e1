import { setTimeout as wait } from "node:timers/promises";
import { askBare } from "@/bench/ask-bare";
import { startBenchDatabase } from "@/bench/grading-server";
import type { GradingPass } from "@/bench/prepare-grading";
import { median } from "@/lib/statistics/median";
import { type EndpointProgram, spawnEndpoint } from "@/testkit/processes/spawn-endpoint";
import type { Program } from "@/testkit/processes/spawn-program";
import { spawnWorker } from "@/testkit/processes/spawn-worker";

/** 240 × 25 calls at full scale: one call scores one turn. */
const DIALOGUES = 240;
const TURNS = 25;
const CONCURRENCY = 64;
const LATENCY = { latencyMs: 200, jitter: 0.2 };
const NO_LATENCY = { latencyMs: 0, jitter: 0 };
/** Measured passes of each kind; each stands between two of the bare loop. */
const PASSES = 2;

/** A third of each is a worker's own. */
const WARM_PASSES_OF_THREE = 3;

interface Comparison {
  /** Bare time ÷ ours, one for each pass; 1 = as fast as the bare loop. */
  readonly efficiencies: number[];
  readonly ours: GradingPass[];
  readonly bareSeconds: number[];
}

/**
 * LLM grading through the whole engine against the test endpoint on loopback, in turns with a bare loop that sends the
 * same bodies at the same concurrency and throws the answers away.
 *
 * @param scale share of the 6,000 calls, for a quick look
 */
export async function benchGrading(scale: number): Promise<object> {
  const dialogues = Math.max(1, Math.round(DIALOGUES * scale));
  const server = await startBenchDatabase();
  // Read only now: they look at the environment that was just set.
  const { prepareGrading } = await import("@/bench/prepare-grading");
  const { closeDatabase } = await import("@/lib/db/client");
  const endpoint = await spawnEndpoint({ keepBodies: true });
  const workers: Program[] = [];
  const say = (line: string) => process.stderr.write(`${line}\n`);
  try {
    const ours = await prepareGrading({ dialogues, turns: TURNS, concurrency: CONCURRENCY, baseUrl: endpoint.url });
    workers.push(await spawnWorker(server.url));
    // The first pass warms up the compilers and the endpoint's memory, and gives the bodies to the bare loop.
    const warm = await ours();
    const bodies = (await endpoint.bodies()).filter((body) => body.includes("TASK scoring"));
    await endpoint.set({ keepBodies: false });
    say(`warm-up: ${bodies.length} calls in ${warm.seconds.toFixed(1)} s`);
    const compare = (latency: object) => alternate(endpoint, latency, bodies, ours, say);
    await askBare(endpoint.url, bodies, CONCURRENCY);

    say("zero latency, one worker");
    const zero = await compare(NO_LATENCY);
    say("200 ms, one worker");
    const one = await compare(LATENCY);
    say("200 ms, three workers");
    workers.push(...(await Promise.all([spawnWorker(server.url), spawnWorker(server.url)])));
    // The new ones have to warm up, too, until their compilers have seen as many calls as the first one's.
    await endpoint.set(NO_LATENCY);
    const warmThree: GradingPass[] = [];
    for (let pass = 0; pass < WARM_PASSES_OF_THREE; pass += 1) warmThree.push(await ours());
    const three = await compare(LATENCY);

    const passes = [warm, ...warmThree, ...zero.ours, ...one.ours, ...three.ours];
    const perSecond = (seconds: readonly number[]) => bodies.length / (median([...seconds]) ?? Number.NaN);
    const memory = workers.flatMap((worker) => worker.peakMemoryMiB() ?? []);
    return {
      efficiency: median(one.efficiencies),
      efficiencyThreeWorkers: median(three.efficiencies),
      zeroLatencyCallsPerSecond: perSecond(zero.ours.map(({ seconds }) => seconds)),
      zeroLatencyBareCallsPerSecond: perSecond(zero.bareSeconds),
      lost: passes.reduce((sum, { lost }) => sum + lost, 0),
      duplicated: passes.reduce((sum, { duplicated }) => sum + duplicated, 0),
      rssMiB: memory.length === 0 ? null : Math.max(...memory),
    };
  } finally {
    await Promise.all(workers.map((worker) => worker.end()));
    await endpoint.end();
    await closeDatabase();
    await server.stop();
  }
}

async function alternate(
  endpoint: EndpointProgram,
  latency: object,
  bodies: readonly string[],
  ours: () => Promise<GradingPass>,
  say: (line: string) => void,
): Promise<Comparison> {
  await endpoint.set(latency);
  const bareSeconds: number[] = [];
  const passes: GradingPass[] = [];
  const bare = async () => {
    // The same request then meets the same latency in every pass.
    await endpoint.reset();
    bareSeconds.push(await askBare(endpoint.url, bodies, CONCURRENCY));
  };
  await bare();
  for (let pass = 0; pass < PASSES; pass += 1) {
    await endpoint.reset();
    passes.push(await ours());
    // The database's own cleaning up after a pass is nothing that the bare loop should pay for.
    await wait(500);
    await bare();
  }
  const efficiencies = passes.map(
    ({ seconds }, at) => ((bareSeconds[at] ?? Number.NaN) + (bareSeconds[at + 1] ?? Number.NaN)) / 2 / seconds,
  );
  say(`  bare ${bareSeconds.map((seconds) => seconds.toFixed(2)).join(", ")} s`);
  say(`  ours ${passes.map(({ seconds }) => seconds.toFixed(2)).join(", ")} s`);
  return { efficiencies, ours: passes, bareSeconds };
}
