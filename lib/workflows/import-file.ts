import type { ImportCounts } from "@/lib/db/import-writes";
import { isEvaluatedLine } from "@/lib/grading/imported/parse-evaluated-line";
import { MAX_LINE_BYTES, readLines } from "@/lib/trajectory/read-lines";
import { type EvaluatedOutcome, importEvaluatedRows } from "@/lib/workflows/import-evaluated-rows";
import type { ImportRequest } from "@/lib/workflows/import-progress";
import { importSessions } from "@/lib/workflows/import-sessions";

export type ImportedFile =
  | { readonly kind: "sessions"; readonly counts: ImportCounts }
  | ({ readonly kind: "evaluated" } & EvaluatedOutcome);

/**
 * Brings a file into a project as what its first line says it is: dialogues, one a line, or evaluated rows, whose
 * grader is then called as the file.
 */
export async function importFile(request: ImportRequest): Promise<ImportedFile> {
  const { head, whole } = await readHead(request.source);
  if (await isEvaluated(head)) {
    return { kind: "evaluated", ...(await importEvaluatedRows({ ...request, source: whole, graderName: null })) };
  }
  return { kind: "sessions", counts: await importSessions({ ...request, source: whole }) };
}

/** The first chunks of a stream, enough for its first line, and the stream as if nothing had been read of it. */
async function readHead(source: AsyncIterable<Uint8Array>) {
  const chunks = source[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let bytes = 0;
  let ended = false;
  while (bytes <= MAX_LINE_BYTES && !hasLine(head)) {
    const next = await chunks.next();
    if (next.done === true) {
      ended = true;
      break;
    }
    head.push(next.value);
    bytes += next.value.length;
  }
  async function* replay(): AsyncGenerator<Uint8Array, void, undefined> {
    yield* head;
    if (!ended) yield* { [Symbol.asyncIterator]: () => chunks };
  }
  return { head, whole: replay() };
}

const LINE_FEED = 0x0a;
/** Blank lines may stand before the first. */
const isBlank = (byte: number) => byte === LINE_FEED || byte === 0x0d || byte === 0x20 || byte === 0x09;

function hasLine(head: readonly Uint8Array[]): boolean {
  let begun = false;
  for (const chunk of head) {
    for (const byte of chunk) {
      if (!isBlank(byte)) begun = true;
      else if (begun && byte === LINE_FEED) return true;
    }
  }
  return false;
}

async function isEvaluated(head: readonly Uint8Array[]): Promise<boolean> {
  async function* chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    yield* head;
  }
  for await (const line of readLines(chunks())) return !line.tooLong && isEvaluatedLine(line.bytes);
  return false;
}
