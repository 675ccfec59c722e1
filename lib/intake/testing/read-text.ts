import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { IntakeItem } from "@/lib/intake/intake-item";
import { readItems } from "@/lib/intake/read-items";
import type { ImportMapping } from "@/lib/trajectory/formats/import-options";

/** Everything that files with these contents hold, read from a folder of their own. */
export async function readText(
  contents: string | Uint8Array | Readonly<Record<string, string | Uint8Array>>,
  mapping: ImportMapping,
  options: { readonly isSensitive?: boolean } = {},
): Promise<IntakeItem[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "second-opinion-intake-"));
  try {
    const named = typeof contents === "string" || contents instanceof Uint8Array ? { file: contents } : contents;
    const files = await Promise.all(
      Object.entries(named).map(async ([name, content], at) => {
        const filePath = path.join(folder, `${at}`);
        await writeFile(filePath, content);
        return { name, path: filePath };
      }),
    );
    const items: IntakeItem[] = [];
    const scratchFolder = path.join(folder, "scratch");
    for await (const item of readItems({ files, mapping, isSensitive: options.isSensitive === true, scratchFolder })) {
      items.push(item);
    }
    return items;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
