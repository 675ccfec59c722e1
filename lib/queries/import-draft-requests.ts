import { z } from "zod";
import { draftListSchema, draftSchema, previewSchema } from "@/lib/queries/import-draft-contract";
import { RequestError, requestJson } from "@/lib/queries/request-json";
import type { ImportMapping, ImportOptions } from "@/lib/trajectory/formats/import-options";

const drafts = (projectId: string) => `/api/projects/${projectId}/imports/drafts`;

export const draftKeys = {
  all: (projectId: string) => ["import-drafts", projectId] as const,
  preview: (projectId: string, draftId: string, mapping: ImportMapping | null) =>
    ["import-preview", projectId, draftId, mapping] as const,
};

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
