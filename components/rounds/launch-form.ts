import { readNumber } from "@/components/ui/read-number";
import { type LaunchRoundInput, QUEUED_CRITERIA } from "@/lib/queries/round-contract";

export type QueuedCriterion = (typeof QUEUED_CRITERIA)[number];

/** The launch dialog as it is filled in: numbers as typed, shares in percent. */
export interface LaunchForm {
  readonly unit: "reads" | "minutes";
  readonly budget: string;
  readonly graderVersionId: string;
  readonly criteria: readonly QueuedCriterion[];
  readonly readsPerUnit: 1 | 2 | 3;
  readonly auditPercent: string;
  readonly blindPercent: string;
  readonly targetPercent: string;
}

export const EMPTY_LAUNCH: LaunchForm = {
  unit: "reads",
  budget: "60",
  graderVersionId: "",
  criteria: QUEUED_CRITERIA,
  readsPerUnit: 1,
  auditPercent: "10",
  blindPercent: "5",
  targetPercent: "5",
};

/** What each number takes; the server takes no more. */
export const LAUNCH_RANGES = {
  reads: { min: 1, max: 100_000, whole: true },
  minutes: { min: 1, max: 100_000 },
  audit: { min: 1, max: 100 },
  blind: { min: 0, max: 100 },
  target: { min: 0.5, max: 50 },
} as const;

/** The form as the server takes it; null where something in it is not right, which its field says. */
export function readLaunchForm(form: LaunchForm): LaunchRoundInput | null {
  const budget = readNumber(form.budget, LAUNCH_RANGES[form.unit]);
  const audit = readNumber(form.auditPercent, LAUNCH_RANGES.audit);
  const blind = readNumber(form.blindPercent, LAUNCH_RANGES.blind);
  const target = readNumber(form.targetPercent, LAUNCH_RANGES.target);
  if (!budget.ok || !audit.ok || !blind.ok || !target.ok || form.criteria.length === 0) return null;
  return {
    [form.unit]: budget.value,
    graderVersionId: form.graderVersionId === "" ? null : form.graderVersionId,
    criteria: [...form.criteria],
    readsPerUnit: form.readsPerUnit,
    auditProbability: (audit.value ?? 0) / 100,
    blindShare: (blind.value ?? 0) / 100,
    targetError: (target.value ?? 0) / 100,
  };
}

/** Seconds a read takes before any was measured: one grade beside one turn, as in the clinician's guide. */
const ASSUMED_SECONDS_PER_READ = 15;

export interface LaunchEstimate {
  readonly reads: number;
  /** Whole minutes, at least 1. */
  readonly minutes: number;
  readonly targeted: number;
  readonly audit: number;
  /** Grades that are hidden until answered. */
  readonly blind: number;
  readonly secondsPerRead: number;
  readonly measured: boolean;
}

/**
 * What a budget costs and buys, in the measure that was not given too; null where a number is not right.
 * `secondsPerRead` as measured in the project, null before five reads.
 */
export function estimateLaunch(form: LaunchForm, secondsPerRead: number | null): LaunchEstimate | null {
  const settings = readLaunchForm(form);
  if (settings === null) return null;
  const seconds = secondsPerRead ?? ASSUMED_SECONDS_PER_READ;
  const reads = settings.reads ?? Math.max(1, Math.floor(((settings.minutes ?? 0) * 60) / seconds));
  const audit = Math.min(reads, Math.max(1, Math.round(reads * (settings.auditProbability ?? 0))));
  return {
    reads,
    minutes: settings.minutes ?? Math.max(1, Math.round((reads * seconds) / 60)),
    audit,
    targeted: reads - audit,
    blind: Math.round(reads * (settings.blindShare ?? 0)),
    secondsPerRead: Math.round(seconds),
    measured: secondsPerRead !== null,
  };
}
