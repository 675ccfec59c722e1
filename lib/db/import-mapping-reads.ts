import { database } from "@/lib/db/client";
import { type ImportFormat, type ImportMapping, importMappingSchema } from "@/lib/trajectory/formats/import-options";

/** How the project's files of a format were read last. */
export async function findImportMapping(projectId: string, format: ImportFormat): Promise<ImportMapping | null> {
  const row = await database.importMapping.findUnique({ where: { projectId_format: { projectId, format } } });
  if (row === null) return null;
  const parsed = importMappingSchema.safeParse(row.mapping);
  return parsed.success ? parsed.data : null;
}
