"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { NamedFile } from "@/components/trajectories/collect-files";
import type { ImportDraftView } from "@/lib/queries/import-draft-contract";
import { sendPiece } from "@/lib/queries/import-draft-requests";
import { RequestError } from "@/lib/queries/request-json";

/** A piece is sent at once: a broken connection costs no more than it. */
const PIECE_BYTES = 8 * 1024 * 1024;
/** Pauses before a piece that did not arrive is sent again, ms. */
const PAUSES_MS = [500, 1000, 2000, 4000, 8000];

export interface DraftUpload {
  /** The draft whose files are on their way from this tab. */
  readonly draftId: string | null;
  readonly sentBytes: number;
  /** Why it stopped; what has arrived is kept. */
  readonly error: Error | null;
  readonly send: (draft: ImportDraftView, files: readonly NamedFile[]) => Promise<void>;
  readonly stop: () => void;
}

/** Sends the files of a draft piece by piece, from where each has arrived; a lost connection is waited out. */
export function useDraftUpload(projectId: string): DraftUpload {
  const [state, setState] = useState<{ draftId: string | null; sentBytes: number; error: Error | null }>({
    draftId: null,
    sentBytes: 0,
    error: null,
  });
  const running = useRef<AbortController | null>(null);
  const stop = useCallback(() => {
    running.current?.abort();
    running.current = null;
    setState({ draftId: null, sentBytes: 0, error: null });
  }, []);
  useEffect(() => () => running.current?.abort(), []);

  const send = useCallback(
    async (draft: ImportDraftView, files: readonly NamedFile[]) => {
      const abort = new AbortController();
      running.current = abort;
      let sent = 0;
      setState({ draftId: draft.id, sentBytes: 0, error: null });
      try {
        for (const [at, { bytes, received }] of draft.files.entries()) {
          const source = files[at]?.file;
          if (source === undefined) throw new Error("A file of the upload is missing.");
          let offset = Math.min(received, bytes);
          while (offset < bytes) {
            const piece = source.slice(offset, offset + PIECE_BYTES);
            offset = await sendPatiently(projectId, draft.id, { file: at, offset, bytes: piece }, abort.signal);
            setState({ draftId: draft.id, sentBytes: sent + offset, error: null });
          }
          sent += bytes;
        }
        setState({ draftId: null, sentBytes: 0, error: null });
      } catch (error) {
        if (abort.signal.aborted) return;
        setState({ draftId: null, sentBytes: 0, error: error instanceof Error ? error : new Error(String(error)) });
      }
    },
    [projectId],
  );
  return { ...state, send, stop };
}

async function sendPatiently(
  projectId: string,
  draftId: string,
  piece: { readonly file: number; readonly offset: number; readonly bytes: Blob },
  signal: AbortSignal,
): Promise<number> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await sendPiece(projectId, draftId, piece, signal);
    } catch (error) {
      const isRefused = error instanceof RequestError && error.status < 500;
      const pause = PAUSES_MS[attempt];
      if (signal.aborted || isRefused || pause === undefined) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
