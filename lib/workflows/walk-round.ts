import { certificateBound } from "@/lib/calibration/certificate";
import { judgeCertificate } from "@/lib/calibration/judge-certificate";
import { boundOfAll, goalAhead } from "@/lib/calibration/rounds/certificate-share";
import { type AuditPlace, walkAudits } from "@/lib/calibration/rounds/walk-audits";
import { verdictValueSchema } from "@/lib/calibration/verdict-value";
import { type CertificateRow, findCertificate, readPlacesAhead } from "@/lib/db/certificate-reads";
import { moveWalk } from "@/lib/db/certificate-writes";
import { database, type Transaction } from "@/lib/db/client";
import { findRoundModel } from "@/lib/db/round-live-reads";
import { writeRoundLog } from "@/lib/db/round-log-writes";
import { finishRound, turnPhase } from "@/lib/db/round-phase-writes";
import { countReadAhead } from "@/lib/db/round-reads";
import { askForAnotherRead } from "@/lib/db/verdict-writes";
import { gradesNow, revisionsNow } from "@/lib/workflows/refit-round";
import { keptRound } from "@/lib/workflows/round-in-memory";
import type { RoundSnapshot } from "@/lib/workflows/round-snapshot";
import { settleReadUnits } from "@/lib/workflows/settle-read-units";

/** Places looked at beyond what was passed before: joined ones may come in long runs. */
const PLACES_AHEAD = 5_000;

type WalkEnd = "walking" | "issued" | "out_of_reach" | "spent" | "ended";

/**
 * Leads the walk of a round's certificate on to where its audits have come, and ends it where its target is reached
 * (the round has done what it was for), out of reach (reads go back to where they put most right) or the round is over.
 */
export async function walkRound(snapshot: RoundSnapshot): Promise<void> {
  const { projectId, roundId, round } = snapshot;
  const certificate = await findCertificate(projectId, roundId);
  const memory = await keptRound(snapshot);
  if (memory === null) return;
  if (certificate?.state !== "walking") {
    // An answer taken back opened the round again after its walk had ended.
    if (round.state === "open") await collectAgain(database, snapshot);
    return;
  }
  const gradeOf = await gradesNow(memory.material, snapshot, revisionsNow(snapshot));
  const places = await placesOf(snapshot, certificate, gradeOf);
  const { walk, freshReads, passed } = walkAudits(certificate.unitsAhead, places);
  const bound = boundOfAll(certificateBound(walk, certificate.alpha), certificate);
  const readsLeft = round.state === "open" ? Math.max(0, round.budgetReads - round.readsDone) : 0;
  const model = await findRoundModel(projectId, roundId);
  const judged = judgeCertificate(walk, goalAhead(certificate.target, certificate.alpha, certificate), {
    meanRisk: meanRiskOf(model?.figures ?? null),
    readsLeft,
    readAhead: await countReadAhead(projectId, roundId, certificate.fromRank + walk.passed),
  });
  const state = endOf(judged.state, round.readsDone >= round.budgetReads);
  const told = { walk: certificate.walk, target: certificate.target, bound, passed: walk.passed };
  const isEnded = await database.$transaction(async (tx) => {
    const isMoved = await moveWalk(tx, {
      ...{ projectId, certificateId: certificate.id, passed: walk.passed, wrongAt: walk.wrongAt, freshReads },
      ...{ bound, state },
    });
    if (!isMoved) return false;
    const common = { projectId, roundId, verdictOrdinal: snapshot.verdictOrdinal };
    if (walk.passed !== certificate.passed || walk.wrongAt.length !== certificate.wrongAt.length) {
      const { walk: number } = certificate;
      await writeRoundLog(tx, {
        ...{ ...common, event: "walked" },
        detail: { walk: number, passed: walk.passed, wrongAt: [...walk.wrongAt], bound },
      });
    }
    // A label found wrong is read again before it counts for good.
    const wrong = passed.flatMap(({ unitId, by }) => (by === "wrong" ? [unitId] : []));
    if (state === "walking") await askOnce(tx, snapshot, wrong);
    if (state === "walking") return false;
    await endWalk(tx, snapshot, state, { ...told, wrong: walk.wrongAt.length });
    return true;
  });
  if (isEnded) await settleReadUnits(snapshot, memory);
}

async function endWalk(
  tx: Transaction,
  { projectId, roundId, round, verdictOrdinal }: RoundSnapshot,
  state: Exclude<WalkEnd, "walking">,
  detail: {
    readonly walk: number;
    readonly target: number;
    readonly bound: number;
    readonly passed: number;
    readonly wrong: number;
  },
): Promise<void> {
  const common = { projectId, roundId, verdictOrdinal };
  if (state === "issued") {
    await writeRoundLog(tx, { ...common, event: "certificate_issued", detail });
    await finishRound(tx, { projectId, roundId, reason: "certified" });
    return;
  }
  await writeRoundLog(tx, { ...common, event: "certificate_given_up", detail: { ...detail, reason: state } });
  if (state === "out_of_reach") await collectAgain(tx, { projectId, roundId, round });
}

async function collectAgain(
  tx: Transaction,
  { projectId, roundId, round }: Pick<RoundSnapshot, "projectId" | "roundId" | "round">,
): Promise<void> {
  await turnPhase(tx, { projectId, roundId, from: "certifying", auditProbability: round.auditShare });
}

function endOf(judged: "certified" | "open" | "out_of_reach" | "spent", isBudgetSpent: boolean): WalkEnd {
  switch (judged) {
    case "certified":
      return "issued";
    case "open":
      return "walking";
    case "out_of_reach":
      return "out_of_reach";
    case "spent":
      return isBudgetSpent ? "spent" : "ended";
  }
}

function meanRiskOf(
  figures: { readonly forecast: { readonly path: readonly { readonly expected: number }[] } } | null,
) {
  return figures?.forecast.path[0]?.expected ?? 0;
}

/** Asks for a second reader of units that one reader alone holds to be wrong. */
async function askOnce(tx: Transaction, { projectId, roundId, answers }: RoundSnapshot, wrong: readonly string[]) {
  const judging = answers.filter(({ kind }) => kind !== "skip");
  const once = wrong.filter((id) => judging.filter(({ unitId }) => unitId === id).length === 1);
  // With one reader in all nobody could answer, and the unit would only stand in the way.
  const readers = new Set(judging.map(({ readerId }) => readerId));
  if (once.length > 0 && readers.size > 1) await askForAnotherRead(tx, { projectId, roundId, unitIds: once });
}

async function placesOf(
  snapshot: RoundSnapshot,
  certificate: CertificateRow,
  gradeOf: Awaited<ReturnType<typeof gradesNow>>,
): Promise<AuditPlace[]> {
  const { projectId, roundId, round, answers } = snapshot;
  const subject = { projectId, roundId, graderVersionId: round.graderVersionId, fromRank: certificate.fromRank };
  const ahead = await readPlacesAhead(database, subject, certificate.passed + PLACES_AHEAD);
  const byUnit = new Map<string, AuditPlace["verdicts"][number][]>();
  for (const { unitId, kind, value, ordinal } of answers) {
    const verdict = { kind, value, isFresh: ordinal > certificate.verdictOrdinal };
    byUnit.set(unitId, [...(byUnit.get(unitId) ?? []), verdict]);
  }
  return ahead.map(({ unitId, isChanged, value }) => ({
    unitId,
    // An unread place ends the walk before its label is asked for.
    label: isChanged && value !== null ? verdictValueSchema.parse(value) : gradeOf(unitId),
    verdicts: byUnit.get(unitId) ?? [],
  }));
}
