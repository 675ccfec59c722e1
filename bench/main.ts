import { parseArgs } from "node:util";
import { benchAblation } from "@/bench/ablation";
import { benchCalibration } from "@/bench/calibration";
import { benchExport } from "@/bench/export";
import { benchGrading } from "@/bench/grading";
import { benchImport } from "@/bench/import";
import { benchLists } from "@/bench/lists";
import { benchQueue } from "@/bench/queue";
import { benchRefit } from "@/bench/refit";
import { benchReview } from "@/bench/review";
import { benchSegment } from "@/bench/segment";
import { benchTrial } from "@/bench/trial";

/** Each benchmark prints its object as the last line; others come with the capabilities they measure. */
const BENCHMARKS: Readonly<Record<string, (args: string[]) => object | Promise<object>>> = {
  segment: () => benchSegment(),
  grading: (args) => benchGrading(readScale(args)),
  import: (args) => benchImport(readScale(args)),
  export: (args) => benchExport(readScale(args)),
  queue: (args) => benchQueue(readScale(args)),
  review: (args) => benchReview(readScale(args)),
  lists: (args) => benchLists(readScale(args)),
  refit: () => benchRefit(),
  calibration: (args) => {
    const { values } = parseArgs({
      args,
      options: {
        data: { type: "string", default: "../shared/data/calibration" },
        seeds: { type: "string", default: "8" },
        noise: { type: "string", default: "0" },
        curves: { type: "string" },
        json: { type: "boolean", default: false },
      },
    });
    return benchCalibration(values.data, {
      seeds: wholeNumber("seeds", values.seeds),
      noise: share("noise", values.noise),
      curvesFile: values.curves ?? null,
    });
  },
  ablation: (args) => {
    const { values } = parseArgs({
      args,
      options: {
        data: { type: "string", default: "../shared/data/calibration" },
        seeds: { type: "string", default: "4" },
        noise: { type: "string", default: "0" },
        json: { type: "boolean", default: false },
      },
    });
    return benchAblation(values.data, {
      seeds: wholeNumber("seeds", values.seeds),
      noise: share("noise", values.noise),
    });
  },
  trial: (args) => {
    const { values } = parseArgs({
      args,
      options: {
        data: { type: "string", default: "../shared/data/calibration-variants" },
        seeds: { type: "string", default: "100" },
        noise: { type: "string", default: "0" },
        settled: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
      },
    });
    return benchTrial(values.data, {
      seeds: wholeNumber("seeds", values.seeds),
      labels: values.settled ? "settled" : "single_reads",
      noise: share("noise", values.noise),
    });
  },
};

function readScale(args: string[]): number {
  const { values } = parseArgs({
    args,
    options: { scale: { type: "string", default: "1" }, json: { type: "boolean", default: false } },
  });
  const scale = Number(values.scale);
  if (!(scale > 0 && scale <= 10)) throw new Error(`--scale takes a number above 0, not “${values.scale}”.`);
  return scale;
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`--${name} takes a whole number from 1, not “${text}”.`);
}

function share(name: string, text: string): number {
  const number = Number(text);
  if (number >= 0 && number < 1) return number;
  throw new Error(`--${name} takes a share from 0 to below 1, not “${text}”.`);
}

const name = process.argv[2] ?? "";
const run = BENCHMARKS[name];
if (run === undefined) {
  process.stderr.write(`There is no benchmark “${name}”. Known: ${Object.keys(BENCHMARKS).join(", ")}.\n`);
  process.exit(2);
}
try {
  process.stdout.write(`${JSON.stringify(await run(process.argv.slice(3)))}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(2);
}
