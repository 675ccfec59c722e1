import { z } from "zod";
import { EXPORT_FORMATS, exportSettingsSchema, requestedSettingsSchema, SPLITS } from "@/lib/export/export-settings";
import { criterionSchema } from "@/lib/queries/grade-contract";
import { requestJson } from "@/lib/queries/request-json";

/** An estimated share of 0 … 1 with its exact 95 % interval, and the count behind it. Null estimate: nothing read yet. */
export const shareEstimateSchema = z.object({
  right: z.number().int(),
  total: z.number().int(),
  estimate: z.number().nullable(),
  lower: z.number(),
  upper: z.number(),
});
export type ShareEstimate = z.infer<typeof shareEstimateSchema>;

const fileImportSchema = z.object({
  id: z.string(),
  fileName: z.string(),
  state: z.enum(["waiting", "running", "finished", "failed", "canceling", "canceled"]),
  bytesRead: z.number(),
  bytesTotal: z.number().nullable(),
  trajectories: z.number().int(),
  messages: z.number().int(),
  turns: z.number().int(),
  unchanged: z.number().int(),
  /** Skipped: here already under another id. */
  duplicates: z.number().int(),
  /** Pseudonyms put in, by kind; null where none were asked for. */
  replaced: z.record(z.string(), z.number().int()).nullable(),
  /** Dialogues of a canceled import that stay: they were graded meanwhile. */
  kept: z.number().int(),
  isCancelable: z.boolean(),
  refusedCount: z.number().int(),
  refused: z.array(z.object({ line: z.number().int(), reason: z.string(), file: z.string().optional() })),
  /** Rounds that are no decision point, counted by reason. */
  leftOut: z.record(z.string(), z.number().int()),
  failure: z.string().nullable(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
export type ImportView = z.infer<typeof fileImportSchema>;
export const importSchema = fileImportSchema;

export const roundSchema = z.object({
  id: z.string(),
  number: z.number().int(),
  graderLabel: z.string(),
  state: z.enum(["preparing", "open", "finished", "canceled"]),
  budgetReads: z.number().int(),
  readsDone: z.number().int(),
  unitCount: z.number().int(),
  auditProbability: z.number(),
  minutesSpent: z.number(),
  /** Median active seconds a read over all readers; null before five. */
  secondsPerRead: z.number().nullable(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  /** From the audit lane alone. */
  accuracy: z.array(z.object({ criterion: criterionSchema, share: shareEstimateSchema })),
  lanes: z.object({ targeted: z.number().int(), audit: z.number().int(), auditJoined: z.number().int() }),
  /** Audit places passed without a verdict (skipped): they may bias the estimate and are counted here. */
  auditSkipped: z.number().int(),
  flags: z.array(z.object({ criterion: criterionSchema, reads: z.number().int(), wrong: z.number().int() })),
  /** Clinician against grader in the audit lane; `extraction` counts right and wrong only. */
  confusion: z.object({
    decision: z.array(z.object({ grader: z.string(), clinician: z.string(), count: z.number().int() })),
    content: z.array(z.object({ grader: z.string(), clinician: z.string(), count: z.number().int() })),
  }),
});
export type RoundView = z.infer<typeof roundSchema>;

export const exportSchema = z.object({
  id: z.string(),
  format: z.enum(EXPORT_FORMATS),
  state: z.enum(["waiting", "running", "finished", "failed", "deleted"]),
  settings: exportSettingsSchema,
  rowsWritten: z.number().int(),
  rowsTotal: z.number().int().nullable(),
  bytes: z.number().nullable(),
  /** Of the data file; of the manifest where there are several. */
  sha256: z.string().nullable(),
  /** Rows left out, by reason in words. */
  leftOut: z.record(z.string(), z.number().int()),
  files: z.array(
    z.object({
      name: z.string(),
      split: z.enum(SPLITS).nullable(),
      rows: z.number().int(),
      bytes: z.number(),
      sha256: z.string(),
    }),
  ),
  graderLabel: z.string().nullable(),
  failure: z.string().nullable(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
export type ExportView = z.infer<typeof exportSchema>;

export const startExportSchema = z.object({
  format: z.enum(EXPORT_FORMATS),
  graderVersionId: z.guid().optional(),
  settings: requestedSettingsSchema.optional(),
});
export type StartExport = z.input<typeof startExportSchema>;

const project = (projectId: string) => `/api/projects/${projectId}`;

/** Live state of one piece of long work; pages poll these while it runs and stop when it ends. */
export const pipelineKeys = {
  imports: (projectId: string) => ["imports", projectId] as const,
  rounds: (projectId: string) => ["rounds", projectId] as const,
  exports: (projectId: string) => ["exports", projectId] as const,
};

export const fetchImports = (projectId: string) =>
  requestJson(z.object({ imports: z.array(importSchema) }), `${project(projectId)}/imports`);
export const fetchRounds = (projectId: string) =>
  requestJson(z.object({ rounds: z.array(roundSchema) }), `${project(projectId)}/rounds`);
export const endRound = (projectId: string, roundId: string) =>
  requestJson(roundSchema, `${project(projectId)}/rounds/${roundId}/end`, { method: "POST", body: {} });
export const fetchExports = (projectId: string) =>
  requestJson(z.object({ exports: z.array(exportSchema) }), `${project(projectId)}/exports`);
export const startExport = (projectId: string, body: StartExport) =>
  requestJson(exportSchema, `${project(projectId)}/exports`, { method: "POST", body });
/** Plain links for the browser to download from. */
export const exportFileUrl = (projectId: string, exportId: string) => `${project(projectId)}/exports/${exportId}/file`;
export const exportManifestUrl = (projectId: string, exportId: string) =>
  `${project(projectId)}/exports/${exportId}/manifest`;
