import { existsSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ensureBuild } from "@/bin/ensure-build";
import { keepSecret } from "@/bin/keep-secret";
import { WEB_NODE_OPTIONS, WORKER_NODE_OPTIONS } from "@/bin/node-options";
import { prepareDatabase } from "@/bin/prepare-database";
import { explain } from "@/bin/report-failure";
import { claimDataFolder } from "@/bin/server-lock";
import { readSettings } from "@/bin/settings";
import { type Supervised, supervise } from "@/bin/supervise";
import { AppError } from "@/lib/kernel/app-error";

/** How long the first page may take to answer once the server process runs, ms. */
const FIRST_PAGE_MS = 60_000;

/** How often it is seen whether the shell that npm started us from still runs, ms. */
const PARENT_LOOK_MS = 500;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** What must be undone, in reverse order of doing. */
const undo: (() => Promise<void> | void)[] = [];
let ending: Promise<void> | null = null;

function end(code: number, line?: string): Promise<void> {
  ending ??= (async () => {
    if (line !== undefined) say(line);
    for (const step of undo.reverse()) {
      try {
        await step();
      } catch (error) {
        process.stderr.write(`${explain(error)}\n`);
      }
    }
    process.exit(code);
  })();
  return ending;
}

function portIsFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

async function requireFreePort(port: number): Promise<void> {
  const script = readSettings().demo ? "demo" : "start";
  // A server on every address takes the port on the loopback addresses too, and the other way round.
  for (const host of ["127.0.0.1", "::"]) {
    if (host === "::" && !existsSync("/proc/net/if_inet6") && process.platform === "linux") continue;
    if (!(await portIsFree(port, host))) {
      throw new AppError(
        "conflict",
        `Port ${port} is taken. Stop what listens there, or choose another: PORT=${port + 1} npm run ${script}`,
      );
    }
  }
}

async function waitForFirstPage(url: string): Promise<void> {
  const until = Date.now() + FIRST_PAGE_MS;
  for (;;) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.status === 200) return;
    if (Date.now() > until) {
      throw new AppError("unavailable", `The first page at ${url} did not answer within ${FIRST_PAGE_MS / 1000} s.`);
    }
    await wait(150);
  }
}

async function run(): Promise<void> {
  // A person reads this terminal; LOG_LEVEL=info shows every request and job.
  process.env.LOG_LEVEL ??= "warn";
  const { port, dataDirectory, demo } = readSettings();
  const url = `http://localhost:${port}`;
  await requireFreePort(port);
  undo.push(claimDataFolder(dataDirectory, url));

  say(`Data folder: ${dataDirectory}`);
  const building = ensureBuild();
  // Told once the database is ready; until then a failed build must not count as unhandled.
  building.catch(() => undefined);
  say(process.env.DATABASE_URL ? "Database: the server in DATABASE_URL" : "Database: starting the embedded PostgreSQL");
  const prepared = await prepareDatabase(dataDirectory);
  undo.push(prepared.leave);
  process.env.SECOND_OPINION_SECRET = keepSecret(dataDirectory, true) ?? "";

  if (demo) {
    say("Demo project: looking, and seeding it where it is missing");
    const { seedDemo } = await import("@/bin/seed-demo");
    await seedDemo();
  }
  say("Pages: building where the sources have changed (half a minute the first time)");
  await building;

  const environment = { ...process.env, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" };
  const giveUp = (reason: string): void => void end(1, reason);
  const database = prepared.keepUp((sentence) => process.stderr.write(`${sentence}\n`), giveUp);
  undo.push(database.stop);
  const children: Supervised[] = [];
  undo.push(async () => {
    await Promise.all(children.map((child) => child.stop()));
  });
  const next = path.join(process.cwd(), "node_modules", "next", "dist", "bin", "next");
  children.push(
    supervise(
      "web",
      [...WEB_NODE_OPTIONS, next, "start", "-p", `${port}`, "-H", readSettings().host],
      environment,
      giveUp,
    ),
  );
  children.push(supervise("worker", [...WORKER_NODE_OPTIONS, "bin/bundled.mjs", "bin/worker.ts"], environment, giveUp));

  await waitForFirstPage(url);
  say(`\nSecond Opinion answers at ${url}`);
  if (demo) {
    const { DEMO_ACCOUNTS, DEMO_PASSWORD } = await import("@/bin/seed-demo");
    say(`Sign in with one of the demo accounts, password ${DEMO_PASSWORD}:`);
    for (const account of DEMO_ACCOUNTS) say(`  ${account.role.padEnd(14)} ${account.email}`);
  }
  say("Ctrl-C ends it; your data is kept.");
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => void end(0, "\nEnding: everything is being saved."));
}
// npm passes a SIGTERM on to the shell between it and us, which dies of it without telling: see that it is gone. A
// start that has no parent to begin with (a container, a service manager) gets its signals itself.
const parent = process.ppid;
if (parent > 1) {
  setInterval(() => {
    if (process.ppid !== parent) void end(0, "\nEnding: everything is being saved.");
  }, PARENT_LOOK_MS).unref();
}
try {
  await run();
} catch (error) {
  if (ending === null) process.stderr.write(`${explain(error)}\n`);
  await end(1);
}
