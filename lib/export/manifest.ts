import { canonicalJson, type JsonValue } from "@/lib/export/canonical-json";
import { REWARD_SETTINGS } from "@/lib/export/reward-row";
import { LEFT_OUT_REASONS, type LeftOutReason } from "@/lib/export/settle-turn";

export interface ManifestInput {
  readonly kind: "training" | "reward";
  readonly project: string;
  /** Turns (training) or responses (reward) that were looked at. */
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly leftOut: Readonly<Partial<Record<LeftOutReason, number>>>;
  readonly file: {
    /** Size in bytes. */
    readonly bytes: number;
    /** Hex. */
    readonly sha256: string;
  };
  readonly graderVersion: { readonly label: string; readonly contentHash: string } | null;
  /** The last verdict that counts; 0 where there was none. */
  readonly verdictOrdinal: bigint;
  /** The version of the program that built the file. */
  readonly codeVersion: string;
}

/** Raised when a row format changes in a way that a reader can notice. */
const FORMAT_VERSION = 1;

/**
 * The manifest of an export, as the text of its file. It has no clock in it: the same inputs give the same bytes.
 * Every reason is listed, also with 0. Throws where the counts don't add up or the hash is none: such a manifest would
 * speak of another file.
 */
export function manifest(input: ManifestInput): string {
  return canonicalJson(manifestOf(input));
}

/** The content of {@link manifest}, for the database. */
export function manifestOf(input: ManifestInput): { readonly [key: string]: JsonValue } {
  const leftOut = Object.fromEntries(LEFT_OUT_REASONS.map((reason) => [reason, input.leftOut[reason] ?? 0]));
  const leftOutSum = Object.values(leftOut).reduce((sum, count) => sum + count, 0);
  if (input.rowsIn !== input.rowsOut + leftOutSum) {
    throw new Error(`Counts don't add up: ${input.rowsIn} in, ${input.rowsOut} out, ${leftOutSum} left out.`);
  }
  if (!/^[0-9a-f]{64}$/.test(input.file.sha256)) throw new Error("The file's hash is no SHA-256 in hex.");
  return {
    format: { name: `second-opinion/${input.kind}-rows`, version: FORMAT_VERSION },
    kind: input.kind,
    project: input.project,
    rows: { in: input.rowsIn, out: input.rowsOut, leftOut },
    file: { bytes: input.file.bytes, sha256: input.file.sha256 },
    graderVersion:
      input.graderVersion === null
        ? null
        : { label: input.graderVersion.label, contentHash: input.graderVersion.contentHash },
    reward: input.kind === "reward" ? { ...REWARD_SETTINGS } : null,
    // As text: an ordinal may outgrow what readers of JSON hold exactly.
    verdictCut: { ordinal: String(input.verdictOrdinal) },
    codeVersion: input.codeVersion,
  };
}
