import { cleanRow } from "@/lib/calibration/clean-rows";
import type { ExportSettings, Split } from "@/lib/export/export-settings";
import type { LabelToExport } from "@/lib/export/held-label";
import type { LeftOut } from "@/lib/export/left-out";
import { type ResponseRecord, type ResponseToExport, recordResponse } from "@/lib/export/response-record";
import {
  addExtraction,
  type LaterExtractions,
  NO_LATER,
  type Risks,
  type RowProvenance,
  recordTurn,
  type TurnRecord,
} from "@/lib/export/turn-record";
import type { Message } from "@/lib/trajectory/message";
import { sessionLabel } from "@/lib/trajectory/session";
import type { Turn } from "@/lib/trajectory/turn";

/** A trajectory with everything that its rows rest on. Labels are those that stand at the export's cut of the verdict log. */
export interface TrajectoryToExport {
  /** `session_id` as JSON text, see `Session`. */
  readonly sessionKey: string;
  readonly diagnosis: string;
  readonly messages: readonly Message[];
  /** In order. */
  readonly turns: readonly {
    readonly turn: Turn;
    readonly decision: LabelToExport;
    readonly extraction: LabelToExport;
    readonly targetInformation: readonly { readonly attribute: string; readonly value: string }[];
    readonly responses: readonly ResponseToExport[];
  }[];
}

export interface RecordedTurn {
  readonly turn: Turn;
  readonly record: TurnRecord | LeftOut;
  readonly responses: readonly { readonly source: "expert" | "policy"; readonly record: ResponseRecord | LeftOut }[];
}

export interface TrajectoryRecord {
  readonly sessionKey: string;
  readonly sessionLabel: string;
  readonly diagnosis: string;
  readonly messages: readonly Message[];
  readonly split: Split;
  readonly turns: readonly RecordedTurn[];
  /** The first so many messages as compact JSON; made once and cut to length. */
  readonly contextJson: (messageCount: number) => string;
}

/** The rewards of a trajectory, turn by turn. O(messages + responses). */
export function recordTrajectory(
  input: TrajectoryToExport,
  { split, settings }: { readonly split: Split; readonly settings: ExportSettings },
): TrajectoryRecord {
  const turns: RecordedTurn[] = [];
  let later: LaterExtractions = NO_LATER;
  // From the last turn to the first: each is told what the extractions after it come to.
  for (let at = input.turns.length - 1; at >= 0; at -= 1) {
    const one = input.turns[at];
    if (one === undefined) continue;
    const record = recordTurn({ ...one, sessionKey: input.sessionKey, later });
    turns.push({
      turn: one.turn,
      record,
      responses: one.responses.map((response) => ({
        source: response.source,
        record: "leftOut" in record ? record : recordResponse(record, response, settings.rewards),
      })),
    });
    later = addExtraction(one.extraction, later);
  }
  return {
    sessionKey: input.sessionKey,
    sessionLabel: sessionLabel(input.sessionKey),
    diagnosis: input.diagnosis,
    messages: input.messages,
    split,
    turns: turns.reverse(),
    contextJson: writeContext(input.messages),
  };
}

function writeContext(messages: readonly Message[]): (messageCount: number) => string {
  let text = "[";
  const ends = [0];
  for (const { role, content } of messages) {
    text += `${text.length > 1 ? "," : ""}{"role":"${role}","content":${JSON.stringify(content)}}`;
    ends.push(text.length);
  }
  return (messageCount) => `${text.slice(0, Math.max(1, ends[messageCount] ?? text.length))}]`;
}

/** What filter and policy say of a row: how much it counts, or why it is left out. */
export function admitRow(
  { risks, provenance }: { readonly risks: Risks; readonly provenance: RowProvenance },
  { filter, policy }: Pick<ExportSettings, "filter" | "policy">,
): { readonly weight: number } | LeftOut {
  if (filter.reviewedOnly && provenance !== "human" && provenance !== "human_twice") return { leftOut: "not reviewed" };
  if (policy.kind === "relabel") return { weight: 1 };
  // A threshold is one of labels: it was tested on audited labels, not on rows.
  const risk = policy.kind === "drop" ? risks.label : risks.row;
  if (risk === null) return { leftOut: "no estimated risk" };
  const cleaned = cleanRow(risk, policy);
  return cleaned.isKept ? { weight: cleaned.weight } : { leftOut: "risk above the threshold" };
}
