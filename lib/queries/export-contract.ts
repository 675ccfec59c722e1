import { z } from "zod";
import { EXPORT_FORMATS, exportSettingsSchema } from "@/lib/export/export-settings";
import { ROW_OUTCOMES } from "@/lib/export/row-distribution";
import type { StartExport } from "@/lib/queries/pipeline-contract";
import { requestJson } from "@/lib/queries/request-json";

/** Bounds are infinite, hence null in JSON, where a sample tells nothing of them. */
const bound = z.number().nullable();
const estimate = z.object({ estimate: z.number(), lower: bound, upper: bound }).nullable();
const distribution = z.object({
  /** 0 (first turn) … 1 (last). */
  turnPosition: estimate,
  /** 0 … 1. */
  stopShare: estimate,
  /** 0 … 4. */
  reward: estimate,
  outcomes: z.record(z.enum(ROW_OUTCOMES), estimate),
});

export const exportPreviewSchema = z.object({
  format: z.enum(EXPORT_FORMATS),
  /** With everything decided: a threshold that was left to the audits stands here. */
  settings: exportSettingsSchema,
  trajectories: z.number().int(),
  trajectoriesLookedAt: z.number().int(),
  looksAt: z.enum(["turns", "responses", "trajectories"]),
  rowsIn: z.number().int(),
  rowsOut: z.number().int(),
  /** Rows by reason. */
  leftOut: z.record(z.string(), z.number().int()),
  before: distribution,
  after: distribution,
  /** Mean reward by the grader's own grades, 0 … 4. */
  gradedReward: estimate,
  /** Scores that corrections call for and that are made when the data set is built. */
  scoresToMake: z.number().int(),
});
export type ExportPreview = z.infer<typeof exportPreviewSchema>;

/** What would be built, or why nothing can be now and what to do about it. */
const exportPreviewAnswerSchema = z.union([
  z.object({ preview: exportPreviewSchema, refused: z.null() }),
  z.object({ preview: z.null(), refused: z.string() }),
]);
export type ExportPreviewAnswer = z.infer<typeof exportPreviewAnswerSchema>;

export const exportKeys = {
  /** `asked`: the body as JSON. */
  preview: (projectId: string, asked: string | null) => ["export-preview", projectId, asked] as const,
};

export const fetchExportPreview = (projectId: string, body: StartExport, signal?: AbortSignal) =>
  requestJson(exportPreviewAnswerSchema, `/api/projects/${projectId}/exports/preview`, {
    method: "POST",
    body,
    ...(signal === undefined ? {} : { signal }),
  });

export const deleteExport = (projectId: string, exportId: string) =>
  requestJson(z.unknown(), `/api/projects/${projectId}/exports/${exportId}`, { method: "DELETE", body: {} });
