import { z } from "zod";
import { RequestError, requestJson } from "@/lib/queries/request-json";
import {
  type ImportMapping,
  type ImportOptions,
  importMappingSchema,
  importOptionsSchema,
} from "@/lib/trajectory/formats/import-options";

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

const draftSchema = z.object({
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

const drafts = (projectId: string) => `/api/projects/${projectId}/imports/drafts`;

export const draftKeys = {
  all: (projectId: string) => ["import-drafts", projectId] as const,
  preview: (projectId: string, draftId: string, mapping: ImportMapping | null) =>
    ["import-preview", projectId, draftId, mapping] as const,
};

const draftListSchema = z.object({ drafts: z.array(draftSchema), sensitive: z.boolean() });

export const fetchDrafts = (projectId: string) => requestJson(draftListSchema, drafts(projectId));
export const createDraft = (projectId: string, id: string, files: readonly { name: string; bytes: number }[]) =>
  requestJson(draftSchema, drafts(projectId), { method: "POST", body: { id, files } });
export const discardDraft = (projectId: string, draftId: string) =>
  requestJson(z.unknown(), `${drafts(projectId)}/${draftId}`, { method: "DELETE", body: {} });
export const fetchPreview = (projectId: string, draftId: string, mapping: ImportMapping | null) =>
  requestJson(previewSchema, `${drafts(projectId)}/${draftId}/preview`, { method: "POST", body: { mapping } });
export const checkDraft = (projectId: string, draftId: string, options: ImportOptions) =>
  requestJson(draftSchema, `${drafts(projectId)}/${draftId}/check`, { method: "POST", body: options });
export const startDraft = (projectId: string, draftId: string, options: ImportOptions) =>
  requestJson(z.unknown(), `${drafts(projectId)}/${draftId}/start`, { method: "POST", body: options });
export const cancelImport = (projectId: string, importId: string) =>
  requestJson(z.unknown(), `/api/projects/${projectId}/imports/${importId}/cancel`, { method: "POST", body: {} });
export const saveSensitive = (projectId: string, sensitive: boolean) =>
  requestJson(z.unknown(), `/api/projects/${projectId}/settings`, { method: "PATCH", body: { sensitive } });
/** A plain link for the browser: every problem as CSV. */
export const problemsUrl = (projectId: string, importId: string) =>
  `/api/projects/${projectId}/imports/${importId}/problems`;

const pieceSchema = z.object({ received: z.number() });
const refusalSchema = z.object({ error: z.string() });

/**
 * Sends a piece of a file; gives how much of it has arrived in all, which is where the next begins. Sent again it does
 * no harm.
 */
export async function sendPiece(
  projectId: string,
  draftId: string,
  piece: { readonly file: number; readonly offset: number; readonly bytes: Blob },
  signal: AbortSignal,
): Promise<number> {
  const { file, offset, bytes } = piece;
  const answer = await fetch(`${drafts(projectId)}/${draftId}/files/${file}?offset=${offset}`, {
    method: "PUT",
    headers: { "content-type": "application/octet-stream" },
    body: bytes,
    signal,
  });
  const body: unknown = await answer.json().catch(() => null);
  if (answer.ok) return pieceSchema.parse(body).received;
  const refusal = refusalSchema.safeParse(body);
  throw new RequestError(answer.status, refusal.success ? refusal.data.error : `The server answered ${answer.status}.`);
}
