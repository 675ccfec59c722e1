import { accepted, type Result, refused } from "@/lib/kernel/result";
import { findFlaw, type LineRefusal, parseSessionLine } from "@/lib/trajectory/parse-session-line";
import { rowId } from "@/lib/trajectory/row-head";
import { segmentTurns } from "@/lib/trajectory/segment-turns";
import type { Session } from "@/lib/trajectory/session";
import type { StopLabel } from "@/lib/trajectory/turn";

/** One line of the reference's evaluation step: a training row, what a policy said there, and what a grader said of it. */
export interface EvaluatedRow {
  /** The session as far as this row shows it: its messages are the row's observed context. */
  readonly session: Session;
  readonly round: number;
  readonly decisionTruth: StopLabel;
  /** `attribute: value, attribute: value`; null where the field is missing or no text. */
  readonly infoTruth: string | null;
  /** What the policy said, one sample each. */
  readonly rollouts: readonly string[];
  /** One for each rollout, as the file has it. */
  readonly grades: readonly unknown[];
}

/** A row, or the reason for which a row is none of a decision point and is left out. */
export type EvaluatedLine =
  | { readonly kind: "row"; readonly row: EvaluatedRow }
  /** The reference's extra last round, whose context ends with the expert. */
  | { readonly kind: "ends_with_expert" };

type Fields = Readonly<Record<string, unknown>>;
const refuse = (reason: string): Result<never, LineRefusal> => refused({ reason });

/** Whether a line of JSON is an evaluated row rather than a whole dialogue; false where it can't be read. */
export function isEvaluatedLine(bytes: Uint8Array): boolean {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return isObject(value) && "cid" in value && "rollouts" in value && "grades" in value;
  } catch {
    return false;
  }
}

/**
 * Reads one line of an evaluated-row file: `cid, session_id, diagn, messages, decision_truth, info_truth, rollouts,
 * grades`, other fields are ignored. What a grade says is not looked at here: a grade that can't be read is a failed
 * grade, not a refused line.
 * Source: evaluation step of the Learn-to-Ask example.
 */
export function parseEvaluatedLine(bytes: Uint8Array): Result<EvaluatedLine, LineRefusal> {
  const session = parseSessionLine(bytes);
  if (!session.ok) return session;
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (!isObject(value)) return refuse("The line holds no JSON object.");
  const round = readRound(value.cid, session.value);
  if (!round.ok) return round;
  // A training row is an evaluated one of which nothing was sampled.
  const isUnsampled = !("rollouts" in value) && !("grades" in value) && "info_truth" in value;
  const { rollouts, grades } = isUnsampled ? { rollouts: [], grades: [] } : value;
  const { decision_truth: decisionTruth, info_truth: infoTruth } = value;
  if (decisionTruth !== "continue" && decisionTruth !== "stop") {
    return refuse('decision_truth must be "continue" or "stop".');
  }
  if (!Array.isArray(rollouts) || !rollouts.every((rollout) => typeof rollout === "string")) {
    return refuse("rollouts must be a list of texts, one for each sample of the policy.");
  }
  if (!Array.isArray(grades)) return refuse("grades must be a list, with one grade for each rollout.");
  if (grades.length !== rollouts.length) {
    return refuse(`The row has ${rollouts.length} rollouts and ${grades.length} grades; each rollout needs its own.`);
  }
  const flaw = findFlawIn({ rollouts, grades, info_truth: infoTruth });
  if (flaw !== null) return refuse(flaw);

  const { turns, leftOut } = segmentTurns(session.value.messages);
  if (leftOut === 1) return accepted({ kind: "ends_with_expert" });
  if (turns.length !== round.value) {
    return refuse(
      `cid says round ${round.value}, but messages hold ${turns.length}. Each row must carry the whole dialogue up to its turn.`,
    );
  }
  return accepted({
    kind: "row",
    row: {
      session: session.value,
      round: round.value,
      decisionTruth,
      infoTruth: typeof infoTruth === "string" ? infoTruth : null,
      rollouts,
      grades,
    },
  });
}

function readRound(cid: unknown, session: Session): Result<number, LineRefusal> {
  const digits = typeof cid === "string" ? /_([1-9][0-9]{0,8})$/.exec(cid)?.[1] : undefined;
  if (digits === undefined || cid !== rowId(session.sessionKey, Number(digits))) {
    return refuse("cid must be the session id, an underscore and the number of the round, from 1.");
  }
  return accepted(Number(digits));
}

/** The first text within a value that can't be stored. A loop, not a recursion: depth is in the hands of the file. */
function findFlawIn(root: Fields): string | null {
  const open: [string, unknown][] = Object.entries(root);
  for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
    const [where, value] = entry;
    if (typeof value === "string") {
      const flaw = findFlaw(value, where);
      if (flaw !== null) return flaw;
    } else if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) open.push([Array.isArray(value) ? where : key, inner]);
    }
  }
  return null;
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
