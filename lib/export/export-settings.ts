import { z } from "zod";
import { FUSION_MODES, fuseReward, type RewardSettings, TRAIN_MODES } from "@/lib/grading/reward";

export const EXPORT_FORMATS = [
  "training",
  "reward",
  "verl",
  "kto",
  "dpo",
  "sft",
  "process",
  "huggingface",
  "jsonl",
  "csv",
  "parquet",
] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Which part of a data set a trajectory went to; `train` where nothing was split. */
export const SPLITS = ["train", "validation", "test"] as const;
export type Split = (typeof SPLITS)[number];

const share = z.number().min(0).max(1);

/** What is done with risky rows (lib/calibration/clean-rows). */
const storedPolicySchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("relabel") }),
  z.object({ kind: z.literal("down_weight") }),
  z.object({
    kind: z.literal("drop"),
    threshold: share,
    /** The audits that the threshold was read off; null where a person chose it. */
    audited: z
      .object({ target: share, alpha: share, audits: z.number().int(), wrong: z.number().int() })
      .nullable()
      .default(null),
  }),
]);

const splitSchema = z
  .object({
    /** The same seed, the same split. */
    seed: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(1),
    validation: share.default(0.1),
    test: share.default(0),
  })
  .refine(({ validation, test }) => validation + test < 1, {
    message: "Validation and test together must leave something to train on: their shares have to sum to less than 1.",
  });

const commonSettings = {
  filter: z
    .object({
      source: z.enum(["all", "expert", "policy"]).default("all"),
      /** Only rows that a clinician stands behind. */
      reviewedOnly: z.boolean().default(false),
    })
    .default({ source: "all", reviewedOnly: false }),
  split: splitSchema.nullable().default(null),
  rewards: z
    .object({ trainMode: z.enum(TRAIN_MODES), fusionMode: z.enum(FUSION_MODES) })
    .default({ trainMode: "Ra+Rs", fusionMode: "default" }),
  /** Reward from which a response counts as good (KTO, SFT, steps); null: three quarters of the most there can be. */
  goodFrom: z.number().min(0).max(4).nullable().default(null),
  /** Least difference in reward between the two responses of a pair (DPO). */
  leastGap: z.number().positive().max(4).default(0.5),
  /** Of the dialogues, as a data set hub names it; only the person who exports knows. */
  licence: z
    .string()
    .trim()
    .regex(/^[a-z0-9.+-]{1,60}$/, "A licence is named as on the data set hub, for example cc-by-4.0 or other.")
    .default("other"),
};

/** What an export row in the database holds: everything decided, nothing left to be looked up. */
export const exportSettingsSchema = z.object({
  policy: storedPolicySchema.default({ kind: "relabel" }),
  ...commonSettings,
});
export type ExportSettings = z.output<typeof exportSettingsSchema>;

/** What a person asks for: the threshold may be left to the audits. */
export const requestedSettingsSchema = z.object({
  policy: z
    .discriminatedUnion("kind", [
      z.object({ kind: z.literal("relabel") }),
      z.object({ kind: z.literal("down_weight") }),
      z.object({ kind: z.literal("drop"), threshold: share }),
      z.object({ kind: z.literal("drop_audited"), target: z.number().gt(0).lt(1).default(0.05) }),
    ])
    .default({ kind: "relabel" }),
  ...commonSettings,
});
export type RequestedSettings = z.output<typeof requestedSettingsSchema>;

/** The most that a response can earn. */
export function mostReward(settings: RewardSettings): number {
  return fuseReward({ decision: 1, content: 1, format: 1 }, settings);
}

/** Reward from which a response counts as good. */
export function goodFrom({ goodFrom: chosen, rewards }: Pick<ExportSettings, "goodFrom" | "rewards">): number {
  return chosen ?? 0.75 * mostReward(rewards);
}
