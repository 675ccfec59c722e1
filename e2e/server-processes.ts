import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const data = (): string => {
  const folder = process.env.SECOND_OPINION_E2E_DATA;
  if (folder === undefined) throw new Error("The configuration names the server's data folder.");
  return folder;
};

function parentOf(pid: number): number | null {
  try {
    // The second field may hold blanks and parentheses, so count from its end.
    const [, parent] = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return Number(parent);
  } catch {
    return null;
  }
}

/** The web server that the starter runs (Linux only): the one of its children that is not the worker. */
export function findWebProcess(): number {
  const starter = Number.parseInt(JSON.parse(readFileSync(path.join(data(), "server.json"), "utf8")).identity, 10);
  const children = readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && parentOf(pid) === starter);
  const web = children.find((pid) => /next/.test(readFileSync(`/proc/${pid}/cmdline`, "utf8")));
  if (web === undefined) throw new Error("The starter runs no web server.");
  return web;
}

/** The main process of the embedded PostgreSQL. */
export function findDatabaseProcess(): number {
  return Number.parseInt(readFileSync(path.join(data(), "database", "cluster", "postmaster.pid"), "utf8"), 10);
}

/** The address of the embedded PostgreSQL, for what a test must do behind the product's back: let time pass. */
export function findDatabaseUrl(): string {
  const { password, port } = JSON.parse(readFileSync(path.join(data(), "database", "settings.json"), "utf8"));
  return `postgresql://postgres:${password}@127.0.0.1:${port}/second_opinion`;
}
