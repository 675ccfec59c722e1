import { rm } from "node:fs/promises";
import { databasePool } from "@/lib/db/client";
import { endDraftCheck, findImportDraft, type ImportDraftRow, updateDraftProgress } from "@/lib/db/import-draft-writes";
import { copyProblems, deleteProblems, type NewProblem } from "@/lib/db/import-problem-writes";
import { findContentHashes, findSameContent } from "@/lib/db/import-writes";
import { findProjectSensitivity } from "@/lib/db/project-reads";
import type { IntakeDialogue, IntakeFile, IntakeItem } from "@/lib/intake/intake-item";
import type { Pseudonymizer } from "@/lib/intake/pseudonyms/pseudonymize-session";
import { readItems } from "@/lib/intake/read-items";
import type { DraftReport } from "@/lib/queries/import-draft-contract";
import type { ImportOptions } from "@/lib/trajectory/formats/import-options";
import { segmentTurns } from "@/lib/trajectory/segment-turns";
import type { Session } from "@/lib/trajectory/session";
import { pseudonymizerFor } from "@/lib/workflows/pseudonymizer-for";
import { scratchFolder, storedFiles } from "@/lib/workflows/stored-files";
import { ENDS_WITH_EXPERT, explainConflict } from "@/lib/workflows/write-session-batch";

const BATCH_DIALOGUES = 500;
const PROGRESS_INTERVAL_MS = 300;

/** Somebody chose another way to read the files meanwhile, or threw them away. */
class CheckOutdatedError extends Error {}

/** Reads the files of a draft whole, as an import would, and writes nothing but what it found. */
export async function checkImport(projectId: string, draftId: string, signal?: AbortSignal): Promise<void> {
  const draft = await findImportDraft(projectId, draftId);
  if (draft === null || draft.state !== "checking" || draft.options === null) return;
  const { options } = draft;
  try {
    const report = await check(projectId, draft, options, signal);
    await endDraftCheck(projectId, draftId, options, { report });
  } catch (error) {
    if (error instanceof CheckOutdatedError) return;
    throw error;
  }
}

async function check(
  projectId: string,
  draft: ImportDraftRow,
  options: ImportOptions,
  signal: AbortSignal | undefined,
): Promise<DraftReport> {
  const { id, files } = draft;
  await deleteProblems(projectId, id);
  const scratch = scratchFolder(id, "check");
  let bytesRead = 0;
  let lastReport = performance.now();
  const onReport = async () => {
    signal?.throwIfAborted();
    if (performance.now() - lastReport < PROGRESS_INTERVAL_MS) return;
    lastReport = performance.now();
    if (!(await updateDraftProgress(projectId, id, options, bytesRead))) throw new CheckOutdatedError();
  };
  try {
    return await checkFiles({
      projectId,
      draftId: id,
      files: storedFiles(id, files),
      options,
      isSensitive: await findProjectSensitivity(projectId),
      scratchFolder: scratch,
      onRead: (bytes) => {
        bytesRead += bytes;
      },
      onReport,
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

export interface FilesToCheck {
  readonly projectId: string;
  /** Under this id the problems are kept; null keeps none but hands them to `onProblem`. */
  readonly draftId: string | null;
  readonly files: readonly IntakeFile[];
  readonly options: ImportOptions;
  readonly isSensitive: boolean;
  readonly scratchFolder: string;
  readonly onRead?: (bytes: number) => void;
  /** Called after each batch. */
  readonly onReport?: (report: DraftReport) => Promise<void>;
  readonly onProblem?: (problem: NewProblem) => void;
}

/** Counts what an import of files would do to a project. */
export async function checkFiles(request: FilesToCheck): Promise<DraftReport> {
  const { files, options, isSensitive, onRead, onReport, projectId } = request;
  const pseudonymize = options.pseudonymize ? await pseudonymizerFor(projectId) : null;
  const counter = new CheckCounter(request, pseudonymize);
  const items = readItems({
    files,
    mapping: options.mapping,
    isSensitive,
    scratchFolder: request.scratchFolder,
    ...(onRead === undefined ? {} : { onRead }),
  });
  let batch: IntakeItem[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < BATCH_DIALOGUES) continue;
    await counter.take(batch);
    batch = [];
    await onReport?.(counter.report());
  }
  await counter.take(batch);
  return counter.report();
}

/** The beginning of a hash as a number: a million of them take little room, and two alike are next to impossible. */
const shorten = (hash: string) => Number.parseInt(hash.slice(0, 13), 16);

class CheckCounter {
  readonly #request: FilesToCheck;
  readonly #pseudonymize: Pseudonymizer | null;
  readonly #hashOfSession = new Map<string, number>();
  readonly #hashes = new Set<number>();
  readonly #counts = { dialogues: 0, messages: 0, turns: 0, unchanged: 0, duplicates: 0, problems: 0 };
  readonly #leftOut = new Map<string, number>();
  readonly #replaced = new Map<string, number>();

  constructor(request: FilesToCheck, pseudonymize: Pseudonymizer | null) {
    this.#request = request;
    this.#pseudonymize = pseudonymize;
  }

  report(): DraftReport {
    return {
      ...this.#counts,
      leftOut: Object.fromEntries(this.#leftOut),
      replaced: this.#pseudonymize === null ? null : Object.fromEntries(this.#replaced),
    };
  }

  async take(items: readonly IntakeItem[]): Promise<void> {
    const { projectId, draftId, onProblem } = this.#request;
    const problems: NewProblem[] = items.filter((item) => item.kind === "problem");
    const read = items.flatMap((item) => (item.kind === "dialogue" ? [this.#prepare(item)] : []));
    const client = await databasePool().connect();
    try {
      const known = await findContentHashes(
        client,
        projectId,
        read.map(({ session }) => session.sessionKey),
      );
      const same = await findSameContent(
        client,
        projectId,
        read.map(({ session }) => session.contentHash),
      );
      for (const { item, session } of read) {
        const refusal = this.#count(session, item, known.get(session.sessionKey), same.get(session.contentHash));
        if (refusal !== null) {
          problems.push({ file: item.file, line: item.line, column: null, reason: refusal, excerpt: null });
        }
      }
      for (const problem of problems) onProblem?.(problem);
      if (draftId !== null) await copyProblems(client, projectId, draftId, this.#counts.problems, problems);
      this.#counts.problems += problems.length;
    } finally {
      client.release();
    }
  }

  #prepare(item: IntakeDialogue): { item: IntakeDialogue; session: Session } {
    const pseudonymized = this.#pseudonymize?.(item.session);
    for (const [kind, count] of Object.entries(pseudonymized?.replaced ?? {})) add(this.#replaced, kind, count);
    return { item, session: pseudonymized?.session ?? item.session };
  }

  /** Counts a dialogue; gives the reason where it would be refused. */
  #count(
    session: Session,
    item: IntakeDialogue,
    known: string | undefined,
    sameUnder: string | undefined,
  ): string | null {
    const short = shorten(session.contentHash);
    const earlier = this.#hashOfSession.get(session.sessionKey);
    if (known === session.contentHash || earlier === short) {
      this.#counts.unchanged += 1;
      return null;
    }
    if (known !== undefined || earlier !== undefined) return explainConflict(session.sessionLabel);
    const isDuplicate = this.#hashes.has(short) || (sameUnder !== undefined && sameUnder !== session.sessionKey);
    if (isDuplicate) {
      this.#counts.duplicates += 1;
      if (this.#request.options.duplicates === "skip") return null;
    }
    this.#hashOfSession.set(session.sessionKey, short);
    this.#hashes.add(short);
    const { turns, leftOut } = segmentTurns(session.messages);
    this.#counts.dialogues += 1;
    this.#counts.messages += session.messages.length;
    this.#counts.turns += turns.length;
    if (leftOut > 0) add(this.#leftOut, ENDS_WITH_EXPERT, leftOut);
    for (const [reason, count] of Object.entries(item.leftOut)) add(this.#leftOut, reason, count);
    return null;
  }
}

function add(counts: Map<string, number>, name: string, count: number): void {
  counts.set(name, (counts.get(name) ?? 0) + count);
}
