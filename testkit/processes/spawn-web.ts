import { createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { ensureBuild } from "@/bin/ensure-build";
import { WEB_NODE_OPTIONS } from "@/bin/node-options";
import { type Program, spawnProgram } from "@/testkit/processes/spawn-program";

const FIRST_PAGE_MS = 60_000;

/** The web server as `npm start` starts it, built where the sources have changed; given once its first page answers. */
export async function spawnWeb(databaseUrl: string): Promise<Program & { readonly url: string }> {
  await ensureBuild();
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const web = spawnProgram(
    "start",
    ["-p", `${port}`, "-H", "127.0.0.1"],
    { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", DATABASE_URL: databaseUrl, LOG_LEVEL: "warn" },
    { nodeOptions: WEB_NODE_OPTIONS, runner: "node_modules/next/dist/bin/next" },
  );
  for (const until = Date.now() + FIRST_PAGE_MS; ; ) {
    const answer = await fetch(`${url}/sign-in`).catch(() => null);
    if (answer?.ok) return { ...web, url };
    if (Date.now() > until) throw new Error(`The web server does not answer:\n${web.printed()}`);
    await wait(100);
  }
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" ? (address?.port ?? 0) : 0;
      probe.close(() => resolve(port));
    });
  });
}
