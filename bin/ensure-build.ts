import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { AppError } from "@/lib/kernel/app-error";

const ROOT = process.cwd();
const MARK = path.join(ROOT, ".next", "source-hash");
const SOURCES = [
  "app",
  "components",
  "lib",
  "public",
  "prisma/schema",
  "next.config.ts",
  "package-lock.json",
  "postcss.config.mjs",
  "tsconfig.json",
];

function hashSources(): string {
  const hash = createHash("sha256");
  const visit = (relative: string): void => {
    const absolute = path.join(ROOT, relative);
    if (!existsSync(absolute) || /\.test\.tsx?$|^lib\/db\/generated$/.test(relative)) return;
    let entries: string[] | null = null;
    try {
      entries = readdirSync(absolute).sort();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOTDIR") throw error;
    }
    if (entries === null) {
      hash.update(relative);
      hash.update(readFileSync(absolute));
    } else {
      for (const name of entries) visit(`${relative}/${name}`);
    }
  };
  for (const source of SOURCES) visit(source);
  return hash.digest("hex");
}

/** Builds the web application unless the build at hand is of these very sources; returns whether it built. */
export async function ensureBuild(signal?: AbortSignal): Promise<boolean> {
  const wanted = hashSources();
  if (existsSync(MARK) && readFileSync(MARK, "utf8") === wanted) return false;
  const next = path.join(ROOT, "node_modules", "next", "dist", "bin", "next");
  let printed = "";
  const child = spawn(process.execPath, [next, "build"], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    signal,
    env: { ...process.env, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" },
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
  }
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve(status ?? 1));
  });
  if (code !== 0) {
    if (/ENOSPC|No space left/.test(printed)) {
      throw new AppError(
        "unavailable",
        `The disk that holds ${ROOT} is full: the pages could not be built. Free some space and start again.`,
      );
    }
    throw new AppError("unavailable", `The pages could not be built:\n${printed.trim()}`);
  }
  writeFileSync(MARK, wanted);
  return true;
}
