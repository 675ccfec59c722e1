import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { type AnswerKey, graderValue, keyOf } from "@/e2e/closed-loop/answer-key";
import type { ProjectApi } from "@/e2e/closed-loop/project-api";
import { verdictValueKey } from "@/lib/calibration/verdict-value-key";
import type { HandOutAnswer, ReviewTurn, ServedUnit, VerdictInput } from "@/lib/queries/review-contract";
import type { RoundLive } from "@/lib/queries/round-contract";

/** Active time of a read, ms: what clinicians' minutes are counted with. */
const READ_MS = 6_000;
const LOOK_MS = 50;

/** A clinician who reads what is handed out and answers as the key says. */
export interface ScriptedClinician {
  /** Answers up to so many units, fewer where no more are handed out. Returns how many. */
  read(most: number): Promise<number>;
  /** Reads so far, and those of them that said wrong. */
  readonly reads: number;
  readonly flags: number;
}

/** `placeOf`: session and round of a turn. `api`: as the clinician. */
export function createScriptedClinician(
  api: ProjectApi,
  key: AnswerKey,
  placeOf: ReadonlyMap<string, { readonly sessionKey: string; readonly round: number }>,
): ScriptedClinician {
  let reads = 0;
  let flags = 0;

  const answerTo = async (served: ServedUnit): Promise<VerdictInput> => {
    const turn = await api.get<ReviewTurn>(`/review/turns/${served.turnId}`);
    const shown = turn.units.find(({ unitId }) => unitId === served.unitId);
    const place = placeOf.get(served.turnId);
    const right = place === undefined ? undefined : key.get(keyOf({ ...place, criterion: served.criterion }));
    const common = {
      idempotencyKey: randomUUID(),
      unitId: served.unitId,
      handOutId: served.handOutId,
      activeMs: READ_MS,
      gradeRevision: shown?.grade.revision ?? 0,
    };
    if (right === undefined) return { ...common, kind: "skip" };
    const said = { ...common, reasonCode: null, comment: null };
    if (shown === undefined) return { ...said, kind: "value", value: right };
    const given = graderValue(shown.grade);
    return given !== null && verdictValueKey(given) === verdictValueKey(right)
      ? { ...common, kind: "agree", comment: null }
      : { ...said, kind: "wrong", value: right };
  };

  /**
   * A person takes seconds over a read, and what follows from it is mostly done by then: a refit, or the next step of the
   * walk, which a skipped place does not bring.
   */
  const waitAsAPerson = async (roundId: string, audits: number) => {
    for (const until = Date.now() + READ_MS; Date.now() < until; await wait(LOOK_MS)) {
      const { round, model, certificate } = await api.get<RoundLive>(`/rounds/${roundId}/live`);
      const isBehind =
        certificate?.state === "walking"
          ? certificate.freshReads < audits
          : round.state === "open" && model.state === "due";
      if (!isBehind) return;
    }
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
        const { units } = await api.post<HandOutAnswer>("/review/hand-out", { count: 1 });
        const [served] = units;
        if (served === undefined) return answered;
        const input = await answerTo(served);
        const { certificate } = await api.get<RoundLive>(`/rounds/${served.roundId}/live`);
        await api.post("/review/verdicts", input);
        reads += 1;
        if (input.kind === "wrong") flags += 1;
        await waitAsAPerson(served.roundId, (certificate?.freshReads ?? 0) + 1);
      }
      return most;
    },
  };
}
