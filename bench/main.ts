import { benchSegment } from "@/bench/segment";

/** Each benchmark prints its object as the last line; others come with the capabilities they measure. */
const BENCHMARKS: Readonly<Record<string, () => object>> = { segment: benchSegment };

const name = process.argv[2] ?? "";
const run = BENCHMARKS[name];
if (run === undefined) {
  process.stderr.write(`There is no benchmark “${name}”. Known: ${Object.keys(BENCHMARKS).join(", ")}.\n`);
  process.exit(2);
}
process.stdout.write(`${JSON.stringify(run())}\n`);
