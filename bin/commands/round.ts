import type { CommandOutput } from "@/bin/cli-run";
import { requireProject } from "@/bin/require-project";
import { OPERATOR_ACTOR } from "@/lib/db/audit-writes";
import { findVersionCalled } from "@/lib/db/grader-version-reads";
import { readRounds } from "@/lib/db/round-reads";
import { AppError } from "@/lib/kernel/app-error";
import { type LaunchRoundInput, QUEUED_CRITERIA, type RoundLive } from "@/lib/queries/round-contract";
import { certifyRound } from "@/lib/workflows/certify-round";
import { endRound } from "@/lib/workflows/end-round";
import { loadRoundLive } from "@/lib/workflows/load-round-live";
import { replayRound } from "@/lib/workflows/replay-round";
import { startRound as start } from "@/lib/workflows/start-round";

export interface StartRoundOptions {
  readonly reads?: string;
  readonly minutes?: string;
  readonly criteria?: string;
  readonly version?: string;
  readonly auditShare?: string;
  readonly blindShare?: string;
  readonly readsPerUnit?: string;
  readonly target?: string;
  readonly seed?: string;
}

const count = (value: number): string => value.toLocaleString("en");
const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;

function readNumber(flag: string, text: string): number {
  if (!/^\d{1,12}(\.\d{1,12})?$/.test(text)) {
    throw new AppError("invalid", `${flag} takes a number, such as 20 or 0.05; ${JSON.stringify(text)} is none.`);
  }
  return Number(text);
}

function readCriteria(text: string): LaunchRoundInput["criteria"] {
  return text.split(",").map((name) => {
    const known = QUEUED_CRITERIA.find((criterion) => criterion === name.trim());
    if (known !== undefined) return known;
    throw new AppError("invalid", `--criteria knows ${QUEUED_CRITERIA.join(", ")}; ${JSON.stringify(name)} is none.`);
  });
}

async function requireVersion(projectId: string, reference: string): Promise<string> {
  const version = await findVersionCalled(projectId, reference);
  if (version === null) {
    throw new AppError("missing", `The project has no grader version “${reference}”. \`grader list\` shows them.`);
  }
  return version.id;
}

export async function startRound(
  output: CommandOutput,
  projectName: string,
  options: StartRoundOptions,
): Promise<void> {
  const project = await requireProject(projectName);
  const { reads, minutes, criteria, version, auditShare, blindShare, readsPerUnit, target, seed } = options;
  if (seed !== undefined && !/^\d{1,18}$/.test(seed)) {
    throw new AppError("invalid", `--seed takes up to 18 digits; ${JSON.stringify(seed)} is none.`);
  }
  const round = await start({
    projectId: project.id,
    actorId: OPERATOR_ACTOR,
    ...(reads === undefined ? {} : { reads: readNumber("--reads", reads) }),
    ...(minutes === undefined ? {} : { minutes: readNumber("--minutes", minutes) }),
    ...(criteria === undefined ? {} : { criteria: readCriteria(criteria) }),
    ...(version === undefined ? {} : { graderVersionId: await requireVersion(project.id, version) }),
    ...(auditShare === undefined ? {} : { auditProbability: readNumber("--audit-share", auditShare) }),
    ...(blindShare === undefined ? {} : { blindShare: readNumber("--blind-share", blindShare) }),
    ...(readsPerUnit === undefined ? {} : { readsPerUnit: readNumber("--reads-per-unit", readsPerUnit) }),
    ...(target === undefined ? {} : { targetError: readNumber("--target", target) }),
    ...(seed === undefined ? {} : { seed: BigInt(seed) }),
  });
  output.finish(round, [
    `Round ${round.number} is ${round.state}: ${count(round.budgetReads)} reads over ${count(round.unitCount)} units of ${round.graderLabel}.`,
  ]);
}

async function requireRound(projectId: string, number: string | undefined): Promise<string> {
  const rounds = await readRounds(projectId);
  const found = number === undefined ? rounds[0] : rounds.find((round) => String(round.number) === number);
  if (found === undefined) {
    throw new AppError(
      "missing",
      number === undefined ? "The project has no round yet." : `It has no round ${number}.`,
    );
  }
  return found.id;
}

export async function actOnRound(
  output: CommandOutput,
  verb: "status" | "stop" | "replay",
  projectName: string,
  number: string | undefined,
): Promise<void> {
  const { id: projectId } = await requireProject(projectName);
  const roundId = await requireRound(projectId, number);
  if (verb === "replay") {
    const replay = await replayRound({ projectId, roundId });
    const same = `${count(replay.sameFits)} of ${count(replay.refits)} refits come to the same fit, ${count(replay.sameOrders)} of ${count(replay.orders)} to the same beliefs and order`;
    output.finish(replay, [
      replay.differsAt === null ? `${same}.` : `${same}; refit ${replay.differsAt} is the first that differs.`,
    ]);
    return;
  }
  if (verb === "stop") await endRound({ projectId, actorId: OPERATOR_ACTOR, roundId });
  const live = await loadRoundLive({ projectId, roundId });
  output.finish(live, tellRound(live));
}

export async function certify(output: CommandOutput, projectName: string, target: string | undefined): Promise<void> {
  const { id: projectId } = await requireProject(projectName);
  const live = await certifyRound({
    projectId,
    actorId: OPERATOR_ACTOR,
    roundId: await requireRound(projectId, undefined),
    ...(target === undefined ? {} : { target: readNumber("--target", target) }),
  });
  output.finish(live, tellRound(live));
}

function tellRound({ round, phase, curve, figures, certificate, model }: RoundLive): string[] {
  const left = curve.at(-1)?.errorLeft ?? null;
  const needed = figures?.forecast.readsNeeded ?? null;
  return [
    `Round ${round.number} is ${round.state}${round.state === "open" ? ` and ${phase}` : ""}: ${count(round.readsDone)} of ${count(round.budgetReads)} reads, ${round.minutesSpent.toFixed(1)} minutes.`,
    left === null
      ? "Error left: not known before the first audit."
      : `Error left: ${percent(left.estimate)} of ${count(round.unitCount)} labels (${percent(left.lower)} to ${percent(left.upper)}, 95%).`,
    ...(model.failure === null ? [] : [model.failure]),
    ...(needed === null || round.state !== "open"
      ? []
      : [`Forecast: ${count(needed.targeted)} more reads, then ${count(needed.audits)} audits, reach the target.`]),
    ...(certificate === null ? [] : [tellCertificate(certificate)]),
  ];
}

function tellCertificate(certificate: NonNullable<RoundLive["certificate"]>): string {
  const { state, bound, target, confidence, freshReads, wrong, placesNeeded } = certificate;
  const bounded = `at most ${percent(bound)} of the labels are wrong (${percent(confidence)} sure), from ${count(freshReads)} fresh audits, ${count(wrong)} of them wrong`;
  switch (state) {
    case "issued":
      return `Certificate: ${bounded}.`;
    case "walking":
      return `No certificate for ${percent(target)} yet: ${bounded}.${placesNeeded === null ? "" : ` ${count(placesNeeded)} more clean audits reach it.`}`;
    case "out_of_reach":
      return `No certificate for ${percent(target)}: more reads than are left would be needed; ${bounded}.`;
    case "spent":
    case "ended":
    case "restarted":
      return `No certificate for ${percent(target)}: the round ended first; ${bounded}.`;
  }
}
