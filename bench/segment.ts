import { seededRandom } from "@/lib/kernel/seeded-random";
import { median } from "@/lib/statistics/median";
import { parseSessionLine } from "@/lib/trajectory/parse-session-line";
import { segmentTurns } from "@/lib/trajectory/segment-turns";

const DIALOGUES = 2_000;
const MESSAGES = 24;
const RUNS = 5;

function makeLines(): Uint8Array[] {
  const random = seededRandom(1n);
  return Array.from({ length: DIALOGUES }, (_line, at) => {
    const messages = Array.from({ length: MESSAGES }, (_message, position) => ({
      role: position % 2 === 0 ? "assistant" : "user",
      content: Array.from({ length: 10 }, () => random.nextUint32().toString(36)).join(" "),
    }));
    return Buffer.from(JSON.stringify({ session_id: at, diagn: "cough", messages }));
  });
}

function timed(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

/**
 * Reading and cutting session lines, as imports do it, against bare `JSON.parse` of the same bytes, in turns.
 * `ratio` = bare time ÷ ours (1 = as fast as bare parsing).
 */
export function benchSegment(): object {
  const lines = makeLines();
  const ours: number[] = [];
  const bare: number[] = [];
  let turns = 0;
  for (let run = 0; run <= RUNS; run += 1) {
    turns = 0;
    const oursMs = timed(() => {
      for (const line of lines) {
        const parsed = parseSessionLine(line);
        if (!parsed.ok) throw new Error(parsed.refusal.reason);
        turns += segmentTurns(parsed.value.messages).turns.length;
      }
    });
    const bareMs = timed(() => {
      for (const line of lines) JSON.parse(Buffer.from(line).toString("utf8"));
    });
    // The first pass warms the compiler up and isn't counted.
    if (run === 0) continue;
    ours.push(oursMs);
    bare.push(bareMs);
  }
  const oursMs = median(ours) ?? Number.NaN;
  const bareMs = median(bare) ?? Number.NaN;
  return { dialogues: DIALOGUES, turns, oursMs, bareMs, ratio: bareMs / oursMs };
}
