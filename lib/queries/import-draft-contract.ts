import { z } from "zod";
import { importMappingSchema, importOptionsSchema } from "@/lib/trajectory/formats/import-options";

const countsByReason = z.record(z.string(), z.number().int());

/** What a check of whole files found; nothing of them is written. */
export const draftReportSchema = z.object({
  dialogues: z.number().int(),
  messages: z.number().int(),
  turns: z.number().int(),
  /** Dialogues that are here already, the same under the same id. */
  unchanged: z.number().int(),
  /** Dialogues that are word for word another of the files or of the project, under another id. */
  duplicates: z.number().int(),
  problems: z.number().int(),
  leftOut: countsByReason,
  /** Pseudonyms by kind; null where none were asked for. */
  replaced: countsByReason.nullable(),
});
export type DraftReport = z.infer<typeof draftReportSchema>;

export const draftSchema = z.object({
  id: z.string(),
  state: z.enum(["uploading", "ready", "checking", "checked"]),
  files: z.array(z.object({ name: z.string(), bytes: z.number(), received: z.number() })),
  options: importOptionsSchema.nullable(),
  report: draftReportSchema.nullable(),
  failure: z.string().nullable(),
  /** Of the check, or of the last one. */
  bytesRead: z.number(),
  bytesTotal: z.number(),
  createdAt: z.iso.datetime(),
});
export type ImportDraftView = z.infer<typeof draftSchema>;

const problemSchema = z.object({
  file: z.string(),
  line: z.number().int(),
  column: z.number().int().nullable(),
  reason: z.string(),
});

export const previewSchema = z.object({
  /** What the files look like, or what the project read such files as last. */
  suggested: importMappingSchema,
  isFromProject: z.boolean(),
  /** How the dialogues below were read. */
  mapping: importMappingSchema,
  columns: z.array(z.string()),
  messageFields: z.array(z.string()),
  roles: z.array(z.string()),
  unmappedRoles: z.array(z.string()),
  missing: z.array(z.string()),
  dialogues: z.array(
    z.object({
      label: z.string(),
      diagnosis: z.string(),
      messageCount: z.number().int(),
      messages: z.array(z.object({ role: z.enum(["user", "assistant"]), content: z.string() })),
    }),
  ),
  problems: z.array(problemSchema),
});
export type ImportPreview = z.infer<typeof previewSchema>;

export const draftListSchema = z.object({ drafts: z.array(draftSchema), sensitive: z.boolean() });
