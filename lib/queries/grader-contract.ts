import { z } from "zod";
import { requestJson } from "@/lib/queries/request-json";

/** One immutable grader version, with everything that affects its answers. */
export const graderVersionViewSchema = z.object({
  id: z.string(),
  /** "offline 1": grader name and version number. */
  label: z.string(),
  kind: z.enum(["offline", "llm", "imported"]),
  number: z.number().int(),
  /** SHA-256 of the canonical JSON of `definition`, hex. */
  contentHash: z.string(),
  definition: z.record(z.string(), z.unknown()),
  createdAt: z.iso.datetime(),
  /** Units whose current grade is this version's, whatever their status. */
  unitsGraded: z.number().int(),
  runs: z.number().int(),
});
export type GraderVersionView = z.infer<typeof graderVersionViewSchema>;

/** Newest first. */
export const gradersSchema = z.object({ versions: z.array(graderVersionViewSchema) });

export const graderKeys = { all: (projectId: string) => ["graders", projectId] as const };

export const fetchGraders = (projectId: string) => requestJson(gradersSchema, `/api/projects/${projectId}/graders`);
