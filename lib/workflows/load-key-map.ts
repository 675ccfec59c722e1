import { findKeyMap } from "@/lib/db/key-map-reads";
import { type KeyMap, keyMapSchema } from "@/lib/queries/key-map-contract";

/** A person's own keys; nothing where none were changed. */
export async function loadKeyMap(userId: string): Promise<KeyMap> {
  return keyMapSchema.parse((await findKeyMap(userId)) ?? { bindings: {} });
}
