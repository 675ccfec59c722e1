import { database } from "@/lib/db/client";

export async function putKeyMap(userId: string, bindings: Readonly<Record<string, string[]>>): Promise<void> {
  await database.keyMap.upsert({ where: { userId }, create: { userId, bindings }, update: { bindings } });
}
