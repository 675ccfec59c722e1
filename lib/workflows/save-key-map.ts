import { putKeyMap } from "@/lib/db/key-map-writes";
import type { KeyMap } from "@/lib/queries/key-map-contract";
import { loadKeyMap } from "@/lib/workflows/load-key-map";
import { refuseUnstorableTexts } from "@/lib/workflows/refuse-unstorable";

/** Keeps a person's own keys in the place of those before. */
export async function saveKeyMap(userId: string, keyMap: KeyMap): Promise<KeyMap> {
  refuseUnstorableTexts([...Object.keys(keyMap.bindings), ...Object.values(keyMap.bindings).flat()]);
  await putKeyMap(userId, keyMap.bindings);
  return loadKeyMap(userId);
}
