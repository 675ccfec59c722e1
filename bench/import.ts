import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { startBenchDatabase } from "@/bench/grading-server";
import type { ImportPass } from "@/bench/prepare-import";
import { seededRandom } from "@/lib/kernel/seeded-random";
import { median } from "@/lib/statistics/median";
import { spawnWorker } from "@/testkit/processes/spawn-worker";

const MESSAGES = 1_000_000;
/** Six turns. */
const MESSAGES_PER_DIALOGUE = 12;
const RUNS = 3;

/** Words of about six letters: ten of them make a message of some sixty characters. */
function* writeDialogues(dialogues: number): Generator<string, void, undefined> {
  const random = seededRandom(6n);
  for (let id = 0; id < dialogues; id += 1) {
    const messages = Array.from({ length: MESSAGES_PER_DIALOGUE }, (_message, position) => ({
      role: position % 2 === 0 ? "user" : "assistant",
      content: Array.from({ length: 9 }, () => random.nextUint32().toString(36).slice(0, 6)).join(" "),
    }));
    yield `${JSON.stringify({ session_id: id, diagn: "cough", messages })}\n`;
  }
}

/**
 * A session file through the product's own import (stored file, job, worker process) in turns with `COPY FROM STDIN` of
 * the very rows that it wrote into the same, emptied tables with the same indexes.
 *
 * @param scale share of the million messages, for a quick look
 */
export async function benchImport(scale: number): Promise<object> {
  const dialogues = Math.max(1, Math.round((MESSAGES * scale) / MESSAGES_PER_DIALOGUE));
  const rows = dialogues * MESSAGES_PER_DIALOGUE;
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const folder = await mkdtemp(path.join(os.tmpdir(), "second-opinion-bench-import-"));
  const server = await startBenchDatabase();
  // Read only now: they look at the environment that was just set.
  const { prepareImport } = await import("@/bench/prepare-import");
  const { closeDatabase } = await import("@/lib/db/client");
  const worker = await spawnWorker(server.url);
  try {
    const filePath = path.join(folder, "dialogues.jsonl");
    await pipeline(Readable.from(writeDialogues(dialogues)), createWriteStream(filePath));
    const bench = await prepareImport({ filePath, bytes: (await stat(filePath)).size, folder, rows });
    say(`warm-up: ${rate(rows, await bench.ours())} rows/s`);
    await bench.keepRows((file) => createWriteStream(file));
    const ours: number[] = [];
    const copies: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      copies.push(rate(rows, await bench.copy((file) => createReadStream(file))));
      ours.push(rate(rows, await bench.ours()));
      say(`run ${run + 1}: import ${ours.at(-1)} rows/s, COPY ${copies.at(-1)} rows/s`);
    }
    const rowsPerSecond = median(ours) ?? Number.NaN;
    const copyRowsPerSecond = median(copies) ?? Number.NaN;
    return {
      rows,
      rowsPerSecond,
      copyRowsPerSecond,
      ratio: Number((rowsPerSecond / copyRowsPerSecond).toFixed(3)),
      rssMiB: worker.peakMemoryMiB(),
    };
  } finally {
    await worker.end();
    await closeDatabase();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function rate(rows: number, { seconds }: ImportPass): number {
  return Math.round(rows / seconds);
}
