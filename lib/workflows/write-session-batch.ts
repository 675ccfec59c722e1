import type pg from "pg";
import {
  copyTrajectories,
  findContentHashes,
  findSameContent,
  lockProjectImports,
  type NewTrajectory,
  type Refusal,
} from "@/lib/db/import-writes";
import { deriveId } from "@/lib/kernel/derive-id";
import { expertResponse } from "@/lib/trajectory/expert-response";
import { segmentTurns } from "@/lib/trajectory/segment-turns";
import type { Session } from "@/lib/trajectory/session";
import type { BatchOutcome } from "@/lib/workflows/import-tally";

export interface BatchedSession {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly session: Session;
  /** The client is known to speak again after the last message: the last turn is no stop, its response is not known. */
  readonly goesOn?: boolean;
  /** Name of its file, in an import of several. */
  readonly file?: string;
}

export interface BatchOptions {
  /** Dialogues that are here word for word under another id are left out and counted. */
  readonly skipDuplicates?: boolean;
  /** Done in the batch's transaction once its outcome is known; where it throws, nothing is written. */
  readonly within?: (outcome: BatchOutcome) => Promise<void>;
}

/** Why the reference's extra last round is not among the turns. */
export const ENDS_WITH_EXPERT = "ends with the expert";
/** A session id is shown this far in a reason, in characters. */
const SHOWN_LABEL = 80;

export function trajectoryId(projectId: string, sessionKey: string): string {
  return deriveId("trajectory", projectId, sessionKey);
}

function toTrajectory(
  projectId: string,
  { session, goesOn = false }: BatchedSession,
): { trajectory: NewTrajectory; leftOut: 0 | 1 } {
  const id = trajectoryId(projectId, session.sessionKey);
  const { turns, leftOut } = segmentTurns(session.messages);
  return {
    leftOut,
    trajectory: {
      id,
      sessionKey: session.sessionKey,
      diagnosis: session.diagnosis,
      hasDiagnosis: session.hasDiagnosis,
      contentHash: session.contentHash,
      messages: session.messages,
      turns: turns.map((turn) => {
        const turnId = deriveId("turn", id, String(turn.round));
        if (goesOn && turn.stopLabel === "stop") {
          return { ...turn, id: turnId, stopLabel: "continue" as const, response: null };
        }
        return {
          ...turn,
          id: turnId,
          response: {
            id: deriveId("response", turnId, "expert", "0"),
            content: expertResponse(session.messages, turn),
          },
        };
      }),
    },
  };
}

/**
 * Writes the sessions of a batch that the project does not have, in one transaction: all of them or, where it throws,
 * none. A known session with the same content counts as unchanged; with another it is refused, never overwritten.
 */
export async function writeSessionBatch(
  client: pg.PoolClient,
  projectId: string,
  importId: string,
  batch: readonly BatchedSession[],
  { skipDuplicates = false, within }: BatchOptions = {},
): Promise<BatchOutcome> {
  const refused: Refusal[] = [];
  const fresh: NewTrajectory[] = [];
  let unchanged = 0;
  let duplicates = 0;
  let extraRounds = 0;
  let outcome: BatchOutcome;

  await client.query("BEGIN");
  try {
    await lockProjectImports(client, projectId);
    const known = await findContentHashes(
      client,
      projectId,
      batch.map(({ session }) => session.sessionKey),
    );
    const sameContent = skipDuplicates
      ? await findSameContent(
          client,
          projectId,
          batch.map(({ session }) => session.contentHash),
        )
      : null;
    for (const one of batch) {
      const { line, session, file } = one;
      const hash = known.get(session.sessionKey);
      if (hash === undefined && sameContent?.has(session.contentHash) === true) {
        duplicates += 1;
      } else if (hash === undefined) {
        sameContent?.set(session.contentHash, session.sessionKey);
        const { trajectory, leftOut } = toTrajectory(projectId, one);
        fresh.push(trajectory);
        extraRounds += leftOut;
        // Within one batch too, the first dialogue under an id is the one that counts.
        known.set(session.sessionKey, session.contentHash);
      } else if (hash === session.contentHash) {
        unchanged += 1;
      } else {
        refused.push({ line, reason: explainConflict(session.sessionLabel), ...(file === undefined ? {} : { file }) });
      }
    }
    if (fresh.length > 0) await copyTrajectories(client, projectId, importId, fresh);
    outcome = {
      trajectories: fresh.length,
      messages: fresh.reduce((sum, one) => sum + one.messages.length, 0),
      turns: fresh.reduce((sum, one) => sum + one.turns.length, 0),
      unchanged,
      duplicates,
      refused,
      leftOut: extraRounds === 0 ? {} : { [ENDS_WITH_EXPERT]: extraRounds },
    };
    await within?.(outcome);
    await client.query("COMMIT");
  } catch (error) {
    // The rollback may fail with the connection; what broke first is what matters.
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
  return outcome;
}

export function explainConflict(label: string): string {
  const shown = [...label].length > SHOWN_LABEL ? `${[...label].slice(0, SHOWN_LABEL).join("")}…` : label;
  return `Session ${shown} is known with another dialogue. The known one is kept; give the changed one an id of its own to import it.`;
}
