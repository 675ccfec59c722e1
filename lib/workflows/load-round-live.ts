import { auditSample } from "@/lib/calibration/audit-sample";
import { refitDue } from "@/lib/calibration/correction/refit-due";
import { judgeCertificate } from "@/lib/calibration/judge-certificate";
import { CERTIFICATE_CONFIDENCE, goalAhead } from "@/lib/calibration/rounds/certificate-share";
import { type CertificateRow, findCertificate } from "@/lib/db/certificate-reads";
import {
  findRoundModel,
  findRoundSettings,
  type RoundLogRow,
  type RoundModelRow,
  readRoundLog,
} from "@/lib/db/round-live-reads";
import { type AuditUnitOfTurn, countReadAhead, readAuditTrail } from "@/lib/db/round-reads";
import { AppError } from "@/lib/kernel/app-error";
import type { RoundView } from "@/lib/queries/pipeline-contract";
import { type CertificateView, type CurvePoint, QUEUED_CRITERIA, type RoundLive } from "@/lib/queries/round-contract";
import { estimateShare, loadRound } from "@/lib/workflows/load-round";

const SECONDS_PER_MINUTE = 60;
/** Lines of the log on the page; older ones stay in the table. */
const LOGGED_LINES = 100;

/** Everything that a round's page shows: what the last refit found, and what has come since. */
export async function loadRoundLive(request: {
  readonly projectId: string;
  readonly roundId: string;
}): Promise<RoundLive> {
  const { projectId, roundId } = request;
  const [round, settings] = await Promise.all([loadRound(request), findRoundSettings(projectId, roundId)]);
  if (settings === null) throw new AppError("missing", "This project has no such round.");
  const [model, log, certificate, trail] = await Promise.all([
    findRoundModel(projectId, roundId),
    readRoundLog(projectId, roundId),
    findCertificate(projectId, roundId),
    readAuditTrail(projectId, roundId),
  ]);
  const curve = log.flatMap(curvePoint);
  return {
    round,
    settings: {
      criteria: [...settings.criteria],
      budgetMinutes: settings.budgetMinutes,
      auditProbability: settings.auditShare,
      targetError: settings.targetError,
      seed: String(settings.seed),
    },
    phase: settings.phase,
    model: viewModel(round, settings.phase, model),
    curve,
    confusion: viewConfusion(trail.units, trail.handOuts, round),
    figures: model?.figures ?? null,
    certificate:
      certificate === null
        ? null
        : await viewCertificate(projectId, roundId, round, certificate, curve.at(-1)?.expected ?? 0),
    log: logLines(log),
  };
}

function viewModel(round: RoundView, phase: RoundLive["phase"], model: RoundModelRow | null): RoundLive["model"] {
  const { refits = 0, readsAtFit = 0, refittedAt = null, durationMs = null, failure = null } = model ?? {};
  // Labels stand still while a certificate walks: no refit comes then.
  const isCollecting = round.state === "open" && phase === "collecting";
  const isDue = isCollecting && refitDue(round.unitCount, round.readsDone, readsAtFit);
  return {
    state: failure !== null ? "failed" : refits === 0 ? "waiting" : isDue ? "due" : "current",
    refits,
    readsAtFit,
    refittedAt: refittedAt?.toISOString() ?? null,
    durationMs,
    failure,
  };
}

function curvePoint(entry: RoundLogRow): CurvePoint[] {
  if (entry.event !== "refitted") return [];
  const { reads, minutes, corrections, errorLeft, expected } = entry.detail;
  return [{ reads, minutes, corrections, errorLeft, expected }];
}

function viewConfusion(
  units: readonly AuditUnitOfTurn[],
  handOuts: Parameters<typeof auditSample>[1],
  { accuracy }: RoundView,
): RoundLive["confusion"] {
  const { confusion } = auditSample(units, handOuts);
  return QUEUED_CRITERIA.map((criterion) => {
    const cells = criterion === "extraction" ? [] : confusion[criterion];
    const grades = [...new Set(cells.map(({ grader }) => grader))];
    return {
      criterion,
      right: accuracy.find((row) => row.criterion === criterion)?.share ?? estimateShare(0, 0),
      cells: [...cells],
      byGrade: grades.map((grader) => {
        const own = cells.filter((cell) => cell.grader === grader);
        const total = own.reduce((sum, { count }) => sum + count, 0);
        const right = own.find(({ clinician }) => clinician === grader)?.count ?? 0;
        return { grader, right: estimateShare(right, total) };
      }),
    };
  });
}

async function viewCertificate(
  projectId: string,
  roundId: string,
  round: RoundView,
  row: CertificateRow,
  meanRisk: number,
): Promise<CertificateView> {
  const readAhead = await countReadAhead(projectId, roundId, row.fromRank + row.passed);
  const judged =
    row.state === "walking"
      ? judgeCertificate(
          { units: row.unitsAhead, passed: row.passed, wrongAt: row.wrongAt },
          goalAhead(row.target, row.alpha, row),
          { meanRisk, readsLeft: Math.max(0, round.budgetReads - round.readsDone), readAhead },
        )
      : null;
  const readsExpected = judged?.state === "open" ? judged.expectedReads : null;
  return {
    id: row.id,
    walk: row.walk,
    state: row.state,
    target: row.target,
    confidence: CERTIFICATE_CONFIDENCE,
    bound: row.bound,
    passed: row.passed,
    freshReads: row.freshReads,
    wrong: row.wrongAt.length,
    placesNeeded: judged?.state === "open" && Number.isFinite(judged.places) ? judged.places : null,
    readsExpected,
    minutesExpected:
      readsExpected === null || round.secondsPerRead === null
        ? null
        : (readsExpected * round.secondsPerRead) / SECONDS_PER_MINUTE,
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

/** Refits are on the curve; walked places come one by one and are counted by the certificate. */
function logLines(log: readonly RoundLogRow[]): RoundLive["log"] {
  let reads = 0;
  const lines: RoundLive["log"] = [];
  for (const { event, detail, ordinal, createdAt } of log) {
    if (event === "refitted") reads = detail.reads;
    if (event === "refitted" || event === "walked") continue;
    lines.push({ id: String(ordinal), event, reads, detail, at: createdAt.toISOString() });
  }
  return lines.slice(-LOGGED_LINES).reverse();
}
