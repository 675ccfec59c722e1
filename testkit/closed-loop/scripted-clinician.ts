import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { verdictValueKey } from "@/lib/calibration/verdict-value-key";
import { databasePool } from "@/lib/db/client";
import type { ServedUnit, VerdictInput } from "@/lib/queries/review-contract";
import { handOutUnits } from "@/lib/workflows/hand-out-units";
import { recordVerdict } from "@/lib/workflows/record-verdict";
import { type AnswerKey, keyOf, readValues } from "@/testkit/closed-loop/answer-key";

/** Active time of a read, ms: what clinicians' minutes are counted with. */
const READ_MS = 6_000;
const LOOK_MS = 5;

/** A clinician who reads what is handed out and answers as the key says. */
export interface ScriptedClinician {
  /** Answers up to so many units, fewer where no more are handed out. Returns how many. */
  read(most: number): Promise<number>;
  /** Reads so far, and those of them that said wrong. */
  readonly reads: number;
  readonly flags: number;
}

export function createScriptedClinician(
  { projectId, readerId }: { readonly projectId: string; readonly readerId: string },
  key: AnswerKey,
): ScriptedClinician {
  let reads = 0;
  let flags = 0;
  const answer = async (served: ServedUnit): Promise<void> => {
    const [unit] = await readValues(projectId, { unitId: served.unitId });
    const right = unit === undefined ? undefined : key.get(keyOf(unit));
    const common = {
      idempotencyKey: randomUUID(),
      unitId: served.unitId,
      handOutId: served.handOutId,
      activeMs: READ_MS,
      gradeRevision: unit?.revision ?? 0,
    };
    let input: VerdictInput;
    if (unit === undefined || right === undefined) input = { ...common, kind: "skip" };
    else if (served.visibility === "blind") {
      input = { ...common, kind: "value", value: right, reasonCode: null, comment: null };
    } else if (verdictValueKey(right) === verdictValueKey(unit.value))
      input = { ...common, kind: "agree", comment: null };
    else input = { ...common, kind: "wrong", value: right, reasonCode: null, comment: null };
    if (input.kind === "wrong") flags += 1;
    reads += 1;
    await recordVerdict({ projectId, readerId, input });
    // A person takes seconds over a read, and what follows from it is done by then.
    await untilQueueIsIdle();
  };
  return {
    get reads() {
      return reads;
    },
    get flags() {
      return flags;
    },
    async read(most) {
      for (let answered = 0; answered < most; answered += 1) {
        const [served] = (await handOutUnits({ projectId, readerId, count: 1 })).units;
        if (served === undefined) return answered;
        await answer(served);
      }
      return most;
    },
  };
}

async function untilQueueIsIdle(): Promise<void> {
  for (;;) {
    const { rows } = await databasePool().query<{ waiting: number }>(
      "SELECT count(*)::int AS waiting FROM graphile_worker.jobs WHERE run_at <= now() OR locked_at IS NOT NULL",
    );
    if (rows[0]?.waiting === 0) return;
    await wait(LOOK_MS);
  }
}
