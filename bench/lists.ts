import { startBenchDatabase } from "@/bench/grading-server";
import { HttpClient } from "@/bench/http-client";
import { quantile } from "@/bench/quantile";
import { spawnWeb } from "@/testkit/processes/spawn-web";

/** Grades at full scale. */
const GRADES = 1_000_000;
/** Answers of clinicians, and members, that the lists have to show. */
const VERDICTS = 2_000;
const READERS = 4;
/** Asked for so often each, one after the other, after one that is not counted. */
const REQUESTS = 20;

/**
 * Every list and count the web server gives, over HTTP on the production build, at a million grades. A line on stderr
 * for each; the slowest is named.
 *
 * @param scale share of the grades, for a quick look
 */
export async function benchLists(scale: number): Promise<object> {
  const server = await startBenchDatabase();
  // Read only now: they look at the environment that was just set.
  const { prepareLists } = await import("@/bench/prepare-lists");
  const { closeDatabase } = await import("@/lib/db/client");
  const say = (line: string) => process.stderr.write(`${line}\n`);
  try {
    const { cookie, pages } = await prepareLists(Math.round(GRADES * scale), VERDICTS, READERS, say);
    const web = await spawnWeb(server.url);
    const http = new HttpClient(web.url, cookie);
    try {
      const measured: { page: string; p95Ms: number }[] = [];
      for (const { name, path } of pages) {
        await http.ask("GET", path);
        const times: number[] = [];
        for (let at = 0; at < REQUESTS; at += 1) times.push((await http.ask("GET", path)).ms);
        const p95Ms = quantile(times, 0.95);
        say(`${p95Ms.toFixed(1).padStart(8)} ms  ${name}`);
        measured.push({ page: name, p95Ms });
      }
      const worst = measured.reduce((one, other) => (other.p95Ms > one.p95Ms ? other : one));
      return { worstP95Ms: worst.p95Ms, worstPage: worst.page };
    } catch (error) {
      say(web.printed().slice(-2000));
      throw error;
    } finally {
      http.close();
      await web.end();
    }
  } finally {
    await closeDatabase();
    await server.stop();
  }
}
