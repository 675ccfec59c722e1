import { database } from "@/lib/db/client";
import { type ImportMapping, importMappingSchema } from "@/lib/trajectory/formats/import-options";

/** How the project's files were read last, a mapping for each format, newest first. */
export async function listImportMappings(projectId: string): Promise<ImportMapping[]> {
  const rows = await database.importMapping.findMany({ where: { projectId }, orderBy: { updatedAt: "desc" } });
  return rows.flatMap(({ mapping }) => {
    const parsed = importMappingSchema.safeParse(mapping);
    return parsed.success ? [parsed.data] : [];
  });
}
