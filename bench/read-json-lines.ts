import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

export interface JsonLinesFile {
  /** The file's name without its ending. */
  readonly name: string;
  readonly rows: readonly unknown[];
}

/**
 * Every `*.jsonl` file of a folder in the order of their names, or the one file given.
 * Throws where there is none, or a line is no JSON (says which).
 */
export function readJsonLines(place: string): JsonLinesFile[] {
  const files = statSync(place).isDirectory()
    ? readdirSync(place)
        .filter((name) => name.endsWith(".jsonl"))
        .sort()
        .map((name) => path.join(place, name))
    : [place];
  if (files.length === 0) throw new Error(`${place} has no file that ends in .jsonl.`);
  return files.map((file) => {
    const rows: unknown[] = [];
    readFileSync(file, "utf8")
      .split("\n")
      .forEach((line, index) => {
        if (line.trim() === "") return;
        try {
          rows.push(JSON.parse(line));
        } catch (error) {
          throw new Error(`${file}:${index + 1} is no JSON: ${error instanceof Error ? error.message : error}`);
        }
      });
    return { name: path.basename(file, ".jsonl"), rows };
  });
}
