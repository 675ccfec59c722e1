import { stat } from "node:fs/promises";
import type { CommandOutput } from "@/bin/cli-run";
import { requireProject } from "@/bin/require-project";
import { parseInput } from "@/lib/auth/api-body";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { EXPORT_FORMATS, type ExportFormat, requestedSettingsSchema } from "@/lib/export/export-settings";
import { AppError } from "@/lib/kernel/app-error";
import { type ExportPlace, manifestPath } from "@/lib/workflows/export-place";
import { exportTo } from "@/lib/workflows/export-to";

/** As commander gives them: text, and only those that were written. */
export interface ExportOptions {
  readonly out: string;
  readonly withRewards?: boolean;
  readonly format?: string;
  readonly policy?: string;
  readonly split?: string;
  readonly source?: string;
  readonly reviewedOnly?: boolean;
  readonly goodFrom?: string;
  readonly leastGap?: string;
  readonly trainMode?: string;
  readonly fusion?: string;
  readonly licence?: string;
}

const count = (value: number): string => value.toLocaleString("en");

export async function exportFile(output: CommandOutput, projectName: string, options: ExportOptions): Promise<void> {
  const format = readFormat(options);
  const settings = parseInput(
    {
      policy: readPolicy(options.policy),
      split: readSplit(options.split),
      filter: { source: options.source, reviewedOnly: options.reviewedOnly },
      rewards: { trainMode: options.trainMode ?? "Ra+Rs", fusionMode: options.fusion ?? "default" },
      goodFrom: options.goodFrom === undefined ? undefined : Number(options.goodFrom),
      leastGap: options.leastGap === undefined ? undefined : Number(options.leastGap),
      licence: options.licence,
    },
    requestedSettingsSchema,
  );
  const place = await choosePlace(options.out, format, settings.split !== null);
  const { id: projectId } = await requireProject(projectName);
  const built = await exportTo({
    projectId,
    actorId: OPERATOR_ACTOR,
    format,
    settings,
    place,
    onProgress: ({ rowsWritten, rowsTotal }) =>
      output.progress(`Exporting: ${count(rowsWritten)} rows, ${count(rowsTotal)} to look at`),
  });
  output.finish({ ...built, file: options.out, manifest: manifestPath(place) }, [
    `Wrote ${count(built.rowsWritten)} rows to ${options.out}, the manifest to ${manifestPath(place)}.`,
    ...(place.layout === "folder" ? built.files.map(({ name, rows }) => `  ${name}: ${count(rows)} rows`) : []),
    ...Object.entries(built.leftOut).map(([reason, rows]) => `  ${count(rows)} left out: ${reason}`),
  ]);
}

function readFormat({ format, withRewards }: ExportOptions): ExportFormat {
  if (format === undefined) return withRewards ? "reward" : "training";
  if (withRewards && format !== "reward") {
    throw new AppError("invalid", `--with-rewards asks for reward rows and --format for ${format}. Give one of them.`);
  }
  const known = EXPORT_FORMATS.find((one) => one === format);
  if (known === undefined) {
    throw new AppError("invalid", `There is no format ${format}. Known: ${EXPORT_FORMATS.join(", ")}.`);
  }
  return known;
}

const POLICIES = "relabel, down-weight, drop=RISK (0 to 1), drop=audited or drop=audited:SHARE";

function readPolicy(written: string | undefined): unknown {
  if (written === undefined || written === "relabel") return { kind: "relabel" };
  if (written === "down-weight") return { kind: "down_weight" };
  const [, threshold = ""] = /^drop=(.+)$/.exec(written) ?? [];
  const [, target] = /^audited(?::(.+))?$/.exec(threshold) ?? [null];
  if (/^audited(:|$)/.test(threshold)) {
    return { kind: "drop_audited", ...(target === undefined || target === null ? {} : { target: Number(target) }) };
  }
  if (threshold !== "" && Number.isFinite(Number(threshold))) return { kind: "drop", threshold: Number(threshold) };
  throw new AppError("invalid", `There is no policy ${written}. Known: ${POLICIES}.`);
}

function readSplit(written: string | undefined): unknown {
  if (written === undefined) return null;
  const split: Record<string, number> = { validation: 0, test: 0 };
  for (const part of written.split(",")) {
    const [, name = "", value = ""] = /^(validation|test|seed)=([\d.]+)$/.exec(part.trim()) ?? [];
    if (name === "") {
      throw new AppError(
        "invalid",
        `--split takes shares and a seed, as in validation=0.1,test=0.1,seed=7; “${part}” is none of them.`,
      );
    }
    split[name] = Number(value);
  }
  return split;
}

/** A folder where there is more than one file to write, or where the path is one; else the file itself. */
async function choosePlace(out: string, format: ExportFormat, isSplit: boolean): Promise<ExportPlace> {
  const isFolder = out.endsWith("/") || (await stat(out).catch(() => null))?.isDirectory() === true;
  const layout = isFolder || isSplit || format === "huggingface" ? "folder" : "file";
  return { layout, path: out.length > 1 ? out.replace(/\/+$/, "") : out };
}
