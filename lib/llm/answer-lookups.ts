import { type AnswerKey, findAnswers, type StoredAnswer } from "@/lib/db/llm-answer-reads";
import { whileDatabaseIsAway } from "@/lib/llm/while-database-is-away";

/** Lookups of so many ms share one query: on a first run nearly all ask in vain. */
const LOOKUP_MS = 3;
const LOOKUP_SIZE = 256;
/** A database that was killed is back within seconds. */
const PATIENCE_MS = 5 * 60_000;

interface Lookup {
  readonly key: AnswerKey;
  resolve(found: StoredAnswer | null): void;
  reject(error: unknown): void;
}

const nameOf = ({ requestHash, attempt }: AnswerKey) => `${requestHash}:${attempt}`;
const waitingByProject = new Map<string, Lookup[]>();

/** The stored answer, if there is one; calls made within a few milliseconds are asked for together. */
export function findStoredAnswer(projectId: string, key: AnswerKey): Promise<StoredAnswer | null> {
  return new Promise((resolve, reject) => {
    const waiting = waitingByProject.get(projectId) ?? [];
    waiting.push({ key, resolve, reject });
    waitingByProject.set(projectId, waiting);
    if (waiting.length === 1) setTimeout(() => void lookUp(projectId, waiting), LOOKUP_MS);
    if (waiting.length >= LOOKUP_SIZE) void lookUp(projectId, waiting);
  });
}

async function lookUp(projectId: string, lookups: Lookup[]): Promise<void> {
  // A full batch went before its timer.
  if (waitingByProject.get(projectId) !== lookups) return;
  waitingByProject.delete(projectId);
  try {
    const hashes = [...new Set(lookups.map(({ key }) => key.requestHash))];
    const found = await whileDatabaseIsAway(PATIENCE_MS, () => findAnswers(projectId, hashes));
    const byName = new Map(found.map((answer) => [nameOf(answer), answer]));
    for (const { key, resolve } of lookups) resolve(byName.get(nameOf(key)) ?? null);
  } catch (error) {
    for (const { reject } of lookups) reject(error);
  }
}
