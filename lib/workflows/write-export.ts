import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import type pg from "pg";
import { readBeliefs } from "@/lib/db/export-belief-reads";
import { type ExportScope, readExportPage, readTrajectoryHeads } from "@/lib/db/export-trajectory-reads";
import { type ExportFormat, type ExportSettings, SPLITS, type Split } from "@/lib/export/export-settings";
import type { FormatContext, RowFormat } from "@/lib/export/formats/row-format";
import type { HeldBelief } from "@/lib/export/held-label";
import type { ManifestFile } from "@/lib/export/manifest";
import { splitTrajectories } from "@/lib/export/split-trajectories";
import { recordTrajectory } from "@/lib/export/trajectory-record";
import type { Grader } from "@/lib/grading/grader";
import { ExportPart, type PartState } from "@/lib/workflows/export-part";
import { ExportTally, type TallyState } from "@/lib/workflows/export-tally";
import type { OtherVersions } from "@/lib/workflows/load-other-versions";
import { settleTrajectory } from "@/lib/workflows/settle-trajectory";
import { settledToExport } from "@/lib/workflows/settled-to-export";
import { writeFileWhole } from "@/lib/workflows/write-file-whole";

/** A page holds about so many messages: enough that round trips don't count, few enough that memory stays flat. */
const PAGE_MESSAGES = 800;
/** Row groups between two notes of the state: after a crash at most these are written again. */
const GROUPS_PER_NOTE = 4;
const STATE_NAME = ".state.json";
const NO_BELIEFS: ReadonlyMap<string, HeldBelief> = new Map();

export interface ExportPlan {
  readonly scope: ExportScope;
  readonly format: ExportFormat;
  readonly rowFormat: RowFormat;
  readonly settings: ExportSettings;
  readonly context: FormatContext;
  readonly folder: string;
  /** Tells inputs apart: what another key left in the folder is not led on. */
  readonly key: string;
  /** Whether a round has estimated how its labels stand. */
  readonly hasBeliefs: boolean;
  readonly grader: Grader;
  readonly otherVersionsOf: (trajectoryIds: readonly string[]) => Promise<OtherVersions>;
  readonly signal: AbortSignal | undefined;
  /** Called between pages. */
  readonly onProgress: (tally: ExportTally) => Promise<void>;
}

interface NotedState {
  readonly key: string;
  /** How many trajectories are behind it. */
  readonly position: number;
  readonly tally: TallyState;
  readonly parts: readonly PartState[];
}

/**
 * Writes the data files of an export, trajectory by trajectory in order of arrival. What an earlier process has
 * written of the same export is led on from its last note; the bytes are the same either way.
 */
export async function writeExport(
  client: pg.PoolClient,
  plan: ExportPlan,
): Promise<{ readonly tally: ExportTally; readonly files: readonly ManifestFile[] }> {
  const { scope, settings, context, folder, rowFormat } = plan;
  const heads = await readTrajectoryHeads(client, scope);
  const splits = splitTrajectories(heads, settings.split);
  const { parts, noted } = await openParts(plan);
  const tally = new ExportTally(noted?.tally ?? null);
  try {
    let position = noted?.position ?? 0;
    let groups = 0;
    const readPage = (from: number) => {
      let to = from;
      let messages = 0;
      for (; to < heads.length && messages < PAGE_MESSAGES; to += 1) messages += heads[to]?.messageCount ?? 0;
      return from === to ? null : { to, read: readExportPage(client, scope, heads.slice(from, to)) };
    };
    let page = readPage(position);
    while (page !== null) {
      const trajectories = await page.read;
      // The database reads the next page while this one is worked on.
      const next = readPage(page.to);
      // A failure here must not leave that one without anybody who hears of its own.
      next?.read.catch(() => undefined);
      const ids = trajectories.map(({ id }) => id);
      const others = await plan.otherVersionsOf(ids);
      const beliefs = plan.hasBeliefs ? await readBeliefs(client, scope, ids) : NO_BELIEFS;
      for (const trajectory of trajectories) {
        plan.signal?.throwIfAborted();
        const settled = await settleTrajectory(trajectory, plan.grader, others);
        const split = splits[position] ?? "train";
        const record = recordTrajectory(settledToExport(trajectory, settled, beliefs), { split, settings });
        const part = parts.get(split);
        if (part === undefined) throw new Error(`There is no file for ${split}.`);
        for (const built of rowFormat.rows(record, context)) {
          if ("leftOut" in built) {
            tally.leaveOut(built.leftOut);
          } else {
            tally.take();
            if (part.add(built.row)) {
              await part.flush();
              groups += 1;
            }
          }
        }
        position += 1;
        if (groups >= GROUPS_PER_NOTE) {
          groups = 0;
          await noteState(plan, [...parts.values()], { position, tally: tally.state() });
        }
      }
      await plan.onProgress(tally);
      page = next;
    }
    const files: ManifestFile[] = [];
    for (const part of parts.values()) files.push(await part.finish());
    await rm(path.join(folder, STATE_NAME), { force: true });
    return { tally, files };
  } finally {
    for (const part of parts.values()) await part.close();
  }
}

const EXTENSIONS = { lines: "jsonl", json: "jsonl", csv: "csv", parquet: "parquet" } as const;

/** What the data file of a split is called, below the export's folder. */
export function dataFileName(format: ExportFormat, { encoding }: RowFormat, isSplit: boolean, split: Split): string {
  // As a data set hub numbers its files.
  if (format === "huggingface") return `data/${split}-00000-of-00001.parquet`;
  // A trainer takes the split from the file's name.
  return `${isSplit || format === "training" ? split : format}.${EXTENSIONS[encoding]}`;
}

async function openParts(
  plan: ExportPlan,
): Promise<{ readonly parts: ReadonlyMap<Split, ExportPart>; readonly noted: NotedState | null }> {
  const { folder, format, rowFormat, settings } = plan;
  const { split } = settings;
  const used = SPLITS.filter((one) => one === "train" || (split !== null && split[one] > 0));
  const wanted = used.map((one) => ({
    name: dataFileName(format, rowFormat, split !== null, one),
    split: one,
    format: rowFormat,
  }));
  const noted = await readState(plan);
  if (noted !== null) {
    const parts = await openAll(folder, wanted, noted.parts);
    if (parts !== null) return { parts, noted };
  }
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const parts = await openAll(folder, wanted, null);
  if (parts === null) throw new Error("A new file was taken for an old one.");
  return { parts, noted: null };
}

async function openAll(
  folder: string,
  wanted: readonly { readonly name: string; readonly split: Split; readonly format: RowFormat }[],
  states: readonly PartState[] | null,
): Promise<Map<Split, ExportPart> | null> {
  const parts = new Map<Split, ExportPart>();
  for (const one of wanted) {
    const state = states?.find(({ name }) => name === one.name) ?? null;
    const part = states !== null && state === null ? null : await ExportPart.open(folder, one, state);
    if (part === null) {
      for (const opened of parts.values()) await opened.close();
      return null;
    }
    parts.set(one.split, part);
  }
  return parts;
}

async function readState({ folder, key }: ExportPlan): Promise<NotedState | null> {
  try {
    const state: NotedState = JSON.parse(await readFile(path.join(folder, STATE_NAME), "utf8"));
    return state.key === key ? state : null;
  } catch {
    // None, or half a one: the export is begun again.
    return null;
  }
}

/** Ends a row group in every file, so that what is noted is all there is. */
async function noteState(
  { folder, key }: ExportPlan,
  parts: readonly ExportPart[],
  at: Pick<NotedState, "position" | "tally">,
): Promise<void> {
  for (const part of parts) await part.flush();
  const state: NotedState = { key, ...at, parts: parts.map((part) => part.state()) };
  await writeFileWhole(path.join(folder, STATE_NAME), (write) => write(JSON.stringify(state)));
}
