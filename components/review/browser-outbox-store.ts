import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { arrivalSchema, keyOf, outboxEntrySchema } from "@/components/review/outbox-entry";
import type { OutboxChange, OutboxStore } from "@/components/review/outbox-store";

interface OutboxSchema extends DBSchema {
  /** Unsent and refused answers, by idempotency key. */
  entries: {
    key: string;
    value: { readonly key: string; readonly scope: string; readonly body: unknown };
    indexes: Scoped;
  };
  /** What sent answers came to, by idempotency key. */
  arrivals: {
    key: string;
    value: { readonly key: string; readonly scope: string; readonly body: unknown };
    indexes: Scoped;
  };
}
interface Scoped {
  [name: string]: string;
  scope: string;
}

const DATABASE = "second-opinion-outbox";
const VERSION = 1;
/** Arrivals kept for undos of another tab; an undo that old is given against the verdict's id. */
const ARRIVALS_KEPT = 200;

/** Keeps unsent answers in this browser's IndexedDB, apart for each person and project, shared by all tabs. */
export function browserOutboxStore(userId: string, projectId: string): OutboxStore {
  const scope = `${userId}:${projectId}`;
  let opening: Promise<IDBPDatabase<OutboxSchema>> | null = null;
  const open = () => {
    opening ??= openOutbox(() => {
      opening = null;
    });
    // A failed opening is tried again with the next answer.
    opening.catch(() => {
      opening = null;
    });
    return opening;
  };
  return {
    load: async () => {
      const transaction = (await open()).transaction(["entries", "arrivals"]);
      const [entries, arrivals] = await Promise.all([
        transaction.objectStore("entries").index("scope").getAll(scope),
        transaction.objectStore("arrivals").index("scope").getAll(scope),
      ]);
      return {
        entries: entries.flatMap(({ body }) => outboxEntrySchema.safeParse(body).data ?? []),
        arrivals: arrivals.flatMap(({ body }) => arrivalSchema.safeParse(body).data ?? []),
      };
    },
    write: async ({ put = [], removed = [], arrival }: OutboxChange) => {
      // Strict: what the screen calls kept must outlive a power cut, not only a reload.
      const transaction = (await open()).transaction(["entries", "arrivals"], "readwrite", { durability: "strict" });
      const entries = transaction.objectStore("entries");
      const arrivals = transaction.objectStore("arrivals");
      const writes: Promise<unknown>[] = [
        ...put.map((entry) => entries.put({ key: keyOf(entry), scope, body: entry })),
        ...removed.map((key) => entries.delete(key)),
      ];
      if (arrival !== undefined) writes.push(arrivals.put({ key: arrival.key, scope, body: arrival }));
      await Promise.all(writes);
      if (arrival !== undefined) {
        const all = await arrivals.index("scope").getAll(scope);
        const old = all.sort((a, b) => timeOf(b.body) - timeOf(a.body)).slice(ARRIVALS_KEPT);
        await Promise.all(old.map(({ key }) => arrivals.delete(key)));
      }
      await transaction.done;
    },
  };
}

function openOutbox(onClosed: () => void): Promise<IDBPDatabase<OutboxSchema>> {
  return openDB<OutboxSchema>(DATABASE, VERSION, {
    upgrade: (database) => {
      for (const name of ["entries", "arrivals"] as const) {
        database.createObjectStore(name, { keyPath: "key" }).createIndex("scope", "scope");
      }
    },
    // A newer page must not wait for this one.
    blocking: (_current, _blocked, event) => {
      if (event.target instanceof IDBDatabase) event.target.close();
      onClosed();
    },
    terminated: onClosed,
  });
}

function timeOf(body: unknown): number {
  const arrival = arrivalSchema.safeParse(body);
  return arrival.success ? Date.parse(arrival.data.at) : 0;
}
