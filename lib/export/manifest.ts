import { z } from "zod";
import { canonicalJson, type JsonValue } from "@/lib/export/canonical-json";
import { type ExportFormat, type ExportSettings, SPLITS, type Split } from "@/lib/export/export-settings";
import type { Column } from "@/lib/export/formats/row-format";
import { LEFT_OUT_REASONS, type LeftOutReason } from "@/lib/export/left-out";

export interface ManifestFile {
  /** Below the manifest's folder, with slashes. */
  readonly name: string;
  /** Null for files without rows: a card, a trainer's configuration. */
  readonly split: Split | null;
  readonly rows: number;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
  /** Consecutive stretches of the file from its first byte, of whole rows; what is left after them is the footer. */
  readonly rowGroups: readonly RowGroup[];
}

export interface RowGroup {
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

export interface ManifestInput {
  readonly format: ExportFormat;
  readonly project: string;
  readonly settings: ExportSettings;
  readonly columns: readonly Column[];
  readonly looksAt: "turns" | "responses" | "trajectories";
  /** Turns, responses or trajectories that were looked at. */
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly leftOut: Readonly<Partial<Record<LeftOutReason, number>>>;
  readonly files: readonly ManifestFile[];
  readonly graderVersion: {
    readonly label: string;
    readonly contentHash: string;
    readonly models: readonly string[];
  } | null;
  /** Whose beliefs the risks are; null where no round has estimated any. */
  readonly round: { readonly number: number; readonly modelVersion: string } | null;
  readonly certificate: { readonly [key: string]: JsonValue } | null;
  /** The last verdict that counts; 0 where there was none. */
  readonly verdictOrdinal: bigint;
  /** The last trajectory that counts; null for all. */
  readonly trajectoryOrdinal: bigint | null;
  /** The version of the program that built the files. */
  readonly codeVersion: string;
}

/** Raised when the manifest or a row format changes in a way that a reader can notice. */
const FORMAT_VERSION = 2;

/**
 * The manifest of an export, as the text of its file. It has no clock in it: the same inputs give the same bytes.
 * Every reason is listed, also with 0. Throws where the counts don't add up or a hash is none: such a manifest would
 * speak of other files.
 */
export function manifest(input: ManifestInput): string {
  return canonicalJson(manifestOf(input));
}

function manifestOf(input: ManifestInput): { readonly [key: string]: JsonValue } {
  const leftOut = Object.fromEntries(LEFT_OUT_REASONS.map((reason) => [reason, input.leftOut[reason] ?? 0]));
  const leftOutSum = Object.values(leftOut).reduce((sum, count) => sum + count, 0);
  if (input.rowsIn !== input.rowsOut + leftOutSum) {
    throw new Error(`Counts don't add up: ${input.rowsIn} in, ${input.rowsOut} out, ${leftOutSum} left out.`);
  }
  for (const { name, rows, rowGroups, sha256 } of input.files) {
    if (![sha256, ...rowGroups.map((group) => group.sha256)].every((hash) => /^[0-9a-f]{64}$/.test(hash))) {
      throw new Error(`A hash of ${name} is no SHA-256 in hex.`);
    }
    const grouped = rowGroups.reduce((sum, group) => sum + group.rows, 0);
    if (grouped !== rows) throw new Error(`${name} has ${rows} rows, and ${grouped} in its row groups.`);
  }
  const rowFiles = input.files.filter(({ split }) => split !== null);
  const [only] = rowFiles;
  const { policy, filter, split, rewards, goodFrom, leastGap } = input.settings;
  return {
    format: { name: `second-opinion/${input.format}`, version: FORMAT_VERSION },
    kind: input.format,
    project: input.project,
    filter: { ...filter },
    policy: plain(policy),
    split: split === null ? null : { ...split },
    thresholds: { goodFrom, leastGap },
    reward: { ...rewards },
    schema: plain(input.columns),
    rows: { of: input.looksAt, in: input.rowsIn, out: input.rowsOut, leftOut },
    // The one file of most exports at hand, as in version 1.
    file: rowFiles.length === 1 && only !== undefined ? { bytes: only.bytes, sha256: only.sha256 } : null,
    files: plain(input.files),
    graderVersion: plain(input.graderVersion),
    round: plain(input.round),
    certificate: input.certificate,
    // As text: an ordinal may outgrow what readers of JSON hold exactly.
    verdictCut: { ordinal: String(input.verdictOrdinal) },
    trajectoryCut: { ordinal: input.trajectoryOrdinal === null ? null : String(input.trajectoryOrdinal) },
    codeVersion: input.codeVersion,
  };
}

const jsonValue: z.ZodType<JsonValue> = z.json();

/** Leaves out what is undefined, and checks that the rest is JSON. */
function plain(value: unknown): JsonValue {
  return jsonValue.parse(JSON.parse(JSON.stringify(value)));
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "is no SHA-256 in hex");
const count = z.number().int().nonnegative();
const storedFilesSchema = z.object({
  files: z
    .array(
      z.object({
        name: z.string().min(1),
        split: z.enum(SPLITS).nullable(),
        rows: count,
        bytes: count,
        sha256,
        rowGroups: z.array(z.object({ rows: count, bytes: count, sha256 })),
      }),
    )
    .min(1),
});

/** What a check of a folder needs to know of its manifest. */
export const manifestSchema = storedFilesSchema.extend({
  format: z.object({ name: z.string().startsWith("second-opinion/"), version: z.literal(FORMAT_VERSION) }),
  rows: z.object({ in: count, out: count, leftOut: z.record(z.string(), count) }),
});

/** The files of a stored manifest; none where an older release wrote it. */
export function manifestFilesOf(stored: unknown): ManifestFile[] {
  const read = storedFilesSchema.safeParse(stored);
  return read.success ? read.data.files : [];
}
