import { z } from "zod";

/** The items a clinician holds to be right for one turn. */
const correctItem = z.object({
  attribute: z.string().trim().min(1).max(200),
  value: z.string().trim().min(1).max(500),
});

/**
 * The correct value a verdict carries, by criterion. It repeats the grade where the grade is right, so that a verdict
 * judges every version's grade of the same response and criterion.
 */
export const verdictValueSchema = z.discriminatedUnion("criterion", [
  z.object({ criterion: z.literal("decision"), stopLabel: z.enum(["continue", "stop"]) }),
  z.object({ criterion: z.literal("extraction"), items: z.array(correctItem).max(50) }),
  z.object({ criterion: z.literal("content"), score: z.union([z.literal(0), z.literal(0.5), z.literal(1)]) }),
  z.object({ criterion: z.literal("format"), score: z.union([z.literal(0), z.literal(0.5), z.literal(1)]) }),
]);

export type VerdictValue = z.infer<typeof verdictValueSchema>;
