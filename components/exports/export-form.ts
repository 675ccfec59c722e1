import { readNumber } from "@/components/ui/read-number";
import type { ExportFormat } from "@/lib/export/export-settings";
import type { FusionMode, TrainMode } from "@/lib/grading/reward";
import type { StartExport } from "@/lib/queries/pipeline-contract";

export const POLICIES = ["relabel", "down_weight", "drop_audited", "drop"] as const;
export type Policy = (typeof POLICIES)[number];

/** What is to be built, as it is filled in: numbers as typed, shares in percent. */
export interface ExportForm {
  readonly format: ExportFormat;
  readonly policy: Policy;
  readonly targetPercent: string;
  readonly thresholdPercent: string;
  readonly source: "all" | "expert" | "policy";
  readonly reviewedOnly: boolean;
  readonly isSplit: boolean;
  readonly validationPercent: string;
  readonly testPercent: string;
  readonly seed: string;
  readonly trainMode: TrainMode;
  readonly fusionMode: FusionMode;
  /** Empty: three quarters of the most there can be. */
  readonly goodFrom: string;
  readonly leastGap: string;
  readonly licence: string;
}

export const USUAL_EXPORT: ExportForm = {
  format: "reward",
  policy: "relabel",
  targetPercent: "5",
  thresholdPercent: "20",
  source: "all",
  reviewedOnly: false,
  isSplit: false,
  validationPercent: "10",
  testPercent: "0",
  seed: "1",
  trainMode: "Ra+Rs",
  fusionMode: "default",
  goodFrom: "",
  leastGap: "0.5",
  licence: "other",
};

/** What each number takes; the server takes no more. */
export const EXPORT_RANGES = {
  target: { min: 0.1, max: 99 },
  threshold: { min: 0, max: 100 },
  share: { min: 0, max: 90 },
  seed: { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true },
  goodFrom: { min: 0, max: 4, optional: true },
  leastGap: { min: 0.01, max: 4 },
} as const;

const LICENCE = /^[a-z0-9.+-]{1,60}$/;

export function isLicence(text: string): boolean {
  return LICENCE.test(text.trim());
}

/** Formats whose rows depend on what counts as a good response. */
export function readsGoodness(format: ExportFormat): boolean {
  return format === "kto" || format === "sft" || format === "process";
}

/** The form as the server takes it; null where something in it is not right, which its field says. */
export function readExportForm(form: ExportForm): StartExport | null {
  const policy = readPolicy(form);
  const split = readSplit(form);
  const goodFrom = readNumber(form.goodFrom, EXPORT_RANGES.goodFrom);
  const leastGap = readNumber(form.leastGap, EXPORT_RANGES.leastGap);
  if (policy === null || split === "wrong") return null;
  if (readsGoodness(form.format) && !goodFrom.ok) return null;
  if (form.format === "dpo" && !leastGap.ok) return null;
  if (form.format === "huggingface" && !isLicence(form.licence)) return null;
  return {
    format: form.format,
    settings: {
      policy,
      split,
      filter: { source: form.source, reviewedOnly: form.reviewedOnly },
      rewards: { trainMode: form.trainMode, fusionMode: form.fusionMode },
      ...(readsGoodness(form.format) && goodFrom.ok ? { goodFrom: goodFrom.value } : {}),
      ...(form.format === "dpo" && leastGap.ok && leastGap.value !== null ? { leastGap: leastGap.value } : {}),
      ...(form.format === "huggingface" ? { licence: form.licence.trim() } : {}),
    },
  };
}

type Settings = NonNullable<StartExport["settings"]>;

function readPolicy({ policy, targetPercent, thresholdPercent }: ExportForm): Settings["policy"] | null {
  switch (policy) {
    case "relabel":
    case "down_weight":
      return { kind: policy };
    case "drop_audited": {
      const target = readNumber(targetPercent, EXPORT_RANGES.target);
      return target.ok && target.value !== null ? { kind: policy, target: target.value / 100 } : null;
    }
    case "drop": {
      const threshold = readNumber(thresholdPercent, EXPORT_RANGES.threshold);
      return threshold.ok && threshold.value !== null ? { kind: policy, threshold: threshold.value / 100 } : null;
    }
  }
}

function readSplit({ isSplit, validationPercent, testPercent, seed }: ExportForm): Settings["split"] | "wrong" {
  if (!isSplit) return null;
  const validation = readNumber(validationPercent, EXPORT_RANGES.share);
  const test = readNumber(testPercent, EXPORT_RANGES.share);
  const read = readNumber(seed, EXPORT_RANGES.seed);
  if (!validation.ok || !test.ok || !read.ok) return "wrong";
  const shares = { validation: (validation.value ?? 0) / 100, test: (test.value ?? 0) / 100 };
  return leavesTraining(shares) ? { ...shares, seed: read.value ?? 1 } : "wrong";
}

function leavesTraining({ validation, test }: { readonly validation: number; readonly test: number }): boolean {
  return validation + test < 1;
}

/** Whether validation and test together would leave nothing to train on. */
export function splitsEverything({ isSplit, validationPercent, testPercent }: ExportForm): boolean {
  const validation = readNumber(validationPercent, EXPORT_RANGES.share);
  const test = readNumber(testPercent, EXPORT_RANGES.share);
  if (!isSplit || !validation.ok || !test.ok) return false;
  return !leavesTraining({ validation: (validation.value ?? 0) / 100, test: (test.value ?? 0) / 100 });
}
