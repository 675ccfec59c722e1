import { setTimeout as wait } from "node:timers/promises";
import { startBenchDatabase } from "@/bench/grading-server";
import { median } from "@/lib/statistics/median";
import { spawnWorker } from "@/testkit/processes/spawn-worker";

/** At full scale 1,000,000 reward rows. */
const ROWS = 1_000_000;
/** Measured passes of each kind, in turns, after one of ours that warms the caches. */
const PASSES = 3;
/** How often it is seen whether the export is done, ms: less than a thousandth of what it takes. */
const LOOK_MS = 20;

/**
 * Reward rows through the queue, as a worker writes them to the disk with every hash of the manifest, in turns with
 * `COPY (SELECT json …) TO STDOUT` of the same rows from the same tables, thrown away as they come.
 *
 * @param scale share of the rows, for a quick look
 */
export async function benchExport(scale: number): Promise<object> {
  const server = await startBenchDatabase();
  // Read only now: they look at the environment that was just set.
  const { prepareExport } = await import("@/bench/prepare-export");
  const { closeDatabase } = await import("@/lib/db/client");
  const say = (line: string) => process.stderr.write(`${line}\n`);
  try {
    const prepared = await prepareExport(Math.max(6, Math.round(ROWS * scale)), say);
    const worker = await spawnWorker(server.url);
    try {
      const { rows } = await prepared.checkRows(await prepared.runExport(() => wait(LOOK_MS)));
      const ours: number[] = [];
      const copies: number[] = [];
      for (let pass = 0; pass < PASSES; pass += 1) {
        copies.push(await prepared.runCopy());
        ours.push((await prepared.runExport(() => wait(LOOK_MS))).seconds);
        say(`pass ${pass + 1}: copy ${copies.at(-1)?.toFixed(2)} s, ours ${ours.at(-1)?.toFixed(2)} s`);
      }
      const perSecond = (seconds: number[]) => rows / (median(seconds) ?? Number.NaN);
      const [rowsPerSecond, copyRowsPerSecond] = [perSecond(ours), perSecond(copies)];
      return {
        rows,
        rowsPerSecond,
        copyRowsPerSecond,
        ratio: rowsPerSecond / copyRowsPerSecond,
        rssMiB: worker.peakMemoryMiB(),
      };
    } finally {
      await worker.end();
    }
  } finally {
    await closeDatabase();
    await server.stop();
  }
}
