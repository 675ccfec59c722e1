import path from "node:path";
import { dataCard } from "@/lib/export/data-card";
import type { ManifestFile, ManifestInput } from "@/lib/export/manifest";
import { trainerConfig } from "@/lib/export/trainer-config";
import { type ExportPlace, workFolder } from "@/lib/workflows/export-place";
import { writeFileWhole } from "@/lib/workflows/write-file-whole";

/** The files that go with the data: a data set's card, a trainer's configuration. A single file has none beside it. */
export async function writeCompanions(place: ExportPlace, input: ManifestInput): Promise<ManifestFile[]> {
  if (place.layout === "file") return [];
  const texts = companionsOf(input);
  const files: ManifestFile[] = [];
  for (const [name, text] of texts) {
    const written = await writeFileWhole(path.join(workFolder(place), name), (write) => write(text));
    files.push({ name, split: null, rows: 0, ...written, rowGroups: [] });
  }
  return files;
}

function companionsOf(input: ManifestInput): readonly (readonly [name: string, text: string])[] {
  const nameOf = (split: string) => input.files.find((file) => file.split === split)?.name ?? null;
  switch (input.format) {
    case "huggingface":
      return [["README.md", dataCard(input)]];
    case "training": {
      const trainFile = nameOf("train");
      if (trainFile === null) throw new Error("A training set has no training file.");
      return [
        ["trinity.yaml", trainerConfig({ settings: input.settings, trainFile, validationFile: nameOf("validation") })],
      ];
    }
    default:
      return [];
  }
}
