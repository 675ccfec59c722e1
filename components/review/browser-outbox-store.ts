import { keyOf, outboxEntrySchema } from "@/components/review/outbox-entry";
import type { OutboxStore } from "@/components/review/verdict-outbox";

/** Keeps unsent answers in this browser's local storage, apart for each person and project. */
export function browserOutboxStore(userId: string, projectId: string): OutboxStore {
  const prefix = `second-opinion:outbox:${userId}:${projectId}:`;
  return {
    load: async () => {
      const keys = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index));
      return keys
        .filter((key) => key?.startsWith(prefix))
        .flatMap((key) => {
          const entry = outboxEntrySchema.safeParse(parse(localStorage.getItem(key ?? "")));
          return entry.success ? [entry.data] : [];
        });
    },
    put: async (entry) => localStorage.setItem(prefix + keyOf(entry), JSON.stringify(entry)),
    remove: async (key) => localStorage.removeItem(prefix + key),
  };
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}
