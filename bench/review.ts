import { startBenchDatabase } from "@/bench/grading-server";
import { quantile } from "@/bench/quantile";
import { readByKey } from "@/bench/read-by-key";
import { spawnWeb } from "@/testkit/processes/spawn-web";
import { spawnWorker } from "@/testkit/processes/spawn-worker";

/** Grades at full scale, and verdicts by key. */
const GRADES = 1_000_000;
const VERDICTS = 200;
/** The first keys of a page find code that was never run. */
const WARM_UP = 10;

/**
 * One reviewer in Chromium on the production build: from a key that answers to the frame that shows the next item with
 * its turn's text.
 *
 * @param scale share of the grades and verdicts, for a quick look
 */
export async function benchReview(scale: number): Promise<object> {
  const server = await startBenchDatabase();
  // Read only now: they look at the environment that was just set.
  const { DIALOGUE_GRADES, DIALOGUE_QUEUED_UNITS } = await import("@/testkit/dialogues/graded-project");
  const { prepareQueue } = await import("@/bench/prepare-queue");
  const { closeDatabase } = await import("@/lib/db/client");
  const say = (line: string) => process.stderr.write(`${line}\n`);
  try {
    const dialogues = Math.ceil((GRADES * scale) / DIALOGUE_GRADES);
    const { projectId, cookies, countAnswers } = await prepareQueue(dialogues * DIALOGUE_QUEUED_UNITS, 1, say);
    const web = await spawnWeb(server.url);
    const worker = await spawnWorker(server.url);
    try {
      const items = Math.max(20, Math.round(VERDICTS * scale));
      const times = await readByKey({
        url: `${web.url}/projects/${projectId}/review`,
        cookie: cookies[0] ?? "",
        keys: WARM_UP + items,
      });
      const answers = await countAnswers();
      if (answers !== WARM_UP + items) throw new Error(`${WARM_UP + items} keys gave ${answers} verdicts.`);
      const measured = times.slice(WARM_UP);
      return {
        keyToPaintMsP50: quantile(measured, 0.5),
        keyToPaintMsP95: quantile(measured, 0.95),
        keyToPaintMsP99: quantile(measured, 0.99),
        items: measured.length,
        grades: dialogues * DIALOGUE_GRADES,
      };
    } catch (error) {
      say(web.printed().slice(-2000));
      throw error;
    } finally {
      await Promise.all([web.end(), worker.end()]);
    }
  } finally {
    await closeDatabase();
    await server.stop();
  }
}
