import { setTimeout as wait } from "node:timers/promises";
import { startBenchDatabase } from "@/bench/grading-server";
import { quantile } from "@/bench/quantile";
import type { SeededRandom } from "@/lib/kernel/seeded-random";
import { spawnWeb } from "@/testkit/processes/spawn-web";
import { spawnWorker } from "@/testkit/processes/spawn-worker";

/** At full scale: units that wait, and reads of each of the reviewers. */
const PENDING_UNITS = 1_000_000;
const READERS = 50;
const READS_EACH = 60;
/** How long readers without a pause go on, s. */
const CLOSED_LOOP_SECONDS = 10;
const PAUSE_MS = { least: 500, most: 1_500 };

/**
 * Fifty reviewers at once over HTTP on the production build, with its worker: each is handed a unit, pauses, answers.
 * In the same run, with the same pacing, a one-row insert and commit; and the reviewers again without a pause.
 *
 * @param scale share of the units and reads, for a quick look
 */
export async function benchQueue(scale: number): Promise<object> {
  const server = await startBenchDatabase();
  // Read only now: they look at the environment that was just set.
  const { prepareQueue } = await import("@/bench/prepare-queue");
  const { closeDatabase } = await import("@/lib/db/client");
  const say = (line: string) => process.stderr.write(`${line}\n`);
  try {
    const prepared = await prepareQueue(Math.round(PENDING_UNITS * scale), READERS, say);
    const web = await spawnWeb(server.url);
    const worker = await spawnWorker(server.url);
    const readers = prepared.readers(web.url);
    try {
      const readsEach = Math.max(2, Math.round(READS_EACH * scale));
      const pause = (random: SeededRandom) =>
        wait(PAUSE_MS.least + random.nextFloat() * (PAUSE_MS.most - PAUSE_MS.least));
      // The first requests of a server compile what they need.
      for (const reader of readers) await reader.read();
      const commits = await prepared.commit(readsEach, pause);
      const handOuts: number[] = [];
      const verdicts: number[] = [];
      await Promise.all(
        readers.map(async (reader) => {
          // People don't sit down at one moment.
          await reader.settle(pause);
          for (let at = 0; at < readsEach; at += 1) {
            const { handOutMs, verdictMs } = await reader.read(pause);
            handOuts.push(handOutMs);
            verdicts.push(verdictMs);
          }
        }),
      );
      say(`${handOuts.length} hand-outs with verdicts`);
      const closedMs = CLOSED_LOOP_SECONDS * 1000 * Math.min(1, 10 * scale);
      const startedAt = performance.now();
      let closed = 0;
      await Promise.all(
        readers.map(async (reader) => {
          while (performance.now() - startedAt < closedMs) {
            await reader.read();
            closed += 1;
          }
        }),
      );
      const closedSeconds = (performance.now() - startedAt) / 1000;
      const { duplicates, lost } = await prepared.countFaults(readers);
      return {
        handOutMsP50: quantile(handOuts, 0.5),
        handOutMsP99: quantile(handOuts, 0.99),
        verdictMsP99: quantile(verdicts, 0.99),
        duplicates,
        lost,
        baselineCommitMsP99: quantile(commits, 0.99),
        closedLoopPerSecond: closed / closedSeconds,
      };
    } catch (error) {
      say(web.printed().slice(-2000));
      throw error;
    } finally {
      for (const reader of readers) reader.close();
      await Promise.all([web.end(), worker.end()]);
    }
  } finally {
    await closeDatabase();
    await server.stop();
  }
}
