import { database } from "@/lib/db/client";

/** A person's own keys as stored; null where none were changed. Parsed by whoever serves them. */
export async function findKeyMap(userId: string): Promise<{ readonly bindings: unknown } | null> {
  return database.keyMap.findUnique({ where: { userId }, select: { bindings: true } });
}
