import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { z } from "zod";
import { handleProjectRequest } from "@/lib/auth/api-actor";
import { parseInput } from "@/lib/auth/api-body";
import { takePiece } from "@/lib/workflows/import-draft";

const pieceSchema = z.object({
  file: z.coerce.number().int().nonnegative(),
  offset: z.coerce.number().int().nonnegative().safe(),
});

/** `?offset=<byte>`: the body is the file from there on, or a piece of it. Answers how much has arrived. */
export const PUT = handleProjectRequest<"draftId" | "file">("trajectory.import", ({ actor, request, params }) => {
  const offset = new URL(request.url).searchParams.get("offset");
  const source = request.body === null ? Readable.from([]) : Readable.fromWeb(request.body as NodeReadableStream);
  return takePiece({
    projectId: actor.project.id,
    draftId: params.draftId,
    ...parseInput({ file: params.file, offset }, pieceSchema),
    source,
  });
});
